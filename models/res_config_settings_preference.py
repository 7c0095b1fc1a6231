# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The page of choices on Odoo's settings page."""

    _inherit = "res.config.settings"

    customer_preference_days = fields.Integer("Preference page")

    @api.model
    def get_values(self):
        days = self.env["customer.consent"]._preference_days()
        return {**super().get_values(), "customer_preference_days": days}

    def set_values(self):
        result = super().set_values()
        days = self.customer_preference_days
        if days != self.env["customer.consent"]._preference_days():
            self.env["customer.settings"]._write_preference_days(days)
        return result
