# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.customer_action import STATES
from ..tools.page_blocks import PageBlocks
from ..tools.serial_numbers import split_serials
from .paper import paper_zoom

# Millimetres. The list makes its own pages, so that each has its title and number
# and no row is torn apart, with and without wkhtmltopdf's headers.
PAGE = 178.0
TITLE = 24.0
SECTION = 15.0
ROW = 9.6
LINE = 4.2
SUMMARY = 20.0
MOST_SERIALS = 6


class CustomerActionList(models.AbstractModel):
    """What the list of customer actions of a period says, page by page."""

    _name = "report.customer_care.report_customer_action_list"
    _description = "List of customer actions of a period"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("action_see")
        wizards = self.env["customer.action.list.print"].browse(docids)
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "pages": self._pages,
            "criteria": self._criteria,
            "printed_at": fields.Datetime.now(),
            "zoom": paper_zoom(),
        }

    @api.model
    def _sections(self, wizard):
        """Return [(type, its actions by date)] in the order of the types."""
        actions = self.env["customer.action"].search(
            wizard._domain(), order=f"{wizard.date_field}, id"
        )
        by_type = actions.grouped("type_id")
        return [(kind, by_type[kind]) for kind in actions.type_id.sorted()]

    @api.model
    def _pages(self, wizard):
        """Return the pages: lists of blocks, a block being a dict with its ``kind``.

        ``section`` (``type``, ``count``, ``is_continued``), ``row`` (``action``,
        ``serials``, ``more``) and, once at the end, ``summary`` (``states``, ``rows``).
        """
        sections = self._sections(wizard)
        paper = PageBlocks(PAGE - TITLE)
        for kind, actions in sections:
            head = {"kind": "section", "type": kind, "count": len(actions)}
            again = [(dict(head, is_continued=True), SECTION)]
            paper.put(head, SECTION, following=ROW)
            for action in actions:
                paper.put(*self._row(action), again=again)
        summary = self._summary(sections)
        paper.put(summary, SUMMARY + ROW * len(summary["rows"]))
        return paper.pages

    @api.model
    def _row(self, action):
        """Return the block of an action and its height."""
        serials = split_serials(action.serial_number)
        shown = serials[:MOST_SERIALS]
        more = len(serials) - len(shown)
        lines = len(shown) + bool(more)
        block = {"kind": "row", "action": action, "serials": shown, "more": more}
        height = ROW + LINE * max(lines - 2, 0)
        return dict(block, height=height), height

    @api.model
    def _summary(self, sections):
        """Return the block with the number of actions by type and state."""
        labels = dict(
            self.env["customer.action"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        rows = [
            {
                "name": kind.name,
                "counts": {
                    state: len(mine) for state, mine in actions.grouped("state").items()
                },
                "total": len(actions),
            }
            for kind, actions in sections
        ]
        used = [
            state for state, __ in STATES if any(state in row["counts"] for row in rows)
        ]
        total = {
            state: sum(row["counts"].get(state, 0) for row in rows) for state in used
        }
        rows.append({"name": False, "counts": total, "total": sum(total.values())})
        return {
            "kind": "summary",
            "states": [(state, labels[state]) for state in used],
            "rows": rows,
        }

    @api.model
    def _criteria(self, wizard):
        """Return [(label, text)] of what was chosen, for the head of the list."""
        names = ["date_field", "state"] + [
            name for name in ("type_ids", "user_id") if wizard[name]
        ]
        criteria = []
        for name in names:
            field = wizard._fields[name]
            value = wizard[name]
            if field.type == "selection":
                value = dict(field._description_selection(self.env))[value]
            else:
                value = ", ".join(value.mapped("display_name"))
            criteria.append((field._description_string(self.env), value))
        return criteria
