# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres. The report makes its own pages, so that each has its title and number
# and no row is torn apart, with and without wkhtmltopdf's headers.
PAGE = 262.0
TITLE = 30.0
SECTION = 20.0
ROW = 6.2
TOTAL = 8.0
AMOUNTS = ("quantity", "untaxed", "total", "margin")


class CustomerTurnoverReport(models.AbstractModel):
    """What the turnover history of a period says, page by page."""

    _name = "report.customer_care.report_customer_turnover"
    _description = "Turnover history of a period"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("history_see")
        wizards = self.env["customer.turnover.print"].browse(docids)
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "pages": self._pages,
            "columns": self._columns,
            "group_label": self._group_label,
            "printed_at": fields.Datetime.now(),
            "currency": self.env.company.currency_id,
            "companies": self.env.companies,
            "zoom": paper_zoom(),
        }

    @api.model
    def _columns(self, wizard):
        """Return [(name, label)] of the columns of numbers."""
        turnover = self.env["customer.turnover"]
        names = [n for n in AMOUNTS if n != "margin" or wizard._prints_margin()]
        return [(n, turnover._fields[n]._description_string(self.env)) for n in names]

    @api.model
    def _group_label(self, wizard):
        field = wizard._fields["group_by"]
        return dict(field._description_selection(self.env))[wizard.group_by]

    @api.model
    def _sections(self, wizard):
        """Return [(customer, rows)]: customers by name, rows as dicts in order."""
        sections = {}
        for customer, key, *amounts in wizard._rows():
            row = dict(zip(AMOUNTS, amounts, strict=True), key=key)
            sections.setdefault(customer, []).append(row)
        for rows in sections.values():
            for row in rows:
                row["label"] = self._label(wizard, row["key"])
            if wizard.group_by == "date:month":
                rows.sort(key=lambda row: row["key"])
            else:
                rows.sort(key=lambda row: (-row["untaxed"], row["label"]))
        return sorted(sections.items(), key=lambda section: section[0].name or "")

    @api.model
    def _label(self, wizard, key):
        if wizard.group_by == "date:month":
            return format_date(self.env, key, date_format="LLLL yyyy")
        if isinstance(key, models.BaseModel):
            # sudo: what was bought has its name for whoever may see the purchase
            key = key.sudo().display_name
        return key or self.env._("None")

    @api.model
    def _sum(self, rows):
        return {name: sum(row[name] for row in rows) for name in AMOUNTS}

    @api.model
    def _pages(self, wizard):
        """Return the pages: lists of blocks, a block being a dict with its ``kind``.

        ``section`` (``customer``, ``is_continued``), ``row`` (``row``), ``total``
        (``row``, of one section) and, at the end of several, ``grand`` (``row``).
        """
        paper = PageBlocks(PAGE - TITLE)
        sections = self._sections(wizard)
        for customer, rows in sections:
            head = {"kind": "section", "customer": customer}
            again = [(dict(head, is_continued=True), SECTION)]
            paper.put(head, SECTION, following=ROW + TOTAL)
            for row in rows:
                paper.put({"kind": "row", "row": row}, ROW, again=again)
            paper.put({"kind": "total", "row": self._sum(rows)}, TOTAL)
        if len(sections) > 1:
            everything = [row for __, rows in sections for row in rows]
            paper.put({"kind": "grand", "row": self._sum(everything)}, SECTION)
        return paper.pages
