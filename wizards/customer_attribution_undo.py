# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAttributionUndo(models.TransientModel):
    """Let tracked sales count for whom the books say, and say why."""

    _name = "customer.attribution.undo"
    _description = "Undo the tracking of a transaction"
    _inherit = ["customer.required.mixin"]

    attribution_ids = fields.Many2many("customer.attribution")
    reason = fields.Char(required=True)

    def action_undo(self):
        self.ensure_one()
        self.env["res.users"]._check_function("track_transaction")
        self.attribution_ids._undo(self.reason)
        return {"type": "ir.actions.act_window_close"}
