# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# No clock shows more.
MOST = 99_999_999
# What has a clock.
KINDS = ("vehicle", "equipment")


class CustomerAssetDocument(models.AbstractModel):
    """What the clock showed when the vehicle came; what cannot be is asked about."""

    _inherit = "customer.asset.document"

    customer_reading = fields.Float(
        "Reading at service",
        copy=False,
        digits=(12, 1),
        help="What the clock showed when the vehicle came.",
    )
    customer_reading_unit = fields.Selection(related="customer_asset_id.odometer_unit")
    customer_reading_question = fields.Text(
        compute="_compute_customer_reading_question", compute_sudo=True
    )
    is_reading_confirmed = fields.Boolean(
        "Correct although unusual",
        copy=False,
        help="Somebody looked again: it is what the clock shows.",
    )

    def _reading_question_fields(self):
        return ["customer_asset_id", "customer_reading"]

    @api.depends(lambda self: self._reading_question_fields())
    def _compute_customer_reading_question(self):
        asked = self.filtered(lambda document: document._asks_about_readings())
        values = [
            (document, vals)
            for document in asked
            for vals in document._reading_values()
        ]
        questions = self._questions_about([vals for _document, vals in values])
        said = {}
        for (document, _vals), question in zip(values, questions, strict=True):
            if question:
                said.setdefault(document, []).append(question)
        for document in self:
            document.customer_reading_question = "\n".join(said.get(document, ()))

    def _asks_about_readings(self):
        """Whether what the clocks showed can still be corrected here."""
        return self.state in ("draft", "sent")

    @api.model
    def _questions_about(self, vals_list):
        """Return what is to be asked about each of these values, or an empty text."""
        # sudo: what the clock said is asked of all readings
        readings = self.env["customer.asset.reading"].sudo()
        for vals in vals_list:
            readings += readings.new(vals)
        return readings._questions()

    def _service_readings(self):
        """Return {vehicle or equipment: what its clock showed}."""
        # sudo: whoever invoices need not see vehicles
        asset = self.sudo().customer_asset_id._origin
        if self.customer_reading > 0 and asset.kind in KINDS:
            return {asset: self.customer_reading}
        return {}

    def _reading_values(self):
        """Return the values of the readings that come of this document."""
        day = min(self._service_day(), fields.Date.context_today(self))
        return [
            {
                "asset_id": asset.id,
                "date": day,
                "value": value,
                "unit": asset.odometer_unit or "km",
                "source": "service",
            }
            for asset, value in self._service_readings().items()
        ]

    def _service_day(self):
        return fields.Date.context_today(self)

    @api.constrains("customer_reading")
    def _check_customer_reading(self):
        for document in self:
            reading = document.customer_reading
            if not math.isfinite(reading) or not 0 <= reading <= MOST:
                raise ValidationError(
                    self.env._(
                        "A reading is a number from 0 to %s. Correct it.", f"{MOST:,}"
                    )
                )

    def _check_reading_questions(self):
        """Refuse to go on before somebody has looked again at what cannot be."""
        for document in self.filtered("customer_reading_question"):
            if not document.is_reading_confirmed:
                raise UserError(
                    self.env._(
                        "%(question)s\nCorrect the reading on %(document)s, or tick"
                        ' "Correct although unusual" there.',
                        question=document.customer_reading_question,
                        document=document.display_name,
                    )
                )
