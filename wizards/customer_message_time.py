# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerMessageTime(models.TransientModel):
    """Another time for planned messages."""

    _name = "customer.message.time"
    _description = "Change the time of messages"
    _inherit = ["customer.required.mixin"]

    message_ids = fields.Many2many("customer.message", string="Messages")
    scheduled_at = fields.Datetime("Send at", required=True)

    def action_apply(self):
        self.ensure_one()
        self.message_ids._reschedule(self.scheduled_at)
        return {"type": "ir.actions.act_window_close"}
