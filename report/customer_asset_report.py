# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..models.customer_asset_band import KM_PER_MILE
from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres, with padding and border; the foot keeps clear of the last row.
PAGE = 254.0
TITLE = 30.0
HEAD = 22.5
LINES = {"row": 7.2, "group": 8.8, "total": 9.5, "note": 6.0}
# As wide as the longest word of a heading in German: Rechnungen, Durchschnittliche.
WIDTHS = {"text": 24, "count": 17, "percent": 15, "money": 24.5, "far": 16}


class CustomerAssetReportPaper(models.AbstractModel):
    """What both reports on vehicles are made of: tables with lines and a total.

    A table is a dict: `title`, `columns` as [(name, label, kind)], the first one of
    which is the label of a line; `rows`, dicts of values by these names with a `style`
    (`row`, `group`); `total`, one more of them; `note`, what is to be known about it.
    """

    _name = "report.customer_care.report_customer_asset"
    _description = "Vehicles of a period"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("asset_report")
        wizards = self.env["customer.asset.print"].browse(docids)
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "pages": self._pages,
            "shown": self._shown,
            "width": lambda kind: WIDTHS[kind],
            "printed_at": fields.Datetime.now(),
            "currency": self.env.company.currency_id,
            "companies": self.env.companies,
            "zoom": paper_zoom(),
        }

    @api.model
    def _tables(self, wizard):
        """Return the tables of a report; see the files of the two."""
        return getattr(self, f"_{wizard.kind}_tables")(wizard)

    @api.model
    def _amounts(self, wizard):
        """Return the aggregates that both reports ask for, and their names."""
        names = {
            "vehicles": "serviced_asset_id:count_distinct",
            "visits": "visit_id:count_distinct",
            "invoices": "sold_document_id:count_distinct",
            "total": "untaxed:sum",
        }
        if wizard._prints_margin():
            names["margin"] = "margin:sum"
        return names

    @api.model
    def _figures(self, names, values):
        """Return {name: number} of a line, and its average."""
        figures = {name: value or 0 for name, value in zip(names, values, strict=True)}
        count = figures["invoices"]
        return {**figures, "average": figures["total"] / count if count else None}

    @api.model
    def _figure_columns(self, wizard):
        """Return the columns that both reports have."""
        columns = [
            ("visits", self.env._("Visits"), "count"),
            ("invoices", self.env._("Invoices"), "count"),
            ("average", self.env._("Average invoice"), "money"),
            ("total", self.env._("Total"), "money"),
        ]
        if wizard._prints_margin():
            columns.append(("margin", self.env._("Margin"), "money"))
        return columns

    @api.model
    def _unit_label(self, wizard):
        units = dict(wizard._fields["unit"]._description_selection(self.env))
        return units[wizard.unit]

    @api.model
    def _in_unit(self, wizard, kilometres):
        return round(kilometres / (KM_PER_MILE if wizard.unit == "mi" else 1))

    @api.model
    def _shown(self, row, name, kind):
        """Return a value as it is printed."""
        value = row.get(name)
        if kind == "text" or "is_again" in row:
            return value or ""
        if value is None:
            return "–" if kind != "far" or row["style"] == "row" else ""
        places = {"percent": 1, "money": self.env.company.currency_id.decimal_places}
        return formatLang(self.env, value, digits=places.get(kind, 0))

    # -- paper ------------------------------------------------------------------------

    @api.model
    def _pages(self, wizard):
        """Return the pages: lists of blocks, a block being a dict with its ``kind``.

        ``head`` (title and labels of a ``table``), ``row``, ``group`` and ``total``
        (``row``), ``note`` (``text``). A group begins where its first line fits.
        """
        paper = PageBlocks(PAGE - TITLE)
        for table in self._tables(wizard):
            head = {"kind": "head", "table": table}
            paper.put(head, HEAD, following=LINES["group"] + LINES["total"])
            group = None
            for block, following in self._blocks(table):
                if block["kind"] == "group":
                    group = block["row"]
                paper.put(
                    {**block, "table": table},
                    LINES[block["kind"]],
                    following,
                    again=self._blocks_again(table, group, block),
                )
        return paper.pages

    @api.model
    def _blocks(self, table):
        """Return [(block, what must fit below it)] of a table."""
        blocks = [
            (
                {"kind": row["style"], "row": row},
                LINES["row"] * (row["style"] == "group"),
            )
            for row in table["rows"]
        ]
        blocks.append(({"kind": "total", "row": table["total"]}, 0.0))
        if table["note"]:
            blocks.append(({"kind": "note", "text": table["note"]}, 0.0))
        return blocks

    @api.model
    def _blocks_again(self, table, group, block):
        """Return the head of a page that goes on, and whose lines follow."""
        again = [({"kind": "head", "table": table, "is_next": True}, HEAD)]
        if block["kind"] == "row" and block["row"].get("is_within"):
            label = self.env._("%s (continued)", group["label"])
            row = {"label": label, "style": "group", "is_again": True}
            again.append(
                ({"kind": "group", "table": table, "row": row}, LINES["group"])
            )
        return again

    # -- spreadsheet ------------------------------------------------------------------

    @api.model
    def _sheets(self, wizard, tables):
        """Return what `tools.note_sheet.workbook` makes a file of."""
        period = " – ".join(
            format_date(self.env, day) for day in (wizard.date_from, wizard.date_to)
        )
        subtitle = f"{period} · {self.env.company.currency_id.name}"
        return [
            {
                "name": table["title"],
                "title": f"{wizard._title()}: {table['title']}",
                "subtitle": subtitle,
                "columns": [label for __, label, __ in self._cells(table)],
                "formats": [kind for __, __, kind in self._cells(table)],
                "rows": [self._cell_values(table, row) for row in table["rows"]],
                "total": self._cell_values(table, table["total"]),
            }
            for table in tables
        ]

    @api.model
    def _cells(self, table):
        """Return the columns of a sheet: names of groups have one of their own."""
        if table["group"]:
            return [("group", table["group"], "text"), *table["columns"]]
        return table["columns"]

    @api.model
    def _cell_values(self, table, row):
        """Return a line of a sheet; that of a group says its name once."""
        digits = self.env.company.currency_id.decimal_places
        cells = []
        for name, __, kind in self._cells(table):
            value = row.get(name)
            if kind == "money" and value is not None:
                value = round(value, digits)
            if name == "label" and table["group"] and row.get("group") == value:
                value = ""
            cells.append(value)
        return cells
