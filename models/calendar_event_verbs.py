# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.calendar_dates import local_to_utc, utc_to_local
from .calendar_event_customer import AHEAD, VISITED

LONGEST_INTERVAL = 400


class CalendarEvent(models.Model):
    """What is done with a customer at the desk: each verb once, whoever is first."""

    _inherit = "calendar.event"

    def action_customer_confirmed(self):
        """Somebody asked: the customer is coming."""
        self._customer_step("confirmed", AHEAD)

    def action_customer_declined(self):
        """The customer called: they cannot come. Their time is free."""
        self._customer_step("declined", AHEAD)

    def action_customer_arrived(self):
        """The customer is here."""
        self._customer_step("arrived", (*AHEAD, "no_show"))

    def action_customer_done(self):
        """The customer was served and goes."""
        self._customer_step("done", (*AHEAD, "no_show", "arrived"))

    def action_customer_no_show(self):
        """The customer did not come; only known once it has begun."""
        self._check_appointments()
        now = fields.Datetime.now()
        for event in self:
            if event.customer_state in AHEAD and event._begins_at() > now:
                raise UserError(
                    self.env._(
                        "%s has not begun yet: nobody can be missing from it.",
                        event.display_name,
                    )
                )
        self._customer_step("no_show", AHEAD)

    def action_customer_reset(self):
        """It was a slip: the customer is expected again."""
        self._customer_step("planned", ("arrived", "done", "no_show", "declined"))

    def action_customer_cancel(self):
        """Cancel the appointment: off the calendar, kept in the customer's history."""
        self._check_appointments()
        for event in self:
            if event.customer_state not in (*AHEAD, "cancelled"):
                event._refuse_step("cancelled")
        self.filtered("active").write({"active": False})

    def action_customer_book_next(self):
        """Ask for the next appointment, with the interval that is usual here."""
        self.ensure_one()
        self._check_appointments()
        return self.customer_partner_id._appointment_dialog(
            default_name=self.name,
            default_user_id=self.user_id.id,
            default_kind_id=self.categ_ids[:1].id,
            default_duration=self.duration or 1.0,
            default_start=fields.Datetime.to_string(self._suggested_next()),
            default_previous_id=self.id,
        )

    # How

    def _check_appointments(self):
        self.env["res.users"]._check_function("appointment_change")
        self.check_access("write")
        self._check_calendar_privacy_write_permissions()
        for event in self:
            if not event.customer_partner_id:
                raise UserError(
                    self.env._(
                        "%s has no customer. Open it and choose one first.",
                        event.display_name,
                    )
                )

    def _customer_step(self, state, former):
        """Go on to a state; who is there already stays, by whoever's hand.

        The second of two clerks finds it done: the first time of arrival stays.
        """
        self._check_appointments()
        events = self.filtered(lambda event: event.customer_state != state)
        for event in events:
            if event.customer_state not in former:
                event._refuse_step(state)
        vals = {"customer_state": state}
        if state == "arrived":
            vals["customer_arrived_at"] = fields.Datetime.now()
        elif state == "planned":
            vals.update(customer_arrived_at=False, customer_answered_at=False)
        events._store(vals)
        said = {"confirmed": "accepted", "declined": "declined"}.get(state)
        if said:
            # sudo: the attendee's answer follows ours
            events.sudo()._set_attendee_state(said)

    def _refuse_step(self, state):
        labels = dict(self._fields["customer_state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(appointment)s is marked as %(former)s and cannot become"
                " %(state)s. Mark it as expected again first.",
                appointment=self.display_name,
                former=labels.get(self.customer_state, ""),
                state=labels[state],
            )
        )

    def _suggested_next(self):
        """Return when the next one could be: the interval to the visit before.

        The same kind where it has one, in whole weeks so that the weekday stays, at
        the same hour of the clock; without a visit before, the company's interval.
        """
        days = self.customer_company_id.appointment_next_weeks * 7
        domain = [
            ("customer_partner_id", "=", self.customer_partner_id.id),
            ("customer_state", "in", VISITED),
            ("start", "<", self.start),
        ]
        if self.categ_ids:
            domain.append(("categ_ids", "in", self.categ_ids.ids))
        before = self.search(domain, order="start desc", limit=1)
        if before:
            gap = (self.start - before.start).days
            if 4 <= gap <= LONGEST_INTERVAL:
                days = max(1, round(gap / 7)) * 7
        return self._same_hour_after(days)

    def _same_hour_after(self, days):
        # sudo: the time zone of the shop
        tz = self.env.user.tz or self.customer_company_id.sudo().partner_id.tz or "UTC"
        local = utc_to_local(self.start, tz)
        hour = local.hour + local.minute / 60
        return local_to_utc(local.date() + timedelta(days=days), hour, tz)
