# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools.calendar_dates import local_to_utc
from .customer_action_reminder import SETTLED
from .customer_message import ELECTRONIC

# Planned so far ahead, so that the customer's history shows it; looked for so far back,
# so that a stand-still is counted as missed and not forgotten.
HORIZON_DAYS = 7
LOOK_BACK_DAYS = 30
LATE_DAYS = 3
HOUR = 9.0
BATCH = 5_000


class CustomerLayawayInstalment(models.Model):
    """Reminders of instalments, into the outbox: before the day, and when it is over.

    An occurrence is an instalment and a day. Paid or cancelled, none is planned, and
    one that is planned already does not leave, see `_customer_message_gone`.
    """

    _inherit = "customer.layaway.instalment"

    @api.model
    def _cron_plan_reminders(self, batch_size=BATCH):
        """Plan what falls due within the horizon, in batches.

        In a cron each batch is committed and the runner calls again; elsewhere all
        batches run in the caller's transaction.
        """
        is_cron = self.env.context.get("cron_id")
        self._skip_settled_reminders()
        due = self._due_occurrences()
        done = 0
        for batch in split_every(batch_size, due, list):
            self._plan_occurrences(batch)
            done += len(batch)
            if is_cron and not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=len(due) - done
            ):
                return

    @api.model
    def _due_occurrences(self):
        """Return (instalment id, day) that nothing in the outbox has settled yet."""
        self.env.flush_all()
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        return self.env.execute_query(
            self._due_query(
                today - timedelta(days=LOOK_BACK_DAYS),
                today + timedelta(days=HORIZON_DAYS),
            )
        )

    @api.model
    def _due_query(self, first, last):
        """Return the SELECT of (instalment id, day) from one day to another."""
        layaway = self.env["customer.layaway"]
        return SQL(
            """
            SELECT DISTINCT part.id, occurrence.day
              FROM sale_order o
              JOIN res_company company ON company.id = o.company_id
              JOIN res_currency currency ON currency.id = o.currency_id
              JOIN LATERAL %(money)s money ON TRUE
              JOIN LATERAL %(parts)s part ON part.open > 0
              JOIN customer_layaway_instalment agreed ON agreed.id = part.id
        CROSS JOIN LATERAL (
                   VALUES (part.date - company.layaway_days_before),
                          (part.date + company.layaway_days_after)
                   ) occurrence (day)
             WHERE o.is_layaway
               AND o.state = 'sale'
               AND company.layaway_reminders
               AND occurrence.day BETWEEN %(first)s AND %(last)s
               AND occurrence.day >= agreed.armed_on
               AND NOT EXISTS (
                   SELECT FROM customer_message message
                    WHERE message.source = %(model)s || ',' || part.id
                      AND message.occurrence
                          = message.source || ':' || occurrence.day
                      AND %(is_settled)s
                   )
             ORDER BY occurrence.day, part.id
            """,
            money=layaway._money_of_order(),
            parts=layaway._parts_of_order(),
            first=first,
            last=last,
            model=self._name,
            is_settled=self._settled_condition(),
        )

    @api.model
    def _settled_condition(self):
        """Return when a row of the outbox settles its occurrence.

        What a person cancelled stays cancelled. A skipped one, as that of an instalment
        that was paid, is tried again while it would not be late: the payment may have
        been taken back.
        """
        return SQL(
            """(
                message.state IN %(settled)s
             OR message.state = 'skipped'
                AND message.write_date > %(now)s::timestamp - interval '50 minutes'
             OR message.state = 'skipped'
                AND message.late_until <= %(now)s
            )""",
            settled=(*SETTLED, "cancelled"),
            now=fields.Datetime.now(),
        )

    @api.model
    def _plan_occurrences(self, occurrences):
        """Put reminders into the outbox and return the rows."""
        rows = self._reminder_rows({part_id for part_id, __ in occurrences})
        self._choose_channels(rows)
        purpose = self.env.ref("customer_care.purpose_service")
        return self.env["customer.message"]._plan(
            [
                {**self._reminder_vals(rows[part_id], day), "purpose_id": purpose.id}
                for part_id, day in occurrences
            ],
            is_checked=True,
        )

    @api.model
    def _reminder_rows(self, ids):
        """Return {instalment id: row}, what a reminder needs to know, in one query."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT part.id, o.name, o.partner_id, o.company_id,
                       coalesce(partner.tz, home.tz, 'UTC') AS tz,
                       partner.lang, partner.phone, partner.preferred_channel
                  FROM customer_layaway_instalment part
                  JOIN sale_order o ON o.id = part.order_id
                  JOIN res_partner partner ON partner.id = o.partner_id
                  JOIN res_company company ON company.id = o.company_id
                  JOIN res_partner home ON home.id = company.partner_id
                 WHERE part.id = ANY(%s)
                """,
                list(ids),
            )
        )
        return {row["id"]: row for row in rows}

    @api.model
    def _choose_channels(self, rows):
        """Set each row's channel: what the customer prefers, e-mail, SMS, or a call.

        The gate is asked once for each channel of a company. Whom nothing reaches,
        somebody calls, so that a reminder is never silently lost.
        """
        purpose = self.env.ref("customer_care.purpose_service")
        action = self.env["customer.action"]
        companies = {}
        for row in rows.values():
            row.update(channel="call", address=None, reason=None)
            companies.setdefault(row["company_id"], []).append(row)
        for company_id, waiting in companies.items():
            for channel in ELECTRONIC:
                keen = [row for row in waiting if row["preferred_channel"] == channel]
                action._ask_gate(keen, channel, purpose, company_id)
            waiting = [
                row for row in waiting if row["reason"] or row["channel"] == "call"
            ]
            for channel in (*ELECTRONIC, "call"):
                action._ask_gate(waiting, channel, purpose, company_id)
                waiting = [row for row in waiting if row["reason"]]

    @api.model
    def _reminder_vals(self, row, day):
        scheduled_at = local_to_utc(day, HOUR, row["tz"])
        source = f"{self._name},{row['id']}"
        no_phone = row["channel"] == "call" and not row["phone"]
        return {
            "partner_id": row["partner_id"],
            "company_id": row["company_id"],
            "channel": row["channel"],
            "address": self.env._("no phone number") if no_phone else row["address"],
            "subject": self.env._("Lay-away %s", row["name"]),
            "reason": row["reason"],
            "scheduled_at": scheduled_at,
            "late_until": scheduled_at + timedelta(days=LATE_DAYS),
            "source": source,
            "occurrence": f"{source}:{day}",
            "may_resend": False,
            "lang": row["lang"],
        }

    @api.model
    def _planned(self, parts=None):
        """Return the planned reminders of these instalments, or of all."""
        source = (
            Domain("source", "=like", f"{self._name},%")
            if parts is None
            else Domain("source", "in", [f"{self._name},{i}" for i in parts.ids])
        )
        # sudo: rows of the outbox belong to the program
        rows = self.env["customer.message"].sudo()
        return rows.search(Domain("state", "=", "planned") & source)

    def _skip_reminders(self, reason):
        """Take back what is planned for these instalments.

        Skipped and not cancelled: that is a person's word and stays.
        """
        self._planned(self)._record_skipped(reason)

    @api.model
    def _skip_settled_reminders(self, parts=None):
        """Take back what is planned and was paid or cancelled meanwhile."""
        rows = self._planned(parts)
        gone = rows._gone_sources()
        for reason in set(gone.values()):
            rows.browse(
                row_id for row_id, why in gone.items() if why == reason
            )._record_skipped(reason)

    def _customer_message_gone(self):
        """Return {instalment id: why nobody is to be reminded of it any more}."""
        parts = self.env["customer.layaway"]._parts(self.order_id.ids)
        gone = {}
        for instalment in self:
            order = instalment.order_id
            if order.state != "sale" or not order.is_layaway:
                gone[instalment.id] = self.env._("The lay-away was cancelled.")
            elif parts[instalment.id]["open"] <= 0:
                gone[instalment.id] = self.env._("It was paid meanwhile.")
        return gone
