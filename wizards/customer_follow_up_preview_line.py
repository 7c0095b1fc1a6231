# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .customer_follow_up_preview import OUTCOMES


class CustomerFollowUpPreviewLine(models.TransientModel):
    """Somebody whom a follow-up would reach, or why not."""

    _name = "customer.follow.up.preview.line"
    _description = "Customer whom a follow-up would reach"
    _order = "id"

    wizard_id = fields.Many2one(
        "customer.follow.up.preview", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    asset_id = fields.Many2one(
        "customer.asset", "Vehicle or animal", ondelete="cascade"
    )
    move_id = fields.Many2one("account.move", "Invoice", ondelete="cascade")
    occurrence = fields.Date("Due on")
    outcome = fields.Selection(OUTCOMES, "What would happen")
    reason = fields.Char("Not by")
