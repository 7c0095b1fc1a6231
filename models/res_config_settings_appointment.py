# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The reminders of appointments on Odoo's settings page."""

    _inherit = "res.config.settings"

    appointment_reminders = fields.Boolean(
        related="company_id.appointment_reminders", readonly=False
    )
    appointment_lead_hours = fields.Integer(
        related="company_id.appointment_lead_hours", readonly=False
    )
    appointment_channel = fields.Selection(
        related="company_id.appointment_channel", readonly=False, required=True
    )
    appointment_next_weeks = fields.Integer(
        related="company_id.appointment_next_weeks", readonly=False
    )
