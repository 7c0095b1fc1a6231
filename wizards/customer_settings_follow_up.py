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
