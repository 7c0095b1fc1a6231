# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerLayawayRelease(models.TransientModel):
    """Let the goods of a lay-away leave before they are paid, and say why."""

    _name = "customer.layaway.release"
    _description = "Hand over a lay-away before it is paid"
    _inherit = ["customer.required.mixin"]

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    balance = fields.Monetary(related="order_id.layaway_balance", string="Left to pay")
    reason = fields.Char(required=True)

    def action_release(self):
        """Note it; from now on the rest is owed on the customer's account."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_release")
        self.order_id._release_layaway(self.reason)
        return {"type": "ir.actions.act_window_close"}
