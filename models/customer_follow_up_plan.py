# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.calendar_dates import local_to_utc

BATCH = 5000
ENTRY = "customer.follow.up.entry"
LAST_MOMENT = 23 + 59 / 60


class CustomerFollowUp(models.Model):
    """Planning: who is due enters, and gets rows of the outbox for all steps at once.

    Everything is a set: one statement for those who enter, then a constant number of
    queries for each batch of messages. Each batch can be committed by itself: who has
    entered and has no messages yet is found again.
    """

    _inherit = "customer.follow.up"

    def _plan_due(self, day=None):
        """Plan what is due on a day, and return how many entered.

        Nothing is committed but by the job. Two at once: the second one meets the lock
        of the first and leaves the rule to it.
        """
        count = 0
        for rule in self:
            if not rule.try_lock_for_update():
                continue
            rule = rule._program()
            today = day or rule._today()
            if rule._is_stuck():
                continue
            is_open = rule._has_open()
            if is_open:
                rule._stop_entries()
            entered = rule._enter(today)
            count += entered
            if (is_open or entered) and not rule._go_on():
                continue
            rule.planned_until = max(today, rule.planned_until or today)
        return count

    def _go_on(self):
        """Plan for those who entered, and look after those who are under way.

        Return False when somebody else goes on with it.
        """
        if not self._plan_messages():
            return False
        self._try_again()
        self._finish_entries()
        return True

    def _has_open(self):
        """Whether anybody is under way, or entered and was not planned for."""
        return self.env[ENTRY].search_count(
            Domain("follow_up_id", "=", self.id)
            & (
                Domain("state", "=", "running")
                | Domain("state", "=", "missed")
                & Domain("id", ">", self.last_planned_id)
            ),
            limit=1,
        )

    def _window(self, day):
        """Return (first day, last day, before which day something is missed).

        What was looked at before is not looked at again, but for dates that were
        entered late. Nothing is missed the first time: who asks for the past gets it.
        """
        since = self.since or day
        if not self.planned_until:
            return since, day, None
        late = day - timedelta(days=self.late_days)
        return max(since, min(self.planned_until, late)), day, late

    def _enter(self, day):
        """Write down who is due; who is there already is left alone."""
        candidates = self._candidates(*self._window(day))
        if candidates is None:
            return 0
        entries = self.env[ENTRY]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_follow_up_entry (
                       follow_up_id, company_id, partner_id, asset_id, move_id, trigger,
                       basis, occurrence, is_tagged, subject, cycle_key, state, reason,
                       entered_on, entered_at, ended_on)
                SELECT %(rule)s, %(company)s, c.partner_id, c.asset_id, c.move_id,
                       %(trigger)s, c.basis, c.occurrence, c.is_tagged, c.subject,
                       c.cycle_key,
                       c.state, CASE c.state WHEN 'missed' THEN %(missed)s
                                WHEN 'excluded' THEN %(excluded)s END,
                       %(day)s, %(now)s,
                       CASE WHEN c.state <> 'running' THEN %(day)s::date END
                  FROM (%(candidates)s) AS c
           ON CONFLICT (cycle_key) DO NOTHING
                """,
                rule=self.id,
                company=self.company_id.id,
                trigger=self.trigger,
                missed=self.env._("It could not be made in time."),
                excluded=self.env._("Never for this customer."),
                day=day,
                now=fields.Datetime.now(),
                candidates=candidates,
            )
        )
        count = self.env.cr.rowcount
        entries.invalidate_model(flush=False)
        self._entered()
        return count

    def _entered(self):
        """What follows when somebody has entered; for parts that plan by hand."""

    # -- messages ------------------------------------------------------------------

    def _plan_messages(self):
        """Fill the outbox for those who entered, batch by batch.

        Return False when somebody else goes on with it.
        """
        while entries := self._unplanned():
            self._put_into_outbox(self._message_rows(entries))
            self._mark_missed_entries(entries)
            self._note_planned(entries[-1]["id"])
            if not self._commit_batch():
                return False
        return True

    def _unplanned(self):
        """Return the next entries without messages, as dicts.

        They enter and are planned in the order of their numbers, so that the rule's
        own row says how far it came, for thousands at once.
        """
        self.flush_recordset(["last_planned_id"])
        self.env.cr.execute(
            SQL(
                """SELECT e.id, e.partner_id, e.occurrence, e.entered_on, e.state,
                          e.company_id
                     FROM (SELECT next.* FROM customer_follow_up rule
                             JOIN customer_follow_up_entry next
                               ON next.follow_up_id = rule.id
                              AND next.id > coalesce(rule.last_planned_id, 0)
                            WHERE rule.id = %s
                              AND next.state IN ('running', 'missed')
                         ORDER BY next.id LIMIT %s) AS e
                 ORDER BY e.id""",
                self.id,
                BATCH,
            )
        )
        return self.env.cr.dictfetchall()

    def _message_rows(self, entries):
        """Return the rows of the outbox of these entries: one for each of the steps.

        What all of them share is asked once, not a hundred thousand times.
        """
        steps = [(step, self._step_values(step)) for step in self.step_ids]
        rows, moments = [], {}
        for entry in entries:
            source = f"{ENTRY},{entry['id']}"
            for step, values in steps if entry["state"] == "running" else steps[:1]:
                key = values["step_id"], entry["entered_on"], entry["occurrence"]
                if key not in moments:
                    moments[key] = self._step_times(step, *key[1:])
                rows.append(
                    {
                        **values["row"],
                        **moments[key],
                        "partner_id": entry["partner_id"],
                        "company_id": entry["company_id"],
                        "source": source,
                        "occurrence": f"{source}:{values['step_id']}",
                    }
                )
        return rows

    def _step_values(self, step):
        """Return the id of a step, and what all rows of the outbox have of it."""
        return {
            "step_id": step.id,
            "row": {
                "channel": step.channel,
                "purpose_id": self.purpose_id.id,
                "may_resend": step.channel == "email",
                "user_id": step.user_id.id or self.user_id.id or None,
                "address": None,
                "reason": None,
            },
        }

    def _step_times(self, step, entered_on, occurrence):
        """Return when a step leaves, and until when it is of use."""
        zone = self._time_zone()
        # whom somebody asked for late has as many days as everybody
        first = entered_on
        if not step.days and self.planned_until:
            first = min(occurrence, first)
        until = first + timedelta(days=step.days + self.late_days)
        leaves = entered_on + timedelta(days=step.days)
        scheduled = local_to_utc(leaves, self.hour, zone)
        if not step.days:
            scheduled = max(scheduled, self.env.cr.now())
        late_until = local_to_utc(until, LAST_MOMENT, zone)
        return {"scheduled_at": scheduled, "late_until": late_until}

    def _put_into_outbox(self, rows):
        """Ask the gate about what leaves now; the rest is asked when it leaves."""
        messages = self.env["customer.message"]
        soon = self.env.cr.now() + timedelta(days=1)
        messages._mark_refused([row for row in rows if row["scheduled_at"] <= soon])
        messages._plan(rows, is_checked=True)

    def _mark_missed_entries(self, entries):
        """What is too late stands in the outbox too, as missed."""
        missed = [f"{ENTRY},{e['id']}" for e in entries if e["state"] == "missed"]
        if not missed:
            return
        messages = self.env["customer.message"]
        messages.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message SET state = 'missed', reason = %s
                    WHERE source = ANY(%s) AND state IN ('planned', 'skipped')""",
                self.env._("It could not be made in time."),
                missed,
            )
        )
        messages.invalidate_model(flush=False)

    def _note_planned(self, entry_id):
        """Write down how far it came; two workers at once meet at this row."""
        self.env.cr.execute(
            SQL(
                "UPDATE customer_follow_up SET last_planned_id = %s WHERE id = %s",
                entry_id,
                self.id,
            )
        )
        self.invalidate_recordset(["last_planned_id"], flush=False)

    def _commit_batch(self):
        """In a job, let what is planned last; return whether the rule is still ours."""
        if not self.env.context.get("cron_id"):
            return True
        self.env["ir.cron"]._commit_progress(1)
        return bool(self.try_lock_for_update())

    def _try_again(self):
        """Whom the gate refused may be reached by now: the same occurrence, once.

        As long as it is useful. What a person cancelled stays cancelled.
        """
        messages = self.env["customer.message"]
        messages.flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT m.partner_id, m.company_id, m.channel, m.purpose_id,
                          m.late_until, m.source, m.occurrence, m.may_resend, m.user_id
                     FROM customer_follow_up_entry e
                     JOIN customer_message m
                       ON m.source = %(entry)s || e.id AND m.state = 'skipped'
                          AND m.scheduled_at <= %(now)s AND m.late_until > %(now)s
                    WHERE e.follow_up_id = %(rule)s AND e.state = 'running'""",
                entry=f"{ENTRY},",
                now=fields.Datetime.now(),
                rule=self.id,
            )
        )
        now = self.env.cr.now()
        rows = [
            {**row, "scheduled_at": now, "address": None, "reason": None}
            for row in self.env.cr.dictfetchall()
        ]
        messages._mark_refused(rows)
        reachable = [row for row in rows if not row["reason"]]
        if reachable:
            messages._plan(reachable, is_checked=True)
