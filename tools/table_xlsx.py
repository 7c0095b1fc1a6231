# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A table as XLSX, streamed: dates, numbers, money, texts, in constant memory.

Written here as XML (ECMA-376) because a library that is asked cell by cell takes four
times as long, and keeps the rows in files of its own until the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from math import isfinite
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from .cell_text import FORMULA
from .table_text import Column, Rows, Words, local, written
from .xlsx_parts import STYLES, book_parts, sheet_end, sheet_start

# Excel's own limits of a sheet and of a cell.
SHEET_ROWS = 1_048_575
CELL = 32_767
WIDEST, SAMPLE = 60, 200
# What XML cannot hold, and what it gives a meaning to.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SEPARATOR = "\x00"
# Rows and cells follow each other, so none has a number, and what is empty is there.
_OPEN, CLOSE = ' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
TEXT, HEAD = f"<c{_OPEN}", f'<c s="1"{_OPEN}'
QUOTED = f'<c s="{STYLES["quoted"]}"{_OPEN}'
EMPTY, SIGNS = "<c/>", frozenset(FORMULA)
# Excel counts days from here; before March 1900 it counts wrongly.
EPOCH, FIRST = date(1899, 12, 30).toordinal(), date(1900, 3, 1)


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
    >>> sorted(ZipFile(target).namelist())[-3:]
    ['xl/workbook.xml', 'xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml']
    """
    count, sheets = 0, 0
    pieces = _cut_rows(batches, sheet_rows)
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as book:
        following: tuple = (0, [])
        while following is not None:
            sheets += 1
            place = f"xl/worksheets/sheet{sheets}.xml"
            with book.open(place, "w", force_zip64=True) as page:
                done, following = _write_sheet(page, columns, pieces, words, following)
            count += done
        for path, content in book_parts(name, sheets, len(columns)):
            book.writestr(path, content)
    return count


def _cut_rows(batches: Iterable[Rows], size: int) -> Iterator[tuple[int, Rows]]:
    """Yield batches none of which goes over the end of a sheet, with their place.

    >>> [(n, len(rows)) for n, rows in _cut_rows([[1] * 3, [1] * 4], 5)]
    [(0, 3), (3, 2), (0, 2)]
    """
    place = 0
    for rows in batches:
        while rows:
            taken, rows = rows[: size - place], rows[size - place :]
            yield place, taken
            place = (place + len(taken)) % size


def _write_sheet(page, columns, pieces, words, first) -> tuple[int, Any]:
    """Write one sheet; return its rows and the piece that begins the next one."""
    first = next(pieces, first) if not first[1] else first
    labels = _texts([column.label for column in columns])
    head = "".join(f"{HEAD}{label}{CLOSE}" for label in labels)
    widths = _widths(columns, first[1][:SAMPLE], words)
    page.write(f"{sheet_start(widths)}<row>{head}</row>".encode())
    count, following = 0, None
    for place, rows in chain([first] if first[1] else [], pieces):
        if count and not place:
            following = (place, rows)
            break
        page.write(_xml_rows(columns, rows, words).encode())
        count += len(rows)
    page.write(sheet_end(count + 1, len(columns)).encode())
    return count, following


def _xml_rows(columns: Sequence[Column], rows: Rows, words: Words) -> str:
    """Return rows as XML: the cells of all columns are put in their places and joined.

    >>> _xml_rows([Column("No", "integer")], [[1], [None]], Words())
    '<row><c s="2"><v>1</v></c></row><row><c/></row>'
    """
    turned = [
        _xml_cells(column.type, values, words)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    width = len(columns) + 2
    pieces = ["<row>"] * (len(rows) * width)
    for place, cells in enumerate(turned, 1):
        pieces[place::width] = cells
    pieces[width - 1 :: width] = ["</row>"] * len(rows)
    return "".join(pieces)


def _xml_cells(kind: str, values: Sequence, words: Words) -> list[str]:
    """Return the values of a column as cells.

    >>> _xml_cells("integer", [1, None], Words())
    ['<c s="2"><v>1</v></c>', '<c/>']
    >>> _xml_cells("date", [date(2027, 7, 1), False], Words())
    ['<c s="5"><v>46569</v></c>', '<c/>']
    """
    style = STYLES.get(kind)
    if style is None:
        return _text_cells(written(kind, values, words))
    start = f'<c s="{style}"><v>'
    if kind in ("date", "datetime"):
        return _day_cells(values, start, words.zone if kind == "datetime" else "")
    return [
        EMPTY
        if each is None or each is False or not isfinite(each)
        else f"{start}{each}</v></c>"
        for each in values
    ]


def _day_cells(values: Sequence, start: str, zone: str) -> list[str]:
    """Return dates, or times of a zone; one that Excel cannot count is a text.

    Each value is made once, however often it is there.

    >>> _day_cells([date(1850, 1, 1)], "", "")[0][-28:]
    'rve">1850-01-01</t></is></c>'
    """
    found = [each for each in set(values) if each]
    shown = local(found, zone) if zone else found
    made = {None: EMPTY, False: EMPTY}
    for value, day in zip(found, shown, strict=True):
        serial = _moment(day) if zone else _day(day)
        counted = f"{start}{serial}</v></c>"
        made[value] = counted if serial >= EARLIEST else _text_cells([str(day)])[0]
    return list(map(made.__getitem__, values))


def _day(day: date) -> int:
    """Return the number that Excel has for a day.

    >>> _day(date(2027, 7, 1))
    46569
    """
    return day.toordinal() - EPOCH


EARLIEST = _day(FIRST)


def _moment(moment: datetime) -> float:
    """Return the number that Excel has for a time.

    >>> _moment(datetime(2027, 7, 1, 12))
    46569.5
    """
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - EPOCH + seconds / 86_400


def _text_cells(values: Sequence[str]) -> list[str]:
    """Return texts as cells; what looks like a formula has Excel's mark against it.

    Each text is made once: towns and countries are the same in many rows.

    >>> _text_cells(["", "=1"])
    ['<c/>', '<c s="7" t="inlineStr"><is><t xml:space="preserve">=1</t></is></c>']
    """
    found = list(set(values))
    cells = [
        f"{QUOTED if each[0] in SIGNS else TEXT}{each}{CLOSE}" if each else EMPTY
        for each in _texts(found)
    ]
    made = dict(zip(found, cells, strict=True))
    return list(map(made.__getitem__, values))


def _texts(values: Sequence[str]) -> list[str]:
    """Return texts as XML, all of a batch at once.

    >>> _texts(["a<b>&", "x\\x0by", "", "1\\r\\n2"])
    ['a&lt;b&gt;&amp;', 'xy', '', '1\\n2']
    """
    if values and max(map(len, values)) > CELL:
        values = [_cut(each) for each in values]
    whole = _SEPARATOR.join(values)
    if "&" in whole or "<" in whole or ">" in whole:
        whole = whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "\r" in whole:
        whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    found = whole.split(_SEPARATOR)
    if whole.replace(_SEPARATOR, "").isprintable():
        return found
    return [_CONTROL.sub("", each) for each in found]


def _cut(value: str) -> str:
    """Return a text no longer than a cell; a mark says that it went on.

    >>> len(_cut("x" * 40_000)), _cut("x" * 40_000)[-2:], _cut("short")
    (32767, 'x…', 'short')
    """
    return value if len(value) <= CELL else f"{value[: CELL - 1]}…"


def _widths(columns: Sequence[Column], sample: Rows, words: Words) -> list[int]:
    """Return how wide the columns are, by what the first rows say."""
    widths = []
    for place, column in enumerate(columns):
        found = written(column.type, [row[place] for row in sample], words)
        widths.append(min(max(map(len, [column.label, *found])) + 3, WIDEST))
    return widths
