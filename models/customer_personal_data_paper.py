# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

REPORT = "customer_care.action_report_personal_data"
# Paper is for reading: more of a place, or longer texts, are in the package. Without
# a limit the printing program runs out of memory at some thousand pages.
MOST_ROWS, MOST_LETTERS, MOST_OF_ALL = 40, 1500, 800
# Of what only the program needs, an example of each place tells enough.
MOST_TECHNICAL = 3
# Two short facts stand beside each other.
SHORT = 42


class CustomerPersonalData(models.AbstractModel):
    """The same on paper: readable, and it says where it is shorter than the package."""

    _inherit = "customer.personal.data"

    @api.model
    def _paper(self, partner):
        """Return the report as PDF, or None where PDF cannot be made."""
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            return None
        # sudo: which report it is; what it says asks for the function of the user
        content, kind = reports.sudo()._render_qweb_pdf(REPORT, partner.ids)
        return content if kind == "pdf" else None

    @api.model
    def _paper_values(self, partner):
        """Return what the report prints."""
        scope = self._scope(partner)
        words = self._words_of(scope)
        groups = {
            key: {**facts, "key": key, "tables": [], "empty": []}
            for key, facts in self._groups().items()
        }
        left = MOST_OF_ALL
        for table in self._tables(scope):
            group = groups[table.group]
            if not table.count:
                group["empty"].append(table.title)
                continue
            most = MOST_TECHNICAL if table.group == "technical" else MOST_ROWS
            shown = min(most, table.count, left)
            left -= shown
            group["tables"].append(self._paper_table(table, shown, words))
        now = fields.Datetime.now()
        # sudo: the company's name on its own paper
        company = self.env.company.sudo()
        return {
            "partner": scope.partners,
            "company": company,
            "about": self._about(scope.partners, company, now),
            "groups": list(groups.values()),
            "labels": self._fact_labels(),
            "withheld": self._withheld(scope),
            "rights": self._rights(),
            "most_letters": MOST_LETTERS,
        }

    @api.model
    def _paper_table(self, table, shown, words):
        rows = []
        for batch in table.rows(shown) if shown else ():
            cells = self._cells(table.columns, batch, words)
            for number, pairs in self._facts_of_rows(table.columns, batch, cells):
                short = [(label, self._shortened(text)) for label, text in pairs]
                rows.append((number, list(self._lines(short))))
        return {"title": table.title, "count": table.count, "rows": rows}

    @api.model
    def _lines(self, pairs):
        """Yield one fact with a long text, or two with short ones, for a line."""
        waiting = []
        for label, text in pairs:
            if len(text) > SHORT or "\n" in text:
                if waiting:
                    yield waiting
                yield [(label, text)]
                waiting = []
                continue
            waiting.append((label, text))
            if len(waiting) == 2:
                yield waiting
                waiting = []
        if waiting:
            yield waiting

    @api.model
    def _shortened(self, text):
        if len(text) <= MOST_LETTERS:
            return text
        return f"{text[:MOST_LETTERS]} […]"
