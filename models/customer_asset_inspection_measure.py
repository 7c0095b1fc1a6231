# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAssetInspection(models.Model):
    """What was measured goes where it belongs: the clock among the readings of a
    vehicle, the weight among the measurements of an animal.

    What is corrected in a reopened inspection is corrected there, too.
    """

    _inherit = "customer.asset.inspection"

    reading_id = fields.Many2one(
        "customer.asset.reading",
        "Reading kept",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_reading_confirmed = fields.Boolean(
        "Correct although unusual", copy=False, help="It is what the clock shows."
    )
    reading_doubt = fields.Char(compute="_compute_reading_doubt")

    @api.depends(
        "odometer", "odometer_unit", "date", "asset_id", "state", "is_reading_confirmed"
    )
    def _compute_reading_doubt(self):
        """Ask while the clock is still before one's eyes, not when all is done."""
        readings = self.env["customer.asset.reading"]
        for inspection in self:
            is_asked = (
                inspection.state == "open"
                and inspection.odometer > 0
                and not inspection.is_reading_confirmed
            )
            reading = is_asked and readings.new(inspection._reading_vals())
            inspection.reading_doubt = reading and "".join(reading._questions())

    @api.model
    def _finish_checks(self):
        return [*super()._finish_checks(), "_check_reading"]

    @api.model
    def _finish_steps(self):
        return [*super()._finish_steps(), "_keep_readings", "_keep_measurements"]

    def _check_reading(self):
        if doubtful := self.filtered("reading_doubt"):
            raise UserError(
                self.env._(
                    '%(doubt)s Correct the reading, or tick "%(confirmed)s".',
                    doubt=doubtful[0].reading_doubt,
                    confirmed=self._fields["is_reading_confirmed"]._description_string(
                        self.env
                    ),
                )
            )

    def _reading_vals(self):
        return {
            "asset_id": self.asset_id.id,
            "date": self.date,
            "value": self.odometer,
            "unit": self.odometer_unit or "km",
            "source": "service",
            "is_confirmed": self.is_reading_confirmed,
        }

    def _keep_measurements(self):
        self.line_ids._keep_measurements()

    def _keep_readings(self):
        new = self.browse()
        for inspection in self:
            if not inspection.odometer:
                inspection.reading_id.unlink()
            elif inspection.reading_id:
                inspection.reading_id.write(inspection._reading_vals())
            else:
                new |= inspection
        readings = self.env["customer.asset.reading"].create(
            [inspection._reading_vals() for inspection in new]
        )
        for inspection, reading in zip(new, readings, strict=True):
            inspection._store({"reading_id": reading.id})
