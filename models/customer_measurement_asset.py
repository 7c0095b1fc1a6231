# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerMeasurement(models.Model):
    """Animals are measured, too: a value is of a customer or of an animal."""

    _inherit = "customer.measurement"

    partner_id = fields.Many2one(required=False)
    asset_id = fields.Many2one(
        "customer.asset",
        "Animal",
        copy=True,
        ondelete="restrict",
        domain=[("kind", "=", "animal")],
    )
    type_id = fields.Many2one(
        domain="[('subject', 'in', (asset_id and 'animal' or 'person', 'both'))]"
    )

    _one_subject = models.Constraint(
        "CHECK (num_nonnulls(partner_id, asset_id) = 1)",
        "A value is measured on a customer or on an animal.",
    )
    # no index of the animal's own: this one begins with it
    _asset_last_idx = models.Index(
        "(asset_id, type_id, date DESC, id DESC) WHERE asset_id IS NOT NULL"
    )

    @api.model
    def _create(self, data_list):
        for data in data_list:
            self._check_one_subject(
                *(data["stored"].get(name) for name in ("partner_id", "asset_id"))
            )
        return super()._create(data_list)

    def write(self, vals):
        if {"partner_id", "asset_id"} & set(vals):
            for measurement in self:
                self._check_one_subject(
                    vals.get("partner_id", measurement.partner_id.id),
                    vals.get("asset_id", measurement.asset_id.id),
                )
        return super().write(vals)

    @api.model
    def _check_one_subject(self, partner_id, asset_id):
        if not partner_id and not asset_id:
            self._check_required({}, ["partner_id"])
        if partner_id and asset_id:
            raise ValidationError(
                self.env._(
                    "A value is measured either on a customer or on an animal, not on"
                    " both. Choose one of them."
                )
            )

    @api.constrains("asset_id", "type_id", "partner_id")
    def _check_asset(self):
        for measurement in self.filtered("asset_id"):
            measurement.asset_id._refuse_no_animal()
            self._refuse_type_of_people(measurement.type_id)
        for measurement in self.filtered("partner_id"):
            self._refuse_type_of_animals(measurement.type_id)

    def _check_subject(self, kind, vals):
        asset_id = vals.get(
            "asset_id", self.asset_id.id or self.env.context.get("default_asset_id")
        )
        if not asset_id:
            return super()._check_subject(kind, vals)
        return self._refuse_type_of_people(kind)

    @api.model
    def _refuse_type_of_people(self, kind):
        if kind.subject == "person":
            raise ValidationError(
                self.env._("%s is measured on people, not on animals.", kind.name)
            )
