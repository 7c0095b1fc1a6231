# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.calendar_dates import local_to_utc

# Reminders are looked for this far ahead, so that the customer's history shows
# what is planned, and this far back, so that a long stand-still is counted.
HORIZON_DAYS = 7
LOOK_BACK_DAYS = 60
# A row in one of these states settles its occurrence on every channel.
SETTLED = ("planned", "claimed", "sent", "failed", "missed", "unknown")


class CustomerAction(models.Model):
    """Reminders of actions: which are due, by which channel, into the outbox."""

    _inherit = "customer.action"

    @api.model
    def _cron_plan_reminders(self, batch_size=5000):
        """Plan the reminders that fall due within the horizon, in batches.

        In a cron each batch is committed and the runner calls again; elsewhere
        all batches run in the caller's transaction.
        """
        is_cron = self.env.context.get("cron_id")
        while len(due := self._due_occurrences(batch_size)) == batch_size:
            self._plan_occurrences(due)
            self.env.invalidate_all()  # a batch's records would pile up in memory
            # The true remainder would cost a second walk over what is due.
            if is_cron and not self.env["ir.cron"]._commit_progress(
                len(due), remaining=batch_size
            ):
                return
        self._plan_occurrences(due)
        if is_cron:
            self.env["ir.cron"]._commit_progress(len(due), remaining=0)

    def _plan_reminders_now(self):
        """Plan one reminder at once for each of these actions, however late."""
        today = fields.Date.context_today(self)
        return self._plan_occurrences(
            [
                (action.id, today, fields.Datetime.now())
                for action in self
            ]
        )

    @api.model
    def _due_occurrences(self, limit):
        """Return up to ``limit`` triples (action id, day, None).

        An occurrence is an action and a calendar day: two steps that meet on
        one day remind once.
        """
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        # The query reads five models' plain columns, pending writes included.
        self.env.flush_all()
        rows = self.env.execute_query(
            self._due_occurrences_query(
                today - timedelta(days=LOOK_BACK_DAYS),
                today + timedelta(days=HORIZON_DAYS),
                limit,
            )
        )
        return [(action_id, day, None) for action_id, day in rows]

    @api.model
    def _due_occurrences_query(self, first, last, limit):
        """Return the query of due occurrences that nothing has settled yet.

        Occurrences before the reminder date was set, or before the type's
        reminders were switched on, are not due: they are listed, not sent.
        """
        return SQL(
            """
            SELECT action.id, occurrence.day
              FROM customer_action_type type
              JOIN customer_action_step step ON step.type_id = type.id
              JOIN customer_action action
                ON action.type_id = type.id
               AND action.state IN ('open', 'expired')
               AND action.active IS TRUE
               AND action.date_remind BETWEEN %(first)s::date + step.days_before
                                          AND %(last)s::date + step.days_before
        CROSS JOIN LATERAL (
                   SELECT action.date_remind - step.days_before AS day
                   ) occurrence
             WHERE type.reminders_on
               AND type.active
               AND occurrence.day >= type.reminders_since::date
               AND occurrence.day >= action.armed_at::date
               AND NOT EXISTS (
                   SELECT FROM customer_message message
                    WHERE message.occurrence = 'customer.action,' || action.id
                                               || ':' || occurrence.day
                      AND %(is_settled)s
                   )
             LIMIT %(limit)s
            """,
            first=first,
            last=last,
            is_settled=self._settled_condition(),
            limit=limit,
        )

    @api.model
    def _settled_condition(self):
        """Return when a row of the outbox settles its occurrence.

        A cancelled row settles it unless the action or its type was armed again
        since: what a person cancelled stays cancelled. A skipped one is tried
        again hourly, on every channel, while it would not be late.
        """
        return SQL(
            """(
                message.state IN %(settled)s
             OR message.state = 'cancelled'
                AND date_trunc('second', message.write_date)
                    > greatest(action.armed_at, type.reminders_since)
             OR message.state = 'skipped'
                AND message.write_date > %(now)s::timestamp - interval '50 minutes'
             OR message.state IN ('cancelled', 'skipped')
                AND message.late_until <= %(now)s
            )""",
            settled=SETTLED,
            now=fields.Datetime.now(),
        )

    @api.model
    def _plan_occurrences(self, occurrences):
        """Put reminders into the outbox and return the rows.

        ``occurrences``: triples (action id, day, moment); without a moment the
        type's hour on that day in the customer's time zone is meant.
        """
        Message = self.env["customer.message"]
        if not occurrences:
            return Message
        rows = self._reminder_rows([action_id for action_id, __, __ in occurrences])
        channel_of = self.browse(rows)._reminder_channels()
        return Message._plan(
            [
                self._reminder_vals(rows[action_id], day, moment, channel_of[action_id])
                for action_id, day, moment in occurrences
            ]
        )

    @api.model
    def _reminder_rows(self, action_ids):
        """Return {action id: row}, what a reminder needs to know, in one query."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT action.id, action.partner_id, type.purpose_id, type.send_hour,
                       type.late_window_days, type.may_resend,
                       coalesce(action.company_id, %(company)s) AS company_id,
                       coalesce(partner.tz, home.tz, 'UTC') AS tz,
                       partner.lang, partner.phone
                  FROM customer_action action
                  JOIN customer_action_type type ON type.id = action.type_id
                  JOIN res_partner partner ON partner.id = action.partner_id
                  JOIN res_company company
                    ON company.id = coalesce(action.company_id, %(company)s)
                  JOIN res_partner home ON home.id = company.partner_id
                 WHERE action.id = ANY(%(ids)s)
                """,
                ids=action_ids,
                company=self.env.company.id,
            )
        )
        return {row["id"]: row for row in rows}

    @api.model
    def _reminder_vals(self, row, day, moment, channel):
        scheduled_at = moment or local_to_utc(day, row["send_hour"] or 0.0, row["tz"])
        late = timedelta(days=row["late_window_days"] or 0)
        source = f"{self._name},{row['id']}"
        vals = {
            "partner_id": row["partner_id"],
            "company_id": row["company_id"],
            "channel": channel,
            "purpose_id": row["purpose_id"],
            "scheduled_at": scheduled_at,
            "late_until": scheduled_at + max(late, timedelta(hours=12)),
            "source": source,
            "occurrence": f"{source}:{day}",
            "may_resend": row["may_resend"],
            "lang": row["lang"],
        }
        # Whom nothing reaches, somebody must look up: silence is worse.
        if channel == "call" and not row["phone"]:
            vals["address"] = self.env._("no phone number")
        return vals

    def _reminder_channels(self):
        """Return {action id: channel}, the first of the type's order that may be used.

        The gate is asked once for each channel and purpose. Where every channel
        is closed somebody calls, so that a reminder is never silently lost; the
        gate then says whether even that is forbidden.
        """
        chosen = {}
        for action_type, actions in self.grouped("type_id").items():
            action_type = action_type.sudo()
            waiting = actions
            for line in action_type.channel_ids.sorted():
                partners = waiting.sudo().partner_id
                refused = partners._contact_refusals(
                    line.channel, purpose=action_type.purpose_id
                )
                reached = waiting.filtered(
                    lambda action, refused=refused: action.partner_id.id not in refused
                )
                chosen.update(dict.fromkeys(reached.ids, line.channel))
                waiting -= reached
                if not waiting:
                    break
            chosen.update(dict.fromkeys(waiting.ids, "call"))
        return chosen

    def _cancel_reminders(self, reason):
        """Take back what is planned in the outbox for these actions."""
        if not self:
            return
        # Rows of the outbox belong to the system, not to who edits an action.
        self.env["customer.message"].sudo()._cancel_planned(
            Domain("source", "in", [f"{self._name},{action_id}" for action_id in self.ids]),
            reason,
        )
