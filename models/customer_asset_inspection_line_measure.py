# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAssetInspectionLine(models.Model):
    """The value found, kept among the measurements of the animal."""

    _inherit = "customer.asset.inspection.line"

    measurement_type_id = fields.Many2one(
        "customer.measurement.type", readonly=True, copy=False, ondelete="restrict"
    )
    measurement_id = fields.Many2one(
        "customer.measurement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _keep_measurements(self):
        # sudo: who inspects measures, whatever else he may enter
        lines = self.sudo().filtered("measurement_type_id")
        lines.filtered(lambda line: not line.has_value).measurement_id.unlink()
        measured = lines.filtered("has_value")
        for line in measured.filtered("measurement_id"):
            line.measurement_id.write(line._measurement_vals())
        new = measured.filtered(lambda line: not line.measurement_id)
        # sudo: what an inspection measured is kept, whoever measures elsewhere
        kept = (
            self.env["customer.measurement"]
            .sudo()
            .create([line._measurement_vals() for line in new])
        )
        for line, measurement in zip(new, kept, strict=True):
            line.measurement_id = measurement

    def _measurement_vals(self):
        inspection = self.inspection_id
        return {
            "asset_id": inspection.asset_id.id,
            "type_id": self.measurement_type_id.id,
            "value": self.value,
            "date": inspection.date,
            "user_id": inspection.user_id.id,
        }
