# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

DAYS = ("layaway_reminders", "layaway_days_before", "layaway_days_after")


class CustomerSettings(models.TransientModel):
    """When customers are reminded of the instalments of their lay-aways."""

    _inherit = "customer.settings"

    # sudo: three settings of ours, for whoever may change settings
    layaway_reminders = fields.Boolean(
        "Lay-aways", default=lambda self: self.env.company.sudo().layaway_reminders
    )
    # sudo: a setting of the company, read by whoever works there
    layaway_days_before = fields.Integer(
        "Days before an instalment",
        default=lambda self: self.env.company.sudo().layaway_days_before,
    )
    # sudo: a setting of the company, read by whoever works there
    layaway_days_after = fields.Integer(
        "Days after an instalment",
        default=lambda self: self.env.company.sudo().layaway_days_after,
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), *DAYS)
