# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models

from .customer_action_reminder import SETTLED
from .customer_message import ELECTRONIC


class CalendarEvent(models.Model):
    """Reminders of appointments: by which channel, into the outbox."""

    _inherit = "calendar.event"

    def _plan_reminders(self):
        """Put reminders of these into the outbox and return the rows."""
        messages = self.env["customer.message"]
        if not self:
            return messages
        rows = [event._reminder_row() for event in self]
        self._choose_reminder_channels(rows)
        purpose = self.env.ref("customer_care.purpose_service")
        return messages._plan(
            [self._reminder_vals(row, purpose) for row in rows], is_checked=True
        )

    def _reminder_subject(self):
        """Return what the list of messages shows; private meetings stay private."""
        is_private = self.effective_privacy == "private"
        return self.env._("Appointment") if is_private else self.name

    def _reminder_row(self):
        partner = self.customer_partner_id
        return {
            "event": self,
            "partner_id": partner.id,
            "company_id": self.customer_company_id.id,
            "phone": partner.phone,
            "keen": partner.preferred_channel,
            "first": self.customer_company_id.appointment_channel,
            "used": (self.customer_alarm_channels or "").split(),
            "channel": "call",
            "address": None,
            "reason": None,
        }

    @api.model
    def _choose_reminder_channels(self, rows):
        """Set each row's channel: what the customer prefers, the company's, or a call.

        The gate is asked once for each channel of a company. Never a channel by which
        Odoo's own alarm reminded already. Whom nothing reaches, somebody calls.
        """
        purpose = self.env.ref("customer_care.purpose_service")
        gate = self.env["customer.action"]
        companies = {}
        for row in rows:
            orders = dict.fromkeys((row["keen"], row["first"], *ELECTRONIC))
            row["ways"] = [
                way for way in orders if way in ELECTRONIC and way not in row["used"]
            ] + ["call"]
            companies.setdefault(row["company_id"], []).append(row)
        for company_id, waiting in companies.items():
            while waiting:
                for row in waiting:
                    row["next"] = row["ways"].pop(0)
                    if row["next"] == "call" and not row["phone"]:
                        # nobody is lost: a person has to find a number
                        row["address"] = self.env._("no phone number")
                for way in {row["next"] for row in waiting}:
                    asked = [row for row in waiting if row["next"] == way]
                    gate._ask_gate(asked, way, purpose, company_id)
                waiting = [row for row in waiting if row["reason"] and row["ways"]]

    @api.model
    def _reminder_vals(self, row, purpose):
        event = row["event"]
        return {
            "partner_id": row["partner_id"],
            "company_id": row["company_id"],
            "channel": row["channel"],
            "purpose_id": purpose.id,
            "address": row["address"],
            "subject": event._reminder_subject(),
            "reason": row["reason"],
            "scheduled_at": event._reminder_moment(),
            "late_until": event._begins_at(),
            "source": f"{self._name},{event.id}",
            "occurrence": event._occurrence(),
            "may_resend": False,
            "lang": event.customer_partner_id.lang,
            "user_id": event.user_id.id or None,
        }


class CustomerMessage(models.Model):
    """A reminder of an appointment among the rows of the outbox."""

    _inherit = "customer.message"

    def _settles_reminder(self):
        """Whether this row settles its occurrence, as `_settled_reminder` says."""
        if self.state in SETTLED:
            return True
        armed_at = self.source.exists().customer_armed_at
        if self.state == "cancelled":
            return not armed_at or self.write_date.replace(microsecond=0) > armed_at
        hourly = fields.Datetime.now() - timedelta(minutes=50)
        return self.state == "skipped" and self.write_date > hourly

    def _move_reminder(self, event):
        """The planned reminder goes along with its appointment."""
        self.write(
            {
                "occurrence": event._occurrence(),
                "occurrence_key": f"{event._occurrence()}:{self.channel}",
                "scheduled_at": event._reminder_moment(),
                "late_until": event._begins_at(),
                "subject": event._reminder_subject(),
            }
        )
        self._wake_sender([self.scheduled_at])

    def _take_back_reminder(self, event):
        why = event._customer_message_gone().get(event.id)
        self._cancel_planned(
            [("id", "in", self.ids)],
            why or self.env._("The appointment was moved; it is too near for this."),
        )
