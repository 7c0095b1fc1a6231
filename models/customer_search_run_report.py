# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL, format_datetime, formatLang

from ..tools import table_pdf


class CustomerSearchRun(models.Model):
    """The list on paper, with who may not be contacted how, and why, at its end."""

    _inherit = "customer.search.run"

    def _output_report(self):
        self._write_parts("report", self._write_report)

    def _write_report(self, file, after, until):
        words = self._table_words(on_paper=True)
        columns = self._table_columns()
        marks = len(self._mark_labels())
        shown = [*columns[:-marks], table_pdf.Column(self.env._("Not by"))]
        batches = (
            [self._paper_row(row, marks) for row in rows]
            for rows in self._table_batches(after, until)
        )
        is_last = until >= self._last_place()
        return table_pdf.write(file, shown, batches, words, self._sheet(is_last))

    def _paper_row(self, row, marks):
        """Return a row with short marks; the reasons stand at the end of the list."""
        ways = (self.env._("e-mail"), self.env._("SMS"), self.env._("post"))
        refused = [
            way for way, reason in zip(ways, row[-marks:], strict=True) if reason
        ]
        return [*row[:-marks], ", ".join(refused)]

    def _sheet(self, is_last):
        """Return what stands on the paper besides the rows."""
        # sudo: what the shop is called and where it is
        company = (self.company_id or self.env.company).sudo()
        count = formatLang(self.env, self._last_place(), digits=0)
        # sudo: what a colleague is called is no secret
        return table_pdf.Sheet(
            title=self.search_id.name or "",
            subtitle=" · ".join(
                (
                    company.name,
                    format_datetime(self.env, self.date, dt_format="short"),
                    self.user_id.sudo().name,
                    self.env._("%s in the list", count),
                )
            ),
            page=self.env._("Page {page} of {pages}"),
            nothing=self.env._("Nobody fits this search."),
            foot=self.search_id.name or "",
            country=company.country_id.code or "",
            fonts=self.env["res.partner"]._card_fonts(),
            summary=self._refusal_summary() if is_last else (),
        )

    def _refusal_summary(self):
        """Return [(head, [(reason, number)])] of who may not be contacted how."""
        heads = {
            "refusal_email": self.env._("May not be contacted by e-mail"),
            "refusal_sms": self.env._("May not be contacted by SMS"),
            "refusal_post": self.env._("May not be contacted by post"),
        }
        found = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %(name)s, %(column)s, count(*)"
                    "  FROM customer_search_recipient WHERE run_id = %(run)s"
                    "   AND sequence > 0 AND %(column)s <> '' GROUP BY 2",
                    name=name,
                    column=SQL.identifier(name),
                    run=self.id,
                )
                for name in heads
            )
        )
        found.sort(key=lambda row: (-row[2], row[1]))
        return [
            (
                head,
                [(reason, number) for kind, reason, number in found if kind == name],
            )
            for name, head in heads.items()
            if any(kind == name for kind, *__ in found)
        ]
