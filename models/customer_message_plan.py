# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
from datetime import datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools.outgoing import text_to_html
from .customer_message import CHANNELS

PLAN_BATCH = 5000
TRIGGERS = 20
# What `_plan` takes, with the column's type.
COLUMNS = {
    "partner_id": "int",
    "company_id": "int",
    "channel": "varchar",
    "purpose_id": "int",
    "state": "varchar",
    "scheduled_at": "timestamp",
    "late_until": "timestamp",
    "address": "varchar",
    "subject": "varchar",
    "body": "text",
    "source": "varchar",
    "reason": "text",
    "occurrence": "varchar",
    "occurrence_key": "varchar",
    "may_resend": "bool",
    "user_id": "int",
    "lang": "varchar",
}
OURS = {"state", "reason", "occurrence_key"}
REVIVABLE = ("cancelled", "skipped", "missed")


class CustomerMessage(models.Model):
    """Planning: many messages at once, each occurrence once."""

    _inherit = "customer.message"

    @api.model
    def _plan(self, vals_list):
        """Put messages into the outbox and return the rows created or revived.

        ``vals_list``: dicts with at least ``partner_id`` and ``channel``; times are
        naive UTC datetimes, ``source`` is a record or "model,id". A message with an
        ``occurrence`` exists once for each channel: planned again, it is left alone
        unless it was cancelled, skipped or missed and can still be sent in time.
        Whom the gate refuses gets a row that is skipped, with the reason; skipped
        again, the row says when it was last tried.

        Rights are the caller's matter: rows of the outbox belong to the program.
        Nothing is committed here; the queries do not depend on the number of rows.
        """
        rows = self._prepare_rows(vals_list)
        self._mark_refused(rows)
        ids = []
        for batch in split_every(PLAN_BATCH, rows, list):
            ids += self._insert_rows(batch)
        self._wake_sender(row["scheduled_at"] for row in rows if row["state"] == "planned")
        return self.browse(ids)

    @api.model
    def _cancel_planned(self, domain, reason):
        """Cancel what is planned within ``domain`` and return how many rows."""
        planned = Domain("state", "=", "planned") & Domain(domain)
        query = self.sudo()._search(planned)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message
                      SET state = 'cancelled', reason = %s, next_try_at = NULL,
                          write_uid = %s, write_date = %s
                    WHERE state = 'planned' AND id IN %s""",
                reason or None,
                self.env.uid,
                fields.Datetime.now(),
                query.subselect(),
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

    # Input

    @api.model
    def _prepare_rows(self, vals_list):
        """Check the input and return rows with every column of COLUMNS."""
        if isinstance(vals_list, dict):
            vals_list = [vals_list]
        rows = [self._prepare_row(vals) for vals in vals_list]
        self._check_links(rows)
        unique = {}
        for number, row in enumerate(rows):
            unique.setdefault(row["occurrence_key"] or number, row)
        return list(unique.values())

    @api.model
    def _prepare_row(self, vals):
        unknown = set(vals) - (set(COLUMNS) - OURS)
        if unknown:
            self._refuse(
                vals,
                self.env._("there is no such field: %s", ", ".join(sorted(map(str, unknown)))),
            )
        row = dict.fromkeys(COLUMNS) | vals
        for name in ("partner_id", "company_id", "purpose_id", "user_id"):
            row[name] = self._as_id(vals, name)
        if not row["partner_id"]:
            self._refuse(vals, self.env._("the customer is missing"))
        if row["channel"] not in dict(CHANNELS):
            self._refuse(
                vals, self.env._("there is no channel %s", row["channel"] or self.env._("given"))
            )
        row["scheduled_at"] = self._as_moment(vals, "scheduled_at") or fields.Datetime.now()
        row["late_until"] = self._as_moment(vals, "late_until")
        row["source"] = self._as_source(vals)
        if not (row["source"] or row["body"] or row["channel"] in ("call", "label")):
            self._refuse(vals, self.env._("it has neither a text nor a source"))
        row["state"] = "planned"
        row["reason"] = None
        row["occurrence"] = row["occurrence"] or None
        row["occurrence_key"] = row["occurrence"] and f"{row['occurrence']}:{row['channel']}"
        row["may_resend"] = bool(row["may_resend"])
        row["body"] = row["body"] and self._as_html(row["channel"], row["body"])
        if "user_id" not in vals and not self.env.su:
            row["user_id"] = self.env.uid
        return row

    @api.model
    def _refuse(self, vals, why):
        raise ValidationError(
            self.env._("A message cannot be planned, %(why)s: %(vals)s", why=why, vals=vals)
        )

    @api.model
    def _as_id(self, vals, name):
        value = vals.get(name)
        if isinstance(value, models.BaseModel):
            value = value.id
        if not value:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self._refuse(vals, self.env._("%(field)s is not a record", field=name))
        return value

    @api.model
    def _as_moment(self, vals, name):
        """Return a time of the input; Odoo's own notation is a time too."""
        value = vals.get(name)
        if not value:
            return None
        if isinstance(value, str):
            try:
                value = datetime.strptime(value, "%Y-%m-%d %H:%M:%S")
            except ValueError:
                value = None
        if not isinstance(value, datetime) or value.tzinfo:
            self._refuse(
                vals, self.env._("%(field)s must be a date and time in UTC", field=name)
            )
        return value.replace(microsecond=0)

    @api.model
    def _as_html(self, channel, body):
        """Return a text as it is stored; that of an SMS is given as plain text."""
        if channel == "sms" and not isinstance(body, Markup):
            body = text_to_html(body)
        return self._fields["body"].convert_to_column(body, self.browse())

    @api.model
    def _as_source(self, vals):
        source = vals.get("source")
        if not source:
            return None
        if isinstance(source, models.BaseModel):
            source = f"{source._name},{source.id}"
        model, __, res_id = str(source).partition(",")
        if not res_id.isdigit() or model not in self.env:
            self._refuse(vals, self.env._("its source is not a record"))
        return f"{model},{int(res_id)}"

    @api.model
    def _check_links(self, rows):
        """Check that customers exist and belong to the row's company, and set it."""
        partners = self._existing("res.partner", rows, "partner_id")
        purposes = self._existing("customer.consent.purpose", rows, "purpose_id")
        for row in rows:
            row["company_id"] = (
                row["company_id"]
                or partners[row["partner_id"]].company_id.id
                or self.env.company.id
            )
        companies = self._existing("res.company", rows, "company_id")
        allowed = {key: set(company.parent_ids.ids) for key, company in companies.items()}
        for row in rows:
            company_ids = allowed[row["company_id"]]
            for linked in (partners[row["partner_id"]], purposes.get(row["purpose_id"])):
                if linked and linked.company_id and linked.company_id.id not in company_ids:
                    self._refuse(
                        row,
                        self.env._("%s belongs to another company", linked.display_name),
                    )

    @api.model
    def _existing(self, model, rows, name):
        """Return {id: record} of what rows refer to by a column; all of it exists."""
        # sudo: only existence, company and name are read
        records = self.env[model].sudo().with_context(active_test=False)
        records = records.browse({row[name] for row in rows if row[name]})
        if missing := records - records.exists():
            row = next(row for row in rows if row[name] == missing[0].id)
            self._refuse(
                row,
                self.env._(
                    "%(what)s %(id)s does not exist",
                    what=self._fields[name]._description_string(self.env),
                    id=missing[0].id,
                ),
            )
        return {record.id: record for record in records}

    # The gate

    @api.model
    def _mark_refused(self, rows):
        """Mark the rows that the gate refuses as skipped, with its reason."""
        for row, reason in self._refusals(rows):
            row.update(state="skipped", reason=reason)

    @api.model
    def _refusals(self, rows):
        """Yield (row, reason) for each row that the gate refuses.

        ``rows``: dicts with partner_id, channel, purpose_id, company_id, address. The gate takes
        one address for each customer, so further ones are asked in further rounds.
        """
        rounds = {}
        for row in rows:
            key = (row["channel"], row["purpose_id"] or False, row["company_id"] or False)
            for asked in rounds.setdefault(key, [{}]):
                same = asked.setdefault(row["partner_id"], (row["address"] or None, []))
                if same[0] == (row["address"] or None):
                    same[1].append(row)
                    break
            else:
                rounds[key].append({row["partner_id"]: (row["address"], [row])})
        for (channel, purpose_id, company_id), asked_rounds in rounds.items():
            gate = self.sudo().env["res.partner"].with_company(company_id)
            purpose = gate.env["customer.consent.purpose"].browse(purpose_id)
            for asked in asked_rounds:
                addresses = {
                    partner_id: address for partner_id, (address, __) in asked.items() if address
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
            SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()
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
                rows=json.dumps(rows, default=str),
                uid=self.env.uid,
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
