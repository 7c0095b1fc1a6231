# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres; the report makes its own pages, see tools/page_blocks.py.
PAGE = 178.0
TITLE = 24.0
SECTION = 16.5
ROW = 9.6
LINE = 4.2
GAP = 0.6
LETTERS = 34


class CustomerDaySheet(models.AbstractModel):
    """The day sheet on paper, page by page."""

    _name = "report.customer_care.report_day_sheet"
    _description = "Day sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        sheet = self.env["calendar.event"].get_customer_day_sheet(
            data.get("day"), data.get("who") or "all"
        )
        labels = {choice["key"]: choice["label"] for choice in sheet["choices"]}
        return {
            "doc_ids": [],
            "doc_model": "calendar.event",
            "docs": self.env["calendar.event"],
            "pages": self._pages(sheet),
            "whose": labels.get(sheet["who"], ""),
            "printed_at": fields.Datetime.now(),
            "zoom": paper_zoom(),
        }

    @api.model
    def _pages(self, sheet):
        """Return lists of blocks that fit on a page each."""
        paper = PageBlocks(PAGE - TITLE)
        for day in sheet["days"]:
            head = {"kind": "section", "day": day, "count": len(day["rows"])}
            again = [({**head, "is_continued": True}, SECTION)]
            paper.put(head, SECTION, following=ROW)
            for row in day["rows"]:
                height = self._height(row)
                block = {"kind": "row", "row": row, "height": height}
                paper.put(block, height, again=again)
        return paper.pages

    @api.model
    def _height(self, row):
        # an alert is read whole, so it may take several lines
        alerts = sum(1 + len(alert) // LETTERS for alert in row["alerts"] or [])
        lines = max(2, alerts + len(row["due"] or []))
        return ROW + GAP + LINE * (lines - 2)
