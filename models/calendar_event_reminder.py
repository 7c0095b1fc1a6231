# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools.calendar_dates import local_to_utc
from .calendar_event_customer import EXPECTED
from .customer_action_reminder import SETTLED

# Planned so far ahead, so that the customer's history shows it.
HORIZON = timedelta(days=7)
DAY = timedelta(days=1)
BATCH = 1_000
# Of a whole day nobody says when it begins: the reminder comes at this hour.
DAY_HOUR = 9.0


class CalendarEvent(models.Model):
    """Reminders of appointments, through the outbox.

    An occurrence is an event and its start. While its row is planned it moves with the
    appointment; a time that was reminded of is not reminded of again. An appointment
    that is made, or moved, when its reminder would be due already has none: the
    customer has just been told.
    """

    _inherit = "calendar.event"

    @api.model
    def _cron_plan_customer_reminders(self, batch_size=BATCH):
        """Plan what falls due within the horizon, in batches.

        In a cron each batch is committed and the runner calls again; elsewhere all
        batches run in the caller's transaction.
        """
        is_cron = self.env.context.get("cron_id")
        due = self._due_appointment_ids()
        done = 0
        for batch in split_every(batch_size, due, list):
            self.browse(batch)._sync_customer_reminders()
            self.env.invalidate_all()
            done += len(batch)
            if is_cron and not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=len(due) - done
            ):
                return

    @api.model
    def _due_appointment_ids(self):
        """Return the ids of coming appointments that may have to be reminded of.

        A day more than the horizon, for time zones; which of them it is exactly is
        decided with the appointment at hand.
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT event.id
                  FROM calendar_event event
                  JOIN res_company company ON company.id = event.customer_company_id
                 WHERE event.customer_partner_id IS NOT NULL
                   AND event.active AND event.customer_remind
                   AND event.customer_state IN %(expected)s
                   AND company.appointment_reminders
                   AND event.start > %(now)s
                   AND event.start <= %(until)s::timestamp
                       + make_interval(hours => company.appointment_lead_hours)
                   AND NOT EXISTS (
                       SELECT FROM customer_message message
                        WHERE message.source = 'calendar.event,' || event.id
                          AND message.occurrence = message.source || ':'
                              || to_char(event.start, 'YYYY-MM-DD HH24:MI:SS')
                          AND %(is_settled)s)
                 ORDER BY event.start, event.id
                """,
                expected=EXPECTED,
                now=now,
                until=self._reminders_until() + DAY,
                is_settled=self._settled_reminder(),
            )
        )
        return [event_id for (event_id,) in rows]

    @api.model
    def _settled_reminder(self):
        """Return when a row of the outbox settles its occurrence.

        What was cancelled stays cancelled unless the appointment was armed again since;
        a skipped one is tried again hourly while it would not be late.
        """
        return SQL(
            """(
                message.state IN %(settled)s
             OR message.state = 'cancelled'
                AND date_trunc('second', message.write_date) > event.customer_armed_at
             OR message.state = 'skipped'
                AND message.write_date > %(now)s::timestamp - interval '50 minutes'
            )""",
            settled=SETTLED,
            now=fields.Datetime.now(),
        )

    # When

    @api.model
    def _reminders_until(self):
        """Return up to when reminders are planned: whole days of UTC, as moments are
        kept, so that what is expected later (`customer.planned.expected`) begins where
        the outbox ends."""
        return fields.Datetime.to_datetime(fields.Date.today() + HORIZON + DAY)

    def _reminder_moment(self):
        """Return when the reminder leaves, a naive UTC time.

        A whole day has no hour: it is reminded of as many days before as the lead
        makes, in the morning where the customer is.
        """
        lead = self.customer_company_id.appointment_lead_hours
        if not self.allday:
            return self.start - timedelta(hours=lead)
        day = self.start_date - timedelta(days=max(1, math.ceil(lead / 24)))
        return local_to_utc(day, DAY_HOUR, self._customer_tz())

    def _customer_tz(self):
        return (
            self.customer_partner_id.tz
            or self.customer_company_id.partner_id.tz
            or "UTC"
        )

    def _shop_tz(self):
        # sudo: where the shop is and whoever expects them works, is no secret
        event = self.sudo()
        return (
            event.customer_company_id.partner_id.tz
            or event.user_id.tz
            or event._customer_tz()
        )

    def _begins_at(self):
        """Return when it begins; of a whole day, midnight where the customer is."""
        if not self.allday:
            return self.start
        return local_to_utc(self.start_date, 0.0, self._customer_tz())

    def _is_to_be_reminded(self):
        now = fields.Datetime.now()
        return bool(
            self.active
            and self.customer_partner_id
            and self.customer_remind
            and self.customer_state in EXPECTED
            and self.customer_company_id.appointment_reminders
            and self._begins_at() > now
        )

    def _occurrence(self):
        start = fields.Datetime.to_string(self.start)
        return f"{self._name},{self.id}:{start}"

    # Keeping the outbox in step

    def _sync_customer_reminders(self, horizon=None):
        """Bring the outbox in line: plan, move and take back reminders of these.

        :param horizon: how far ahead, other than `_reminders_until`
        """
        # sudo: rows of the outbox belong to the program
        events = self.sudo()
        wanted = {event.id: event for event in events if event._is_to_be_reminded()}
        settled = events._move_planned(wanted)
        now = fields.Datetime.now()
        until = now + horizon if horizon else self._reminders_until()
        new = events.browse(
            key
            for key, event in wanted.items()
            if key not in settled
            and event._reminder_moment() >= (event.customer_armed_at or now)
            and event._reminder_moment() < until
        )
        return new._plan_reminders()

    def _reminder_rows(self, states=None):
        """Return the rows of the outbox that remind of these."""
        domain = Domain("source", "in", [f"{self._name},{key}" for key in self.ids])
        if states:
            domain &= Domain("state", "in", states)
        # sudo: rows of the outbox belong to the program
        rows = self.env["customer.message"].sudo()
        return rows.search(domain & Domain("occurrence", "!=", False))

    def _move_planned(self, wanted):
        """Move or take back what is planned; return the ids of what is settled."""
        settled = set()
        rows = self._reminder_rows()
        taken = {row.occurrence for row in rows if row._settles_reminder()}
        for row in rows.filtered(lambda row: row.state == "planned"):
            event = wanted.get(row.source.id)
            if event and row.occurrence == event._occurrence():
                continue
            if event and self._may_move(event, taken):
                taken.add(event._occurrence())
                row._move_reminder(event)
            else:
                row._take_back_reminder(row.source.exists())
        for key, event in wanted.items():
            if event._occurrence() in taken:
                settled.add(key)
        return settled

    @api.model
    def _may_move(self, event, taken):
        return (
            event._occurrence() not in taken
            and event._reminder_moment() >= fields.Datetime.now()
        )

    def _cancel_customer_reminders(self, reason):
        """Take back what is planned to remind of these."""
        if self:
            sources = [f"{self._name},{key}" for key in self.ids]
            # sudo: rows of the outbox belong to the program
            self.env["customer.message"].sudo()._cancel_planned(
                Domain("source", "in", sources), reason
            )

    def _part_from_reminders(self):
        """Somebody else comes now: what the former customer got settles nothing."""
        self._cancel_customer_reminders(
            self.env._("The appointment is another customer's now.")
        )
        for row in self._reminder_rows():
            occurrence = f"{row.occurrence}:{row.id}"
            row.write(
                {
                    "occurrence": occurrence,
                    "occurrence_key": f"{occurrence}:{row.channel}",
                }
            )
