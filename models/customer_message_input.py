# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

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
    "phone_id": "int",
    "subject": "varchar",
    "body": "text",
    "source": "varchar",
    "reason": "text",
    "occurrence": "varchar",
    "occurrence_key": "varchar",
    "may_resend": "bool",
    "user_id": "int",
    "lang": "varchar",
    "hold_id": "int",
}
LINKS = ("partner_id", "company_id", "purpose_id", "user_id", "phone_id")
EMPTY = dict.fromkeys(COLUMNS)
GIVEN = set(COLUMNS) - {"state", "occurrence_key", "hold_id"}
CHANNEL_CODES = frozenset(dict(CHANNELS))


class CustomerMessage(models.Model):
    """Planning: what `_plan` accepts, and in which words it refuses the rest."""

    _inherit = "customer.message"

    @api.model
    def _prepare_rows(self, vals_list, is_checked=False):
        """Check the input and return rows with every column of COLUMNS.

        ``is_checked``: as in `_plan`.
        """
        if isinstance(vals_list, dict):
            vals_list = [vals_list]
        if not is_checked:
            vals_list = [self._check_row(vals) for vals in vals_list]
            self._check_links(vals_list)
        unique = {}
        for number, vals in enumerate(vals_list):
            row = EMPTY | vals
            row["state"] = "skipped" if row["reason"] else "planned"
            if row["occurrence"]:
                row["occurrence_key"] = f"{row['occurrence']}:{row['channel']}"
            unique.setdefault(row["occurrence_key"] or number, row)
        return list(unique.values())

    @api.model
    def _check_row(self, vals):
        """Return the values with the types of their columns, or refuse them."""
        if unknown := vals.keys() - GIVEN:
            self._refuse(
                vals,
                self.env._(
                    "there is no such field: %s", ", ".join(sorted(map(str, unknown)))
                ),
            )
        row = EMPTY | vals
        for name in LINKS:
            if type(row[name]) is not int:
                row[name] = self._as_id(vals, name)
        if not row["partner_id"]:
            self._refuse(vals, self.env._("the customer is missing"))
        if row["channel"] not in CHANNEL_CODES:
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
        row["occurrence"] = row["occurrence"] or None
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
        return value.replace(microsecond=0) if value.microsecond else value

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
        partners = self._owners(rows, "partner_id")
        purposes = self._owners(rows, "purpose_id")
        here = {None, *self.env.company._with_parents().ids}
        for row in rows:
            if not row["company_id"]:
                own = partners[row["partner_id"]]
                row["company_id"] = self.env.company.id if own in here else own
        allowed = self._allowed_owners(rows)
        for row in rows:
            owners = {partners[row["partner_id"]], purposes.get(row["purpose_id"])}
            if owners - allowed[row["company_id"]]:
                self._refuse_company(row, allowed[row["company_id"]])

    @api.model
    def _owners(self, rows, name):
        """Return {id: company id or None} of what rows refer to by a column.

        Plain SQL, because a record for each of thousands of rows costs more than all
        the rest of planning.
        """
        model = self.env[self._fields[name].comodel_name]
        ids = {row[name] for row in rows if row[name]}
        model.flush_model(["company_id"])
        owners = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, company_id FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(model._table),
                    list(ids),
                )
            )
        )
        self._check_existing(rows, name, ids - set(owners))
        return owners

    @api.model
    def _allowed_owners(self, rows):
        """Return {company id: the companies whose records its rows may refer to}."""
        ids = {row["company_id"] for row in rows}
        # sudo: only existence and hierarchy are read
        companies = self.env["res.company"].sudo().browse(ids).exists()
        self._check_existing(rows, "company_id", ids - set(companies.ids))
        return {
            company.id: {None, *company._with_parents().ids} for company in companies
        }

    @api.model
    def _check_existing(self, rows, name, missing):
        if not missing:
            return
        row = next(row for row in rows if row[name] in missing)
        self._refuse(
            row,
            self.env._(
                "%(what)s %(id)s does not exist",
                what=self._fields[name]._description_string(self.env),
                id=row[name],
            ),
        )

    @api.model
    def _refuse_company(self, row, allowed):
        """Say which of the row's records is another company's."""
        # sudo: the sentence is owed also to whoever may not read the record
        partner = self.env["res.partner"].sudo().browse(row["partner_id"])
        # sudo: as above
        purpose = self.env["customer.consent.purpose"].sudo().browse(row["purpose_id"])
        for linked in (partner, purpose):
            if linked.company_id and linked.company_id.id not in allowed:
                self._refuse(
                    row,
                    self.env._("%s belongs to another company", linked.display_name),
                )
