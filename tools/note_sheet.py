# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A spreadsheet of tables: titles, column heads, rows, totals."""

import io

import xlsxwriter

WIDEST = 60
FORMATS = {"money": "#,##0.00", "percent": "0.0", "far": "#,##0"}


def workbook(sheets: list[dict]) -> bytes:
    """Return an XLSX file.

    A sheet is ``{"name", "title", "subtitle", "columns": [label], "rows": [[cell]],
    "total": [cell] or None}``, with ``"formats": [kind]`` of the columns, of which
    "money" and "percent" have decimals. Texts are written as texts, so that none of
    them is ever taken for a formula.

    >>> workbook([{"name": "A", "title": "T", "subtitle": "", "columns": ["C"],
    ...     "rows": [["=1+1"], [2]], "total": [2]}])[:2]
    b'PK'
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for sheet in sheets:
            _write_sheet(book, sheet)
    return target.getvalue()


def _write_sheet(book, sheet: dict) -> None:
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    styles, foot = (
        _styles(book, sheet, {}),
        _styles(book, sheet, {"bold": True, "top": 1}),
    )
    page = book.add_worksheet(sheet["name"][:31])
    page.write_string(0, 0, sheet["title"], bold)
    page.write_string(1, 0, sheet["subtitle"])
    _write_row(page, 3, sheet["columns"], [head] * len(sheet["columns"]))
    for number, row in enumerate(sheet["rows"], 4):
        _write_row(page, number, row, styles)
    if sheet["total"]:
        _write_row(page, 4 + len(sheet["rows"]), sheet["total"], foot)
    for column, label in enumerate(sheet["columns"]):
        texts = [str(row[column]) for row in sheet["rows"][:500]]
        width = max(map(len, [label, *texts]))
        page.set_column(column, column, min(width + 2, WIDEST))
    page.freeze_panes(4, 0)


def _styles(book, sheet: dict, base: dict) -> list:
    """Return the style of each column."""
    kinds = sheet.get("formats") or [None] * len(sheet["columns"])
    formats = {kind: {**base, "num_format": text} for kind, text in FORMATS.items()}
    made = {kind: book.add_format(formats.get(kind, base)) for kind in set(kinds)}
    return [made[kind] for kind in kinds]


def _write_row(page, number: int, cells: list, styles: list) -> None:
    for column, (cell, style) in enumerate(zip(cells, styles, strict=True)):
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            page.write_number(number, column, cell, style)
        else:
            page.write_string(number, column, str(cell or ""), style)
