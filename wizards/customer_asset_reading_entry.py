# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_choices import choices_of


class CustomerAssetReadingEntry(models.TransientModel):
    """Enter what a clock shows; what is doubtful is asked before it is saved."""

    _name = "customer.asset.reading.entry"
    _description = "New reading"

    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle or equipment",
        required=True,
        ondelete="cascade",
        domain=[("kind", "!=", "animal")],
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float("Reading", digits=(16, 1))
    unit = fields.Selection(
        selection=choices_of("customer.asset.reading", "unit"),
        compute="_compute_unit",
        store=True,
        readonly=False,
    )
    source = fields.Selection(
        selection=choices_of("customer.asset.reading", "source"),
        required=True,
        default="service",
    )
    note = fields.Char()
    last = fields.Char("Last reading", compute="_compute_last")
    expected = fields.Char(compute="_compute_last")
    question = fields.Char(compute="_compute_question")
    is_confirmed = fields.Boolean("It is correct")
    is_exchange = fields.Boolean("The clock was exchanged")
    exchange_start = fields.Float("New clock began at", digits=(16, 1))
    exchange_end = fields.Float("Old clock ended at", digits=(16, 1))
    is_service = fields.Boolean(
        "The regular service was done",
        help="The next service is counted from this day and this reading.",
    )

    @api.depends("asset_id")
    def _compute_unit(self):
        for entry in self:
            entry.unit = entry.asset_id.odometer_unit or "km"

    @api.depends("asset_id")
    def _compute_last(self):
        readings = self.env["customer.asset.reading"]
        for entry in self:
            asset, unit = entry.asset_id, entry.asset_id.odometer_unit or "km"
            entry.last = asset.odometer_date and readings._said(
                asset.odometer, unit, asset.odometer_date
            )
            entry.expected = asset._expected_text()

    @api.depends(
        "asset_id",
        "date",
        "value",
        "unit",
        "source",
        "is_exchange",
        "exchange_start",
        "exchange_end",
    )
    def _compute_question(self):
        """Ask by the same rules that saving obeys."""
        for entry in self:
            question = ""
            if entry.value and entry.date and entry.asset_id:
                reading = self.env["customer.asset.reading"].new(entry._reading_vals())
                question = reading._questions()[0]
            entry.question = question

    def _reading_vals(self):
        exchange = ("exchange_start", "exchange_end") if self.is_exchange else ()
        return {
            "asset_id": self.asset_id.id,
            "is_confirmed": self.is_confirmed,
            "is_exchange": self.is_exchange,
            **{
                name: self[name]
                for name in ("date", "value", "unit", "source", "note", *exchange)
            },
        }

    def action_save(self):
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        if not self.value and not self.is_exchange:
            raise UserError(self.env._("Type what the clock shows."))
        reading = self.env["customer.asset.reading"].create(self._reading_vals())
        if self.is_service:
            unit = self.asset_id.odometer_unit or "km"
            self.asset_id._service_done(reading.date, reading._in(unit))
        return {"type": "ir.actions.act_window_close"}
