# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSettings(models.TransientModel):
    """Whether the company works with follow-ups."""

    _inherit = "customer.settings"

    # sudo: a setting of ours, for whoever may change settings
    customer_follow_ups = fields.Boolean(
        "Follow-ups", default=lambda self: self.env.company.sudo().customer_follow_ups
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), "customer_follow_ups")

    def action_save(self):
        """The menu shows follow-ups, or does no more: it is loaded anew."""
        # sudo: a setting of ours, for whoever may change settings
        before = self.env.company.sudo().customer_follow_ups
        action = super().action_save()
        if before == self.customer_follow_ups:
            return action
        return {"type": "ir.actions.client", "tag": "reload"}
