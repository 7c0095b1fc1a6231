# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerMeasurementEntryLine(models.TransientModel):
    """One type of a group, with the value as it was typed: empty is not zero."""

    _name = "customer.measurement.entry.line"
    _description = "Value to enter"
    _order = "id"

    wizard_id = fields.Many2one(
        "customer.measurement.entry", required=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "customer.measurement.type", required=True, ondelete="cascade"
    )
    name = fields.Char(related="type_id.name")
    uom_name = fields.Char(related="type_id.uom_name")
    value = fields.Char()
    last_value = fields.Char("Last time")
    warning = fields.Char(compute="_compute_warning")
    is_refused = fields.Boolean("Refused", compute="_compute_warning")

    @api.depends("value", "type_id")
    def _compute_warning(self):
        """Say before saving what is unusual, and what will be refused."""
        for line in self:
            line.warning, line.is_refused = line._judge()

    def _judge(self):
        kind = self.type_id
        if not (self.value or "").strip():
            return False, False
        try:
            value = kind._checked_value(kind._parse(self.value))
        except ValidationError as error:
            return str(error), True
        if not kind._is_unusual(value):
            return False, False
        usual = kind._format_limits("minimum", "maximum")
        return self.env._(
            "%(value)s is unusual; usual is %(limits)s.",
            value=kind._format(value),
            limits=usual,
        ), False

    def _measurement_vals(self):
        """Return the values of the measurement, or refuse what is not a number."""
        wizard = self.wizard_id
        return {
            "partner_id": wizard.partner_id.id,
            "asset_id": wizard.asset_id.id,
            "type_id": self.type_id.id,
            "value": self.type_id._parse(self.value),
            "date": wizard.date,
            "user_id": wizard.user_id.id,
            "note": wizard.note,
        }
