# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A table on paper: landscape, head on each page, long texts wrapped, page numbers.

Drawn straight onto the pages, because a page made by HTML takes minutes for thousands
of rows and what it lays out as HTML would obey the tags in a customer's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .table_layout import Cutter, column_widths, register
from .table_text import NUMBERS, Column, Rows, Words, texts

MARGIN = 12 * mm
FOOT = 6 * mm
PAD = 1.2 * mm
SAMPLE = 300
BIGGEST, SMALLEST = 8.0, 5.5
LEADING = 1.22
UNBROKEN = NUMBERS | {"date", "datetime"}
GREY, STRIPE, LINE = HexColor("#6b7280"), HexColor("#f5f6f8"), HexColor("#9ca3af")
# Where paper is not metric.
LETTER_COUNTRIES = frozenset(
    "US CA MX PH CL CO VE CR SV GT NI PA DO PR BO".split()  # noqa: SIM905
)


@dataclass
class Sheet:
    """What stands on the paper besides the rows.

    ``page``: the page number in words, with ``{page}`` and ``{pages}``; ``nothing``:
    what is said when there is no row; ``summary``: paragraphs [(head, [(text,
    number)])] after the last row.
    """

    title: str
    subtitle: str = ""
    page: str = "Page {page} of {pages}"
    nothing: str = "Nobody was found."
    foot: str = ""
    country: str = ""
    fonts: Mapping[str, str] = field(default_factory=dict)
    summary: Sequence[tuple[str, Sequence[tuple[str, int]]]] = ()


def write(
    target: BinaryIO,
    columns: Sequence[Column],
    batches: Iterable[Rows],
    words: Words,
    sheet: Sheet,
) -> int:
    """Draw the table and return how many rows it has.

    >>> from io import BytesIO
    >>> target = BytesIO()
    >>> write(target, [Column("Name"), Column("Spent", "monetary")],
    ...       [[["<b>Anna</b>", 2.5]] * 60], Words(), Sheet("Customers"))
    60
    >>> target.getvalue()[:5], target.getvalue().count(b"/MediaBox")
    (b'%PDF-', 2)
    """
    return _Paper(target, columns, words, sheet).draw(batches)


class _Paper:
    """The pages while they are drawn."""

    def __init__(
        self, target: BinaryIO, columns: Sequence[Column], words: Words, sheet: Sheet
    ) -> None:
        size = landscape(LETTER if sheet.country in LETTER_COUNTRIES else A4)
        self.width, self.height = size
        self.canvas = Canvas(target, pagesize=size, pageCompression=1)
        self.canvas.setTitle(sheet.title)
        self.canvas.setCreator("Customer Care")
        self.columns, self.words, self.sheet = columns, words, sheet
        self.regular, self.bold = register(sheet.fonts)
        self.inner = self.width - 2 * MARGIN
        self.size = BIGGEST
        self.places: list[tuple[float, float, bool]] = []
        self.page_number = self.row_number = 0
        self.y = 0.0

    def draw(self, batches: Iterable[Rows]) -> int:
        count = 0
        for rows in batches:
            if not rows:
                continue
            written = list(texts(self.columns, rows, self.words))
            if not count:
                self._lay_out(written[:SAMPLE])
                self._begin_page()
            for row in written:
                self._draw_row(row)
            count += len(rows)
        if not count:
            self._lay_out([])
            self._begin_page()
            self._paragraph(self.sheet.nothing, self.regular)
        self._draw_summary()
        self._end_page()
        self._define_total()
        self.canvas.save()
        return count

    # -- the table -----------------------------------------------------------------

    def _lay_out(self, sample: Sequence[Sequence[str]]) -> None:
        """Choose the size of the letters and the width of each column."""
        labels = [column.label for column in self.columns]
        whole = frozenset(
            place
            for place, column in enumerate(self.columns)
            if column.type in UNBROKEN
        )
        while True:
            letters = Cutter(self.regular, self.size), Cutter(self.bold, self.size)
            room = self.inner - 2 * PAD * len(labels)
            widths, fits = column_widths(labels, sample, letters, room, whole)
            if fits or self.size <= SMALLEST:
                break
            self.size -= 0.5
        self.cutter, self.head_cutter = letters
        self.leading = self.size * LEADING
        x, self.places = MARGIN, []
        for column, width in zip(self.columns, widths, strict=True):
            self.places.append((x + PAD, width, column.type in NUMBERS))
            x += width + 2 * PAD
        self.heads = [
            self.head_cutter.lines(label, width)
            for label, (_x, width, _right) in zip(labels, self.places, strict=True)
        ]

    def _draw_row(self, row: Sequence[str]) -> None:
        cells = [
            self.cutter.lines(cell, place[1])
            for cell, place in zip(row, self.places, strict=True)
        ]
        most = max(map(len, cells))
        self.row_number += 1
        whole = (self._top() - self._bottom()) // self.leading - 1
        if self._room() < min(most, whole):
            self._next_page()
        start = 0
        # a text longer than a page goes on with the next one
        while start < most:
            lines = max(1, min(most - start, self._room()))
            self._draw_lines([cell[start : start + lines] for cell in cells], lines)
            start += lines
            if start < most:
                self._next_page()

    def _draw_lines(self, cells: Sequence[Sequence[str]], lines: int) -> None:
        canvas, height = self.canvas, lines * self.leading + PAD
        if self.row_number % 2 == 0:
            canvas.setFillColor(STRIPE)
            canvas.rect(MARGIN, self.y - height, self.inner, height, stroke=0, fill=1)
            canvas.setFillColor(black)
        self._draw_cells(cells, self.y - self.size - PAD / 3, self.cutter)
        self.y -= height

    def _draw_cells(self, cells, top: float, cutter: Cutter) -> None:
        for lines, (x, width, is_right) in zip(cells, self.places, strict=True):
            y = top
            for line in lines:
                if line and is_right:
                    self.canvas.drawRightString(x + width, y, line)
                elif line:
                    self.canvas.drawString(x, y, line)
                y -= self.leading

    # -- the pages -----------------------------------------------------------------

    def _room(self) -> int:
        return int((self.y - PAD - self._bottom()) // self.leading)

    def _bottom(self) -> float:
        return MARGIN + FOOT

    def _top(self) -> float:
        """Return where the rows of a page that is not the first begin."""
        lines = max(map(len, self.heads), default=1)
        return self.height - MARGIN - 10 - lines * self.leading - 2 * PAD

    def _next_page(self) -> None:
        self._end_page()
        self._begin_page()

    def _begin_page(self) -> None:
        canvas, sheet = self.canvas, self.sheet
        self.page_number += 1
        self.y = self.height - MARGIN - 10
        if self.page_number == 1:
            for text, font, size in (
                (sheet.title, self.bold, 13),
                (sheet.subtitle, self.regular, 9),
            ):
                for line in Cutter(font, size).lines(text, self.inner) if text else ():
                    canvas.setFont(font, size)
                    canvas.drawString(MARGIN, self.y, line)
                    self.y -= size * 1.35
            self.y -= 2 * mm
        lines = max(map(len, self.heads), default=1)
        canvas.setFont(self.bold, self.size)
        self._draw_cells(self.heads, self.y - self.size, self.head_cutter)
        self.y -= lines * self.leading + PAD
        canvas.setStrokeColor(LINE)
        canvas.line(MARGIN, self.y, MARGIN + self.inner, self.y)
        self.y -= PAD
        canvas.setFont(self.regular, self.size)

    def _end_page(self) -> None:
        canvas, size = self.canvas, 7
        canvas.setFont(self.regular, size)
        canvas.setFillColor(GREY)
        foot = self.sheet.foot or self.sheet.title
        cutter = Cutter(self.regular, size)
        canvas.drawString(MARGIN, MARGIN, cutter.lines(foot, self.inner * 0.6)[0])
        before, __, __ = self.sheet.page.partition("{pages}")
        before = before.format(page=self.page_number)
        right = self.width - MARGIN - 14 * mm
        canvas.drawRightString(right, MARGIN, before.rstrip())
        canvas.translate(right + (cutter.width(" ")), MARGIN)
        # how many pages there are is known at the end: a drawing made then
        canvas.doForm("pages")
        canvas.showPage()

    def _define_total(self) -> None:
        canvas, after = self.canvas, self.sheet.page.partition("{pages}")[2]
        canvas.beginForm("pages", 0, -3, 14 * mm, 10)
        canvas.setFont(self.regular, 7)
        canvas.setFillColor(GREY)
        canvas.drawString(0, 0, f"{self.page_number}{after}")
        canvas.endForm()

    # -- below the table -----------------------------------------------------------

    def _draw_summary(self) -> None:
        for head, items in self.sheet.summary:
            self.y -= 3 * mm
            self._paragraph(head, self.bold)
            for text, number in items:
                self._paragraph(f"{text.rstrip('.')}: {number}", self.regular)

    def _paragraph(self, text: str, font: str) -> None:
        for line in Cutter(font, BIGGEST).lines(text, self.inner):
            if self.y - BIGGEST * LEADING < self._bottom():
                self._next_page()
            self.canvas.setFont(font, BIGGEST)
            self.canvas.drawString(MARGIN + PAD, self.y - BIGGEST, line)
            self.y -= BIGGEST * LEADING
