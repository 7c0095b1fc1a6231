# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

LONGEST_LEAD = 24 * 14
MOST_WEEKS = 104


class ResCompany(models.Model):
    """When and how a company reminds of appointments."""

    _inherit = "res.company"

    appointment_reminders = fields.Boolean(
        "Reminders of appointments",
        default=True,
        help="E-mail, SMS or a call to the customer before an appointment, with links"
        " to answer; each appointment can be left out.",
    )
    appointment_lead_hours = fields.Integer("Hours before an appointment", default=24)
    appointment_channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS")],
        "Reminders go by",
        default="email",
        required=True,
        help="Tried first, unless the customer prefers another one; then the other one,"
        " and in the end somebody calls.",
    )
    appointment_next_weeks = fields.Integer(
        "Weeks until the next appointment",
        default=4,
        help="Proposed at check-out where the customer has no rhythm of their own.",
    )

    @api.constrains("appointment_lead_hours", "appointment_next_weeks")
    def _check_appointments(self):
        for company in self:
            if not 1 <= company.appointment_lead_hours <= LONGEST_LEAD:
                raise ValidationError(
                    self.env._(
                        "Customers are reminded 1 to %s hours before an appointment.",
                        LONGEST_LEAD,
                    )
                )
            if not 1 <= company.appointment_next_weeks <= MOST_WEEKS:
                raise ValidationError(
                    self.env._(
                        "The next appointment is proposed 1 to %s weeks later.",
                        MOST_WEEKS,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if {"appointment_reminders", "appointment_lead_hours"} & vals.keys():
            self._reschedule_reminders()
        return result

    def _reschedule_reminders(self):
        """What is planned follows the settings; switched off, it is taken back."""
        # sudo: rows of the outbox belong to the program
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                Domain("customer_company_id", "in", self.ids)
                & Domain("customer_partner_id", "!=", False)
                & Domain("start", ">", fields.Datetime.now())
            )
        )
        events._sync_customer_reminders()
        now = fields.Datetime.now()
        for row in events._reminder_rows(["planned"]):
            if row.source._reminder_moment() >= now:
                row._move_reminder(row.source)
