# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

BATCH = 10_000
WAYS = {"refusal_email": "email", "refusal_sms": "sms", "refusal_post": "letter"}


class CustomerSearchRun(models.Model):
    """A search that was run: its frozen list and what was made of it."""

    _name = "customer.search.run"
    _description = "Run of a data search"
    _order = "id desc"

    search_id = fields.Many2one(
        "customer.search", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [
            ("frozen", "Frozen"),
            ("running", "Running"),
            ("done", "Done"),
            ("stopped", "Stopped"),
        ],
        required=True,
        default="frozen",
    )
    outputs = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    lang = fields.Char()
    count = fields.Integer("In the list", aggregator=None)
    recipient_ids = fields.One2many("customer.search.recipient", "run_id")
    file_ids = fields.One2many("customer.search.file", "run_id", "Files")

    @api.depends("search_id", "date")
    def _compute_display_name(self):
        for run in self:
            day = fields.Date.to_string(run.date)
            run.display_name = f"{run.search_id.sudo().name} {day}"

    @api.model
    def _outputs(self):
        """Return {key: label} of what can be made."""
        return {
            "report": self.env._("Report"),
            "csv": self.env._("CSV"),
            "xlsx": self.env._("XLSX"),
            "vcard": self.env._("vCard"),
            "email": self.env._("E-mail"),
            "sms": self.env._("SMS"),
        }

    @api.model
    def _check_outputs(self, keys):
        if unknown := set(keys) - self._outputs().keys():
            raise UserError(
                self.env._("There is no output %s.", ", ".join(sorted(unknown)))
            )

    def _make(self):
        """Make all outputs."""
        run = self.sudo()
        run.state = "running"
        for key in self.outputs.split(","):
            getattr(self, f"_output_{key}")()
        run.state = "done"

    def _row_model(self):
        return self.search_id._row_model()

    # -- the frozen list ---------------------------------------------------------------

    def _freeze(self):
        """Write down whom the conditions find now, by the runner's rights."""
        model = self._row_model()
        query = model._search(self.search_id._row_domain(), order=self.search_id.order)
        if model._name == "res.partner":
            partner = SQL.identifier(model._table, "id")
        else:
            partner = model._field_to_sql(model._table, "partner_id", query)
        order = query.order or SQL.identifier(model._table, "id")
        found = query.select(
            SQL("row_number() OVER (ORDER BY %s) AS sequence", order),
            SQL("%s AS row_id", SQL.identifier(model._table, "id")),
            SQL("%s AS partner_id", partner),
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_search_recipient"
                " (run_id, sequence, row_id, partner_id)"
                " SELECT %s, sequence, row_id, partner_id FROM (%s) AS found"
                "  WHERE partner_id IS NOT NULL",
                self.id,
                found,
            )
        )
        self.sudo().count = self.env.cr.rowcount
        self._note_refusals()

    def _note_refusals(self):
        """Ask the gate about everybody, by every way."""
        [[ids]] = self.env.execute_query(
            SQL(
                "SELECT array_agg(DISTINCT partner_id) FROM customer_search_recipient"
                " WHERE run_id = %s",
                self.id,
            )
        )
        for batch in split_every(BATCH, ids or (), list):
            partners = self.env["res.partner"].browse(batch)
            for column, channel in WAYS.items():
                refused = partners._contact_refusals(channel, self.search_id.purpose_id)
                self.env.cr.execute(
                    SQL(
                        "UPDATE customer_search_recipient r SET %s = said.reason"
                        "  FROM unnest(%s::int[], %s::text[]) AS said (id, reason)"
                        " WHERE r.run_id = %s AND r.partner_id = said.id",
                        SQL.identifier(column),
                        list(refused),
                        list(refused.values()),
                        self.id,
                    )
                )

    # -- reading it --------------------------------------------------------------------

    def _columns(self):
        """Return [{"label", "path", "type"}] of the chosen columns."""
        result = []
        for column in self.search_id.column_ids:
            field = self._field_of(column)
            result.append(
                {
                    "label": column.label or field._description_string(self.env),
                    "path": column.path,
                    "type": field.type,
                }
            )
        return result

    def _field_of(self, column):
        model = self._row_model()
        *links, name = column.path.split(".")
        for link in links:
            field = model._fields.get(link)
            if not field or not field.comodel_name:
                break
            model = self.env[field.comodel_name]
        if name not in model._fields:
            raise UserError(
                self.env._(
                    "The column %(column)s of %(search)s is about a field that there"
                    " is no more. Remove the column.",
                    column=column.label or column.path,
                    search=self.search_id.name,
                )
            )
        return model._fields[name]

    def _rows(self, batch=5000):
        """Yield lists of (recipient id, partner id, values), in the frozen order."""
        columns = self._columns()
        after = 0
        while found := self._recipients(after, batch):
            after = found[-1][0]
            records = self._row_model().browse(row[3] for row in found)
            seen = records.with_context(active_test=False)._filtered_access("read")
            values = {
                record.id: [self._plain(record, column) for column in columns]
                for record in seen.exists()
            }
            yield [
                (recipient_id, partner_id, values[row_id])
                for _place, recipient_id, partner_id, row_id in found
                if row_id in values
            ]
            self.env.invalidate_all(flush=False)

    def _recipients(self, after, batch):
        return self.env.execute_query(
            SQL(
                "SELECT sequence, id, partner_id, row_id"
                "  FROM customer_search_recipient"
                " WHERE run_id = %s AND sequence > %s ORDER BY sequence LIMIT %s",
                self.id,
                after,
                batch,
            )
        )

    def _plain(self, record, column):
        """Return a value as plain Python: names of links, words of selections."""
        *links, name = column["path"].split(".")
        for link in links:
            record = record[link]
        field = record._fields[name]
        if field.type == "boolean":
            return any(record.mapped(name))
        if field.relational:
            names = record.mapped(name).sudo().mapped("display_name")
            return ", ".join(filter(None, names)) or None
        values = [each[name] for each in record]
        if field.type == "selection":
            words = dict(field._description_selection(self.env))
            values = [words.get(value) for value in values]
        values = [value for value in values if value is not False and value != ""]
        return values[0] if len(values) == 1 else ", ".join(map(str, values)) or None
