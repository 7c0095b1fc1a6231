# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .calendar_event_customer import AHEAD, EXPECTED

# What follows from a change of these is done by `_customer_changed`.
WATCHED = frozenset(
    (
        "start",
        "stop",
        "start_date",
        "stop_date",
        "allday",
        "duration",
        "active",
        "partner_ids",
        "user_id",
        "customer_partner_id",
        "customer_state",
        "customer_remind",
    )
)
INNER = "customer_care_inner"


class CalendarEvent(models.Model):
    """What follows when an appointment moves, is cancelled or comes back.

    Whoever changes it, and however: the calendar, an import, a synchronisation. The
    planned reminder goes along, an answer to the old time is none to the new one, and
    the time that became free is offered to those who wait.
    """

    _inherit = "calendar.event"

    def write(self, vals):
        self._check_customer_fields([vals])
        if self.env.context.get("is_calendar_event_new"):
            result = super().write(vals)
            if vals.get("active") is False:
                # core lays aside the pattern of a series at once
                # sudo: it never was a meeting, whoever plans the series
                self.sudo().customer_state = False
            return result
        if not WATCHED & vals.keys() or self.env.context.get(INNER):
            return super().write(vals)
        # sudo: messages and freed time follow an appointment, whoever moves it
        before = self.sudo()._customer_snapshot()
        result = super().write(self._link_customer(vals))
        # sudo: as above
        self.sudo().with_context(**{INNER: True})._customer_changed(before)
        return result

    def _customer_snapshot(self):
        return {
            event.id: {
                "start": event.start,
                "stop": event.stop,
                "active": event.active,
                "user": event.user_id,
                "customer": event.customer_partner_id,
                "state": event.customer_state,
                "remind": event.customer_remind,
            }
            for event in self
        }

    def _customer_changed(self, before):
        """Do what follows from a change; ``before``: a snapshot."""
        for event in self.exists():
            was = before.get(event.id)
            if not was or not (was["customer"] or event.customer_partner_id):
                continue
            event._customer_time_changed(was)
            event._customer_fate_changed(was)
        self.exists()._sync_customer_reminders()

    def _customer_time_changed(self, was):
        """Another time or customer: what was said about the old one does not count."""
        moved = (was["start"], was["stop"]) != (self.start, self.stop)
        is_other = was["customer"] != self.customer_partner_id
        rearmed = moved or is_other or (self.customer_remind and not was["remind"])
        if not rearmed:
            return
        vals = {"customer_armed_at": fields.Datetime.now()}
        if moved or is_other:
            vals["customer_alarm_channels"] = False
        if (was["start"] != self.start or is_other) and self.customer_state in AHEAD:
            vals.update(customer_state="planned", customer_answered_at=False)
            self._set_attendee_state("needsAction")
        if is_other and was["customer"]:
            self._part_from_reminders()
        self.write(vals)
        if moved and was["active"] and was["state"] in EXPECTED:
            self._free_time("moved", was)

    def _customer_fate_changed(self, was):
        """Cancelled with the meeting, back with it; who cannot come frees the time."""
        if was["active"] and not self.active and self.customer_state in AHEAD:
            self.customer_state = "cancelled"
        if self.active and not was["active"] and self.customer_state == "cancelled":
            self.write(
                {
                    "customer_state": "planned",
                    "customer_armed_at": fields.Datetime.now(),
                }
            )
        state, former = self.customer_state, was["state"]
        if state == former:
            return
        if state in ("declined", "cancelled") and former in EXPECTED:
            self.show_as = "free"
            self._free_time(state, was)
        elif former in ("declined", "cancelled") and state in EXPECTED:
            self.show_as = "busy"
            self._take_back_time()

    def _set_attendee_state(self, state):
        """Write what the customer said where the calendar shows it."""
        for event in self:
            mine = event.attendee_ids.filtered(
                lambda attendee, event=event: (
                    attendee.partner_id == event.customer_partner_id
                )
            )
            mine.with_context(**{INNER: True}).filtered(
                lambda attendee: attendee.state != state
            ).write({"state": state})

    def unlink(self):
        """Deleted, its reminder goes and its time is free."""
        # sudo: as above
        appointments = self.sudo().filtered("customer_partner_id")
        appointments._cancel_customer_reminders(
            self.env._("The appointment was deleted.")
        )
        for event in appointments.filtered(lambda e: e.customer_state in EXPECTED):
            if event.active:
                event._free_time("cancelled", event._customer_snapshot()[event.id])
        return super().unlink()


class CalendarAttendee(models.Model):
    """What the customer answers to Odoo's own invitation is an answer to us too."""

    _inherit = "calendar.attendee"

    def write(self, vals):
        result = super().write(vals)
        if "state" not in vals or self.env.context.get(INNER):
            return result
        # sudo: the answer is the customer's, whoever's hand brings it
        for attendee in self.sudo():
            event = attendee.event_id
            if (
                attendee.partner_id == event.customer_partner_id
                and event.customer_state in AHEAD
            ):
                event._take_answer(
                    {"accepted": "confirmed", "declined": "declined"}.get(
                        attendee.state, "planned"
                    )
                )
        return result
