# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from .res_partner_measurement import SEE


class CustomerAsset(models.Model):
    """What was measured on an animal: its weight, before all."""

    _inherit = "customer.asset"

    measurement_ids = fields.One2many(
        "customer.measurement", "asset_id", "Measurements", copy=False, groups=SEE
    )
    measurement_summary = fields.Json(
        compute="_compute_measurement_summary",
        groups=SEE,
        help="The last value of each type, by group.",
    )

    @api.depends(
        "measurement_ids.value",
        "measurement_ids.date",
        "measurement_ids.type_id",
        "measurement_ids.user_id",
    )
    @api.depends_context("lang")
    def _compute_measurement_summary(self):
        """The same as that of a customer."""
        found = self.env["customer.measurement"]._last_values(
            self._origin.ids, "asset_id"
        )
        for asset in self:
            asset.measurement_summary = self.env["res.partner"]._summary_groups(
                found.get(asset._origin.id, ())
            )

    def action_new_measurements(self):
        """Enter the weight, and what else is measured on animals."""
        self.ensure_one()
        self.env["res.users"]._check_function("measurement_change")
        self._refuse_no_animal()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_measurement_entry_action"
        )
        return dict(action, context={"default_asset_id": self.id})

    def _refuse_no_animal(self):
        for asset in self:
            if asset.kind != "animal":
                raise UserError(
                    self.env._(
                        "%s is no animal: only customers and animals are measured.",
                        asset.display_name,
                    )
                )

    def action_open_measurements(self, type_id=False):
        """Open the history: of one type as a line, else as a list."""
        self.ensure_one()
        self.env["res.users"]._check_function("measurement_see")
        action = self.env["res.partner"]._measurement_history(type_id)
        context = dict(action["context"], default_asset_id=self.id)
        domain = [("asset_id", "=", self.id), *action["domain"]]
        return dict(action, domain=domain, context=context)
