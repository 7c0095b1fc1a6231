# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.customer_consent_page import DAYS_PARAMETER

MOST_DAYS = 730


class CustomerSettings(models.TransientModel):
    """How long the link to a customer's page of choices is good for."""

    _inherit = "customer.settings"

    preference_days = fields.Integer(
        "Preference page",
        required=True,
        default=lambda self: self.env["customer.consent"]._preference_days(),
    )

    def action_save(self):
        result = super().action_save()
        if self.preference_days != self.env["customer.consent"]._preference_days():
            self._write_preference_days(self.preference_days)
        return result

    @api.model
    def _write_preference_days(self, days):
        """Store it; it counts for links that are under way too."""
        self.env["res.users"]._check_function("settings")
        if not 1 <= days <= MOST_DAYS:
            raise ValidationError(
                self.env._(
                    "A link to a customer's page is good for 1 to %s days.", MOST_DAYS
                )
            )
        # sudo: parameters are the administrator's; this key and no other
        self.env["ir.config_parameter"].sudo().set_param(DAYS_PARAMETER, days)
