# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.outgoing import text_to_html
from .customer_message import CHANNELS

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


class CustomerMessage(models.Model):
    """Planning: what `_plan` accepts, and in which words it refuses the rest."""

    _inherit = "customer.message"

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
                self.env._(
                    "there is no such field: %s", ", ".join(sorted(map(str, unknown)))
                ),
            )
        row = dict.fromkeys(COLUMNS) | vals
        for name in ("partner_id", "company_id", "purpose_id", "user_id"):
            row[name] = self._as_id(vals, name)
        if not row["partner_id"]:
            self._refuse(vals, self.env._("the customer is missing"))
        if row["channel"] not in dict(CHANNELS):
            self._refuse(
                vals,
                self.env._(
                    "there is no channel %s", row["channel"] or self.env._("given")
                ),
            )
        row["scheduled_at"] = (
            self._as_moment(vals, "scheduled_at") or fields.Datetime.now()
        )
        row["late_until"] = self._as_moment(vals, "late_until")
        row["source"] = self._as_source(vals)
        if not (row["source"] or row["body"] or row["channel"] in ("call", "label")):
            self._refuse(vals, self.env._("it has neither a text nor a source"))
        row["state"] = "planned"
        row["reason"] = None
        row["occurrence"] = row["occurrence"] or None
        row["occurrence_key"] = (
            row["occurrence"] and f"{row['occurrence']}:{row['channel']}"
        )
        row["may_resend"] = bool(row["may_resend"])
        row["body"] = row["body"] and self._as_html(row["channel"], row["body"])
        if "user_id" not in vals and not self.env.su:
            row["user_id"] = self.env.uid
        return row

    @api.model
    def _refuse(self, vals, why):
        raise ValidationError(
            self.env._(
                "A message cannot be planned, %(why)s: %(vals)s", why=why, vals=vals
            )
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
        allowed = {
            key: set(company.parent_ids.ids) for key, company in companies.items()
        }
        for row in rows:
            company_ids = allowed[row["company_id"]]
            for linked in (
                partners[row["partner_id"]],
                purposes.get(row["purpose_id"]),
            ):
                if (
                    linked
                    and linked.company_id
                    and linked.company_id.id not in company_ids
                ):
                    self._refuse(
                        row,
                        self.env._(
                            "%s belongs to another company", linked.display_name
                        ),
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
