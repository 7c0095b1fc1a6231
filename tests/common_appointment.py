# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime, timedelta

from odoo import Command

from .common import CustomerCommon

NOW = "2027-03-01 08:00:00"


class AppointmentCommon(CustomerCommon):
    """A customer, a clerk of level 5 and a colleague, and appointments on request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer(preferred_channel=False)
        cls.clerk = cls.user_level_5
        cls.other_clerk = cls._make_user("clerk_b", "customer_care.level_5")

    @classmethod
    def _make_appointment(cls, start="2027-03-03 09:00:00", **vals):
        """An appointment of an hour of the customer with the clerk."""
        start = datetime.fromisoformat(start) if isinstance(start, str) else start
        customer = vals.pop("customer", cls.customer)
        user = vals.pop("user", cls.clerk)
        return (
            cls.env["calendar.event"]
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Cleaning",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": user.id,
                    "partner_ids": [Command.set((user.partner_id | customer).ids)],
                    **vals,
                }
            )
            .with_context(no_mail_to_attendees=True)
        )

    @classmethod
    def _dialog(cls, user=None, **vals):
        """The dialog New appointment, filled in."""
        return (
            cls.env["customer.appointment"]
            .with_user(user or cls.clerk)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "start": "2027-03-03 09:00:00",
                    "duration": 1.0,
                    "user_id": cls.clerk.id,
                    "name": "Cleaning",
                    **vals,
                }
            )
        )

    def _book(self, user=None, **vals):
        """Press Book and return the appointment."""
        before = self.env["calendar.event"].search([])
        self._dialog(user, **vals).action_book()
        return self.env["calendar.event"].search([]) - before

    def _rows(self, event):
        """The reminders of an appointment in the outbox."""
        self.env.flush_all()
        return event.sudo()._reminder_rows().sorted("id")
