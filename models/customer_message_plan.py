# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .customer_message_input import COLUMNS

PLAN_BATCH = 5000
TRIGGERS = 20
REVIVABLE = ("cancelled", "skipped", "missed")


class CustomerMessage(models.Model):
    """Planning: many messages at once, each occurrence once."""

    _inherit = "customer.message"

    @api.model
    def _plan(self, vals_list, is_checked=False):
        """Put messages into the outbox and return the rows created or revived.

        ``vals_list``: dicts with at least ``partner_id`` and ``channel``; times are
        naive UTC datetimes, ``source`` is a record or "model,id". A message with an
        ``occurrence`` exists once for each channel: planned again, it is left alone
        unless it was cancelled, skipped or missed and can still be sent in time.
        Whom the gate refuses gets a row that is skipped, with the reason; skipped
        again, the row says when it was last tried.

        ``is_checked``: the values are right as they are, because the caller read them
        from the database and asked the gate in this transaction; whom it refuses
        carries its sentence as ``reason``.

        Rights are the caller's matter: rows of the outbox belong to the program.
        Nothing is committed here; the queries do not depend on the number of rows.
        """
        rows = self._prepare_rows(vals_list, is_checked)
        if not is_checked:
            self._mark_refused(rows)
        ids = []
        for batch in split_every(PLAN_BATCH, rows, list):
            ids += self._insert_rows(batch)
        self._wake_sender(
            row["scheduled_at"] for row in rows if row["state"] == "planned"
        )
        return self.browse(ids)

    @api.model
    def _cancel_planned(self, domain, reason):
        """Cancel what is planned within ``domain`` and return how many rows.

        What waits for its second attempt may have left: that is unknown and stays so.
        """
        planned = Domain("state", "=", "planned") & Domain(domain)
        query = self.sudo()._search(planned)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message
                      SET state = CASE WHEN batch_uid IS NULL THEN 'cancelled'
                                       ELSE 'unknown' END,
                          reason = CASE WHEN batch_uid IS NULL THEN %s
                                        ELSE concat_ws(E'\\n', reason, %s) END,
                          next_try_at = NULL,
                          write_uid = %s, write_date = %s
                    WHERE state = 'planned' AND id IN %s""",
                reason or None,
                self.env._("It is not sent again: %s", reason) if reason else None,
                self.env.uid,
                fields.Datetime.now(),
                query.subselect(),
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

    # The gate

    @api.model
    def _mark_refused(self, rows):
        """Mark the rows that the gate refuses as skipped, with its reason."""
        for row, reason in self._refusals(rows):
            row.update(state="skipped", reason=reason)

    @api.model
    def _refusals(self, rows):
        """Yield (row, reason) for each row that the gate refuses.

        ``rows``: dicts with partner_id, channel, purpose_id, company_id, address. The
        gate takes one address for each customer, so further ones are asked in further
        rounds.
        """
        rounds, numbers = {}, self._chosen_numbers(rows)
        for row in rows:
            address = row["address"] or numbers.get(row.get("phone_id"))
            key = (
                row["channel"],
                row["purpose_id"] or False,
                row["company_id"] or False,
            )
            for asked in rounds.setdefault(key, [{}]):
                same = asked.setdefault(row["partner_id"], (address or None, []))
                if same[0] == (address or None):
                    same[1].append(row)
                    break
            else:
                rounds[key].append({row["partner_id"]: (address, [row])})
        for (channel, purpose_id, company_id), asked_rounds in rounds.items():
            gate = self.sudo().env["res.partner"].with_company(company_id)
            purpose = gate.env["customer.consent.purpose"].browse(purpose_id)
            for asked in asked_rounds:
                addresses = {
                    partner_id: address
                    for partner_id, (address, __) in asked.items()
                    if address
                }
                refused = gate.browse(asked)._contact_refusals(
                    channel, purpose=purpose or None, addresses=addresses or None
                )
                for partner_id, reason in refused.items():
                    for row in asked[partner_id][1]:
                        yield row, reason

    # The table

    @api.model
    def _insert_rows(self, rows):
        """Insert or revive rows in one statement and return their ids."""
        self.flush_model()
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        types = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in COLUMNS.items()
        )
        renewed = [name for name in COLUMNS if name != "occurrence_key"]
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_message AS old (%(columns)s,
                       create_uid, create_date, write_uid, write_date)
                SELECT %(columns)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS planned (%(types)s)
           ON CONFLICT (occurrence_key) DO UPDATE
                   SET %(renewed)s,
                       write_uid = excluded.write_uid,
                       write_date = excluded.write_date,
                       sent_at = NULL, batch_uid = NULL, message_uid = NULL,
                       next_try_at = NULL, attempts = 0, deferrals = 0
                 WHERE old.state IN %(revivable)s
                   AND (excluded.late_until IS NULL OR excluded.late_until > %(now)s)
             RETURNING id
                """,
                columns=columns,
                types=types,
                renewed=SQL(", ").join(
                    SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in renewed
                ),
                rows=json.dumps(
                    [
                        {name: row[name] for name in row if row[name] is not None}
                        for row in rows
                    ],
                    default=str,
                ),
                # What the program plans has no author; a person is its user_id. Two
                # foreign keys less to check are a tenth of the time.
                uid=None if self.env.uid == SUPERUSER_ID else self.env.uid,
                now=now,
                revivable=REVIVABLE,
            )
        )
        ids = [row_id for (row_id,) in self.env.cr.fetchall()]
        self.invalidate_model(flush=False)
        return ids

    @api.model
    def _wake_sender(self, moments):
        """Have the sender run at these times; its own interval catches the rest."""
        minutes = sorted({moment.replace(second=0) for moment in moments})
        # sudo: whoever may plan a message need not know crons
        cron = self.env.ref("customer_care.cron_send", raise_if_not_found=False)
        if cron and minutes:
            cron.sudo()._trigger(minutes[:TRIGGERS])
