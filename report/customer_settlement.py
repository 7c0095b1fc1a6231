# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres; the style is that of the statement of account.
PAGE = 257.0
FIRST = 84.0
NEXT = 26.0
SECTION = 14.0
ROW = 6.0


class CustomerSettlementReport(models.AbstractModel):
    """The statement of a settlement: each document, and what they come to together."""

    _name = "report.customer_care.report_customer_settlement"
    _description = "Statement of a settlement"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("settlement")
        wizards = self.env["customer.settlement"].browse(docids)
        wizards.partner_id.check_access("read")
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "statement": self._statement,
            "today": fields.Date.context_today(self),
            "zoom": paper_zoom(),
        }

    @api.model
    def _statement(self, wizard):
        """Return what one says: `partner`, `lang`, `due`, `invoices`, `sheets`."""
        partner = wizard._owner()
        lang = partner.lang or self.env.lang
        lines = wizard._lines()
        new = lines.filtered(lambda line: line.kind != "invoice")
        due = [day for day in (lines - new).mapped("date_due") if day]
        # sudo: the numbers of the invoices that this settlement made
        names = wizard.invoice_ids.sudo().filtered("name").mapped("name")
        return {
            "partner": partner.with_context(lang=lang),
            "lang": lang,
            "due": min(due, default=False),
            "invoices": [name for name in names if name != "/"],
            "sheets": self._sheets(new, lines - new),
        }

    @api.model
    def _sheets(self, new, open_items):
        """Return the pages: lists of (kind, row) blocks."""
        paper = PageBlocks(PAGE - NEXT, first=PAGE - FIRST)
        for kind, rows in (("new", new), ("open", open_items)):
            if not rows:
                continue
            head = ((f"{kind}_head", None), SECTION)
            paper.put(*head, following=2 * ROW)
            for row in rows[:-1]:
                paper.put((kind, row), ROW, again=[head])
            paper.put((kind, rows[-1:]), ROW, following=ROW, again=[head])
            paper.put((f"{kind}_sum", None), ROW)
        return paper.pages
