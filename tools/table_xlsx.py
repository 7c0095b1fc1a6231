# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A table as XLSX, row by row in constant memory: dates, numbers, money, texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format

from .table_text import Column, Rows, Words, local, written

# Excel's own limits of a sheet and of a cell.
SHEET_ROWS = 1_048_575
CELL = 32_767
WIDEST, SAMPLE = 60, 200
FORMATS = {
    "integer": "0",
    "float": "#,##0.00####",
    "monetary": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
# The first day Excel can count from without its mistake about 1900.
FIRST = date(1900, 3, 1)


def write(
    target: BinaryIO,
    columns: Sequence[Column],
    batches: Iterable[Rows],
    words: Words,
    name: str = "Customers",
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write the table and return how many rows it has.

    More rows than a sheet holds go on in a further sheet. Texts are written as texts
    and carry Excel's mark for "not a formula", which stays when somebody edits them.

    >>> from io import BytesIO
    >>> target = BytesIO()
    >>> write(target, [Column("Name"), Column("Spent", "monetary")],
    ...       [[["=1+1", 2.5]], [["B", None]]], Words(), sheet_rows=1)
    2
    >>> target.getvalue()[:2]
    b'PK'
    """
    # texts are never looked at for what else they could be
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": FORMATS["date"],
    }
    with xlsxwriter.Workbook(target, options) as book:
        return _Book(book, columns, words, name).fill(batches, sheet_rows)


class _Book:
    """One workbook while it is written."""

    def __init__(self, book, columns: Sequence[Column], words: Words, name: str):
        self.book, self.columns, self.words = book, columns, words
        self.name = "".join(" " if c in "[]:*?/\\'" else c for c in name)[:25].strip()
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.text = book.add_format(
            {"quote_prefix": True} if hasattr(Format, "set_quote_prefix") else {}
        )
        self.plain = book.add_format()
        self.styles = {
            kind: book.add_format({"num_format": pattern})
            for kind, pattern in FORMATS.items()
        }
        self.page, self.number, self.sheets = None, 0, 0

    def fill(self, batches: Iterable[Rows], sheet_rows: int) -> int:
        count = 0
        self._begin([])
        for rows in batches:
            if not rows:
                continue
            if not count:
                self._widen(rows[:SAMPLE])
            turned = [
                self._values(column.type, values)
                for column, values in zip(
                    self.columns, zip(*rows, strict=True), strict=True
                )
            ]
            for row in zip(*turned, strict=True):
                if self.number > sheet_rows:
                    self._begin(rows[:SAMPLE])
                self._write_row(row)
            count += len(rows)
        self._end()
        return count

    def _begin(self, sample: Rows) -> None:
        """Begin a sheet with the labels of the columns."""
        self._end()
        self.sheets += 1
        name = self.name or "1"
        self.page = self.book.add_worksheet(
            name if self.sheets == 1 else f"{name} {self.sheets}"
        )
        for place, column in enumerate(self.columns):
            self.page.write_string(0, place, column.label[:CELL], self.head)
        self.page.freeze_panes(1, 0)
        self.page.repeat_rows(0)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.number = 1
        self._widen(sample)

    def _end(self) -> None:
        if self.page is not None and self.number > 1:
            self.page.autofilter(0, 0, self.number - 1, len(self.columns) - 1)

    def _widen(self, sample: Rows) -> None:
        """Make the columns as wide as what the first rows say."""
        for place, column in enumerate(self.columns):
            found = written(column.type, [row[place] for row in sample], self.words)
            longest = max(map(len, [column.label, *found]))
            self.page.set_column(place, place, min(longest + 3, WIDEST))

    def _values(self, kind: str, values: Iterable[Any]) -> Iterable[Any]:
        """Return the values of a column as Excel's types."""
        if kind == "datetime":
            return local(values, self.words.zone)
        if kind in FORMATS:
            return values
        return written(kind, values, self.words)

    def _write_row(self, row: Sequence[Any]) -> None:
        page, number = self.page, self.number
        for place, value in enumerate(row):
            if type(value) is str:
                if value:
                    style = self.text if value[0] in "=+-@\t\r" else self.plain
                    page.write_string(number, place, _cut(value), style)
            elif value is None or value is False:
                continue
            elif isinstance(value, datetime | date):
                self._write_date(place, value)
            else:
                style = self.styles[self.columns[place].type]
                page.write_number(number, place, float(value), style)
        self.number += 1

    def _write_date(self, place: int, value: date) -> None:
        """Write a date; before 1900 Excel knows none, then as a text."""
        day = value.date() if isinstance(value, datetime) else value
        if day < FIRST:
            self.page.write_string(self.number, place, str(value), self.plain)
        else:
            style = self.styles[self.columns[place].type]
            self.page.write_datetime(self.number, place, value, style)


def _cut(value: str) -> str:
    """Return a text no longer than a cell; a mark says that it went on.

    >>> len(_cut("x" * 40_000)), _cut("x" * 40_000)[-2:], _cut("short")
    (32767, 'x…', 'short')
    """
    return value if len(value) <= CELL else f"{value[: CELL - 1]}…"
