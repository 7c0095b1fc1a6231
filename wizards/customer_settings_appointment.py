# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

NAMES = (
    "appointment_reminders",
    "appointment_lead_hours",
    "appointment_channel",
    "appointment_next_weeks",
)


class CustomerSettings(models.TransientModel):
    """When and how customers are reminded of their appointments."""

    _inherit = "customer.settings"

    # sudo: four settings of ours, for whoever may change settings
    appointment_reminders = fields.Boolean(
        "Appointments",
        default=lambda self: self.env.company.sudo().appointment_reminders,
    )
    appointment_lead_hours = fields.Integer(
        "Hours before an appointment",
        default=lambda self: self.env.company.sudo().appointment_lead_hours,
    )
    appointment_channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS")],
        "First by",
        required=True,
        default=lambda self: self.env.company.sudo().appointment_channel,
    )
    appointment_next_weeks = fields.Integer(
        "Weeks until the next appointment",
        default=lambda self: self.env.company.sudo().appointment_next_weeks,
    )

    def action_save(self):
        result = super().action_save()
        self._write_appointments({name: self[name] for name in NAMES})
        return result

    @api.model
    def _write_appointments(self, values):
        """Store how customers of this company are reminded."""
        self.env["res.users"]._check_function("settings")
        # sudo: companies are the administrator's; these four fields and no other
        company = self.env.company.sudo()
        changed = {
            name: values[name] for name in NAMES if company[name] != values[name]
        }
        if changed:
            company.write(changed)
