# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerAssetChecklistPoint(models.Model):
    """A point whose value is one of the animal's measurements, like its weight."""

    _inherit = "customer.asset.checklist.point"

    measurement_type_id = fields.Many2one(
        "customer.measurement.type",
        "Measurement",
        domain=[("subject", "!=", "person")],
        ondelete="restrict",
        help="The value is kept among the animal's measurements, in their unit.",
    )

    @api.constrains("measurement_type_id", "checklist_id")
    def _check_measurement_type(self):
        for point in self.filtered("measurement_type_id"):
            kind = point.measurement_type_id
            if point.checklist_id.kind != "animal" or kind.subject == "person":
                raise ValidationError(
                    self.env._(
                        "%(point)s: a measurement like %(type)s must be one of "
                        "animals, in a checklist for animals.",
                        point=point.name,
                        type=kind.name,
                    )
                )

    @api.onchange("measurement_type_id")
    def _onchange_measurement_type_id(self):
        if self.measurement_type_id:
            self.asks_value = True
            self.uom_name = self.measurement_type_id.uom_name

    def _line_vals(self):
        return [
            dict(
                vals,
                measurement_type_id=kind.id,
                asks_value=vals["asks_value"] or bool(kind),
                uom_name=kind.uom_name or vals["uom_name"],
            )
            for vals, kind in zip(
                super()._line_vals(),
                (point.measurement_type_id for point in self.sorted()),
                strict=True,
            )
        ]
