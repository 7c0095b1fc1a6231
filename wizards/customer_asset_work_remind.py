# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields, models


class CustomerAssetWorkRemind(models.TransientModel):
    """Remind a customer of advised work on a day."""

    _name = "customer.asset.work.remind"
    _description = "Remind of advised work"

    line_ids = fields.Many2many(
        "customer.asset.inspection.line", string="Advised work", required=True
    )
    date = fields.Date(
        "Remind on",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=30),
    )
    type_id = fields.Many2one(
        "customer.action.type",
        "As",
        required=True,
        default=lambda self: self.env.ref(
            "customer_care.customer_action_type_advised_work", raise_if_not_found=False
        ),
    )
    note = fields.Html()

    def action_remind(self):
        self.ensure_one()
        self.line_ids._remind(self.date, self.type_id, self.note)
        return {"type": "ir.actions.act_window_close"}
