# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, groupby, split_every

from ..tools.calendar_dates import local_to_utc
from ..tools.local_day_sql import company_day

# Reminders are looked for this far ahead, so that the customer's history shows
# what is planned, and this far back, so that a long stand-still is counted.
HORIZON_DAYS = 7
LOOK_BACK_DAYS = 60
# Looked for at once, so that what one batch settles is not walked over by the next.
PAGE = 50_000
BATCH = 5_000
# A row in one of these states settles its occurrence on every channel.
SETTLED = ("planned", "claimed", "sent", "failed", "missed", "unknown")


class CustomerAction(models.Model):
    """Reminders of actions: which are due, by which channel, into the outbox."""

    _inherit = "customer.action"

    @api.model
    def _cron_plan_reminders(self, batch_size=BATCH):
        """Plan the reminders that fall due within the horizon, in batches.

        In a cron each batch is committed and the runner calls again; elsewhere
        all batches run in the caller's transaction.
        """
        is_cron = self.env.context.get("cron_id")
        while due := self._due_occurrences(PAGE):
            for batch in split_every(batch_size, due, list):
                self._plan_occurrences(batch)
                self.env.invalidate_all()  # or a page's records pile up in memory
                # The true remainder would cost a second walk over what is due.
                if is_cron and not self.env["ir.cron"]._commit_progress(
                    len(batch), remaining=len(due)
                ):
                    return
            if len(due) < PAGE:
                break
        if is_cron:
            self.env["ir.cron"]._commit_progress(remaining=0)

    def _plan_reminders_now(self):
        """Plan one reminder at once for each of these actions, however late."""
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        rows = self.env["customer.message"]
        for ids in split_every(BATCH, self.ids):
            rows |= self._plan_occurrences([(key, today, now) for key in ids])
        return rows

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

        Occurrences before the day, at the company, on which the reminder date was set
        or the type's reminders were switched on are not due: they are listed, not sent.
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
                   SELECT action.date_remind - step.days_before AS day,
                          %(since)s AS since
                   ) occurrence
             WHERE type.reminders_on
               AND type.active
               AND occurrence.day >= occurrence.since
               AND %(further)s
               AND NOT EXISTS (
                   SELECT FROM customer_message message
                    WHERE message.source = 'customer.action,' || action.id
                      AND message.occurrence = message.source || ':' || occurrence.day
                      AND %(is_settled)s
                   )
             LIMIT %(limit)s
            """,
            first=first,
            last=last,
            # the companies joined would hide from PostgreSQL how many are due
            since=company_day(
                SQL("greatest(type.reminders_since, action.armed_at)"),
                SQL("coalesce(action.company_id, %s)", self.env.company.id),
            ),
            further=self._due_condition(),
            is_settled=self._settled_condition(),
            limit=limit,
        )

    @api.model
    def _due_condition(self):
        """Return what else must hold of `action`; a part adds its own."""
        return SQL("TRUE")

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
        self._choose_channels(rows)
        return Message._plan(
            [
                self._reminder_vals(rows[action_id], day, moment)
                for action_id, day, moment in occurrences
            ],
            is_checked=True,
        )

    @api.model
    def _reminder_rows(self, action_ids):
        """Return {action id: row}, what a reminder needs to know, in one query."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT action.id, action.name, action.partner_id, action.type_id,
                       type.purpose_id, type.send_hour,
                       type.late_window_days, type.may_resend,
                       coalesce(action.company_id, %(company)s) AS company_id,
                       coalesce(partner.tz, home.tz, 'UTC') AS tz,
                       partner.lang, partner.phone,
                       partner.preferred_channel,
                       partner.company_id IS NOT NULL
                       AND position('/' || partner.company_id || '/'
                                    IN '/' || company.parent_path) = 0 AS is_stranger
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
    def _reminder_vals(self, row, day, moment):
        scheduled_at = moment or local_to_utc(day, row["send_hour"] or 0.0, row["tz"])
        late = timedelta(days=row["late_window_days"] or 0)
        source = f"{self._name},{row['id']}"
        return {
            "partner_id": row["partner_id"],
            "company_id": row["company_id"],
            "channel": row["channel"],
            "purpose_id": row["purpose_id"],
            "address": row["address"],
            # What it is about, until its words are written when it leaves.
            "subject": row["name"],
            "reason": row["reason"],
            "scheduled_at": scheduled_at,
            "late_until": scheduled_at + max(late, timedelta(hours=12)),
            "source": source,
            "occurrence": f"{source}:{day}",
            "may_resend": row["may_resend"],
            "lang": row["lang"],
        }

    @api.model
    def _choose_channels(self, rows):
        """Set each row's channel: the first of its type's order that may be used.

        The gate is asked once for each channel of a type and company. Where every
        channel is closed somebody calls, so that a reminder is never silently lost;
        the gate then says whether even that is forbidden.
        """
        groups = {}
        for row in rows.values():
            row.update(channel="call", address=None, reason=None)
            if row["is_stranger"]:
                row["reason"] = self.env._("The customer belongs to another company.")
            else:
                groups.setdefault((row["type_id"], row["company_id"]), []).append(row)
        for (type_id, company_id), waiting in groups.items():
            # sudo: planning is the program's, whoever caused it
            action_type = self.env["customer.action.type"].sudo().browse(type_id)
            waiting = self._ask_channels(waiting, action_type, company_id)
            for row in waiting:
                # Whom nothing reaches, somebody must look up: silence is worse.
                if not row["phone"]:
                    row["address"] = self.env._("no phone number")
            self._ask_gate(waiting, "call", action_type.purpose_id, company_id)

    @api.model
    def _ask_channels(self, rows, action_type, company_id):
        """Try the channels of the type; return the rows that none of them reaches.

        The channel a customer prefers comes first for them, if the type uses it.
        """
        channels = action_type.channel_ids.sorted().mapped("channel")
        keen = [row for row in rows if row["preferred_channel"] in channels]
        for channel, asked in groupby(keen, lambda row: row["preferred_channel"]):
            self._ask_gate(asked, channel, action_type.purpose_id, company_id)
        waiting = [
            row
            for row in rows
            if row["reason"] or row["preferred_channel"] not in channels
        ]
        for channel in channels:
            self._ask_gate(waiting, channel, action_type.purpose_id, company_id)
            waiting = [row for row in waiting if row["reason"]]
        return waiting

    @api.model
    def _ask_gate(self, rows, channel, purpose, company_id):
        """Set channel and the gate's reason, if it has one, of these rows."""
        partners = self.env["res.partner"].browse({row["partner_id"] for row in rows})
        # sudo: the gate is asked for everybody
        refused = (
            partners.sudo()
            .with_company(company_id)
            ._contact_refusals(
                channel,
                purpose=purpose,
                addresses={
                    row["partner_id"]: row["address"] for row in rows if row["address"]
                },
            )
        )
        for row in rows:
            row["channel"] = channel
            row["reason"] = refused.get(row["partner_id"])

    def _cancel_reminders(self, reason):
        """Take back what is planned in the outbox for these actions."""
        if not self:
            return
        # sudo: rows of the outbox belong to the program, not to who edits
        self.env["customer.message"].sudo()._cancel_planned(
            Domain(
                "source", "in", [f"{self._name},{action_id}" for action_id in self.ids]
            ),
            reason,
        )
