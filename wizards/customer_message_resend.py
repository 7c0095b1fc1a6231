# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.customer_message_person import RETRYABLE


class CustomerMessageResend(models.TransientModel):
    """Send messages again; those that may have left only when a person says so."""

    _name = "customer.message.resend"
    _description = "Send messages again"

    message_ids = fields.Many2many("customer.message", string="Messages")
    count = fields.Integer(compute="_compute_counts")
    unknown_count = fields.Integer(compute="_compute_counts")
    also_unknown = fields.Boolean("Send these too")

    @api.depends("message_ids")
    def _compute_counts(self):
        for wizard in self:
            states = wizard.message_ids.mapped("state")
            wizard.count = sum(state in RETRYABLE for state in states)
            wizard.unknown_count = states.count("unknown")

    def action_apply(self):
        self.ensure_one()
        self.message_ids._resend(self.also_unknown)
        return {"type": "ir.actions.act_window_close"}
