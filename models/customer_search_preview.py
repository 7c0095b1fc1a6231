# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang

from .customer_search_run_freeze import WAYS

ROWS = 10


class CustomerSearch(models.Model):
    """How many are found as the search stands, and the first of them."""

    _inherit = "customer.search"

    found_count = fields.Integer("Found", compute="_compute_found")
    preview = fields.Html(compute="_compute_found", sanitize=False)

    @api.depends(
        "base",
        "rows",
        "domain",
        "order",
        "first_rows",
        "period_from",
        "period_to",
        "purpose_id",
        "column_ids.path",
        "column_ids.label",
        "column_ids.sequence",
    )
    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    def _compute_found(self):
        for search in self:
            try:
                search.found_count = search._count()
                search.preview = search._preview()
            except (UserError, AccessError, ValueError) as error:
                search.found_count = 0
                search.preview = (
                    Markup('<div class="alert alert-warning mb-0">%s</div>')
                    % (error.args[0])
                )

    def _count(self):
        """Return how many rows are found now."""
        query = self._query(order="id")
        query.order = None
        return len(query)

    def _preview(self):
        """Return the first rows as a table, each with the ways closed to it."""
        records = self._row_model().browse(self._query(limit=ROWS))
        columns = [
            column for column in self.column_ids.sorted("sequence") if column._field()
        ]
        runs = self.env["customer.search.run"]
        partners = {record.id: self._partner_of(record) for record in records}
        refusals = self._refusals(partners.values())
        head = [column._heading() for column in columns]
        head = [*(head or [self.env._("Name")]), self.env._("Not to be contacted")]
        body = []
        for record in records:
            cells = [runs._plain(record, column.path) for column in columns]
            cells = cells or [record.display_name]
            body.append([*cells, refusals.get(partners[record.id].id)])
        return self._preview_table(head, body)

    def _partner_of(self, record):
        if record._name == "res.partner":
            return record
        if record._name == "account.move":
            return record.commercial_partner_id
        return record.partner_id

    def _refusals(self, partners):
        """Return {customer id: why not by which way}, as lines of text."""
        customers = self.env["res.partner"].browse({each.id for each in partners})
        labels = {
            "email": self.env._("E-mail"),
            "sms": self.env._("SMS"),
            "letter": self.env._("Post"),
        }
        found = {}
        # sudo: whoever searches may name every purpose, but not look at their list
        purpose = self.sudo().purpose_id or None
        for channel in WAYS.values():
            refused = customers._contact_refusals(channel, purpose)
            for partner_id, reason in refused.items():
                found.setdefault(partner_id, []).append(f"{labels[channel]}: {reason}")
        return found

    def _preview_table(self, head, body):
        """Return a table; what stands in the data is text, whatever it looks like."""
        if not body:
            return Markup('<p class="text-muted mb-0">%s</p>') % self.env._(
                "Nobody is found. Loosen the conditions."
            )
        columns = zip(*body, strict=True)
        classes = [self._class_of(values) for values in columns]
        row = Markup("<tr>%s</tr>")
        return Markup(
            '<table class="table table-sm table-striped mb-0"><thead>%s</thead>'
            "<tbody>%s</tbody></table>"
        ) % (
            row % self._cells(Markup('<th class="%s">%s</th>'), classes, head),
            Markup().join(
                row % self._cells(Markup('<td class="%s">%s</td>'), classes, values)
                for values in body
            ),
        )

    def _cells(self, cell, classes, values):
        return Markup().join(
            cell % (each, self._shown(value))
            for each, value in zip(classes, values, strict=True)
        )

    @staticmethod
    def _class_of(values):
        """Figures stand below each other, with their heading."""
        is_figure = (
            isinstance(value, int | float) and not isinstance(value, bool)
            for value in values
        )
        return "text-end" if any(is_figure) else ""

    def _shown(self, value):
        if isinstance(value, list):
            return Markup("<br/>").join(value)
        if isinstance(value, bool):
            return self.env._("Yes") if value else ""
        if isinstance(value, float):
            return formatLang(self.env, value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return format_date(self.env, value)
        return "" if value is None else value
