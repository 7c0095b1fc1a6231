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
    # sudo: a setting of the company, read by whoever works there
    appointment_lead_hours = fields.Integer(
        "Hours before an appointment",
        default=lambda self: self.env.company.sudo().appointment_lead_hours,
    )
    # sudo: a setting of the company, read by whoever works there
    appointment_channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS")],
        "First by",
        required=True,
        default=lambda self: self.env.company.sudo().appointment_channel,
    )
    # sudo: a setting of the company, read by whoever works there
    appointment_next_weeks = fields.Integer(
        "Weeks until the next appointment",
        default=lambda self: self.env.company.sudo().appointment_next_weeks,
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), *NAMES)
