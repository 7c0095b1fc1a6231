# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Drawing sheets of labels, in exact millimetres."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .label_sheet import Sheet
from .label_text import LEADING, SMALLEST, Typeface, fit

# Printers do not print to the edge, and labels slip: text keeps this distance.
PADDING = 3.0
RULER = 100.0


class LabelWriter:
    """Writes labels one after the other, on as many sheets as it takes.

    >>> from io import BytesIO
    >>> from .label_text import typeface
    >>> sheet = Sheet(210, 297, 3, 8, 63.5, 33.9, 7.25, 12.9, 66.0, 33.9)
    >>> out = BytesIO()
    >>> writer = LabelWriter(out, sheet, typeface("Vera.ttf"), first=24)
    >>> writer.add(["Anna Kowalska", "ul. Prosta 1"])
    11.0
    >>> writer.add(["Jan Nowak"])  # on the next sheet
    11.0
    >>> writer.close()
    2
    """

    def __init__(
        self,
        out: BinaryIO,
        sheet: Sheet,
        face: Typeface,
        *,
        first: int = 1,
        copies: int = 1,
        padding: float = PADDING,
        largest: float = 11.0,
    ):
        self.sheet, self.face = sheet, face
        self.copies, self.largest = copies, largest
        self.canvas = _canvas(out, sheet)
        self.place = first - 1
        self.is_open = False
        # small labels keep less distance, so that there is room for text
        self.padding = min(padding, sheet.width / 12, sheet.height / 8)
        self.room = (
            (sheet.width - 2 * self.padding) * mm,
            (sheet.height - 2 * self.padding) * mm,
        )
        self.corners = [self._corner(place) for place in range(sheet.count)]

    def _corner(self, place: int) -> tuple[float, float]:
        x, y = self.sheet.corner(place)
        y += self.sheet.height / 2
        return (x + self.padding) * mm, (self.sheet.page_height - y) * mm

    def add(self, lines: list[str]) -> float:
        """Write a label and its copies; return the size of its letters in points."""
        size, lines = fit(lines, *self.room, self.face.width, self.largest)
        for _copy in range(self.copies):
            self._draw(size, lines)
        return size

    def _draw(self, size: float, lines: list[str]) -> None:
        if self.place >= self.sheet.count:
            self.canvas.showPage()
            self.place, self.is_open = 0, False
        if not self.is_open:
            _calibrate(self.canvas, self.sheet)
            self.is_open = True
        x, middle = self.corners[self.place]
        leading = size * LEADING
        face = self.face
        block = (len(lines) - 1) * leading + (face.ascent + face.descent) * size
        text = self.canvas.beginText(x, middle + block / 2 - face.ascent * size)
        text.setFont(face.name, size, leading)
        for line in lines:
            text.textLine(line)
        self.canvas.drawText(text)
        self.place += 1

    def close(self) -> int:
        """Finish the file and return the next free label (1 = a new sheet)."""
        if self.is_open:
            self.canvas.showPage()
        self.canvas.save()
        return self.place % self.sheet.count + 1


def write_labels(
    out: BinaryIO, sheet: Sheet, face: Typeface, labels: Iterable[list[str]], **options
) -> list[int]:
    """Write labels and return the numbers (from 0) of those that are hard to read."""
    writer = LabelWriter(out, sheet, face, **options)
    small = [
        number for number, lines in enumerate(labels) if writer.add(lines) < SMALLEST
    ]
    writer.close()
    return small


def write_test_sheet(out: BinaryIO, sheet: Sheet, face: Typeface, words: dict) -> None:
    """Draw the outlines of all labels, corrected, and rulers that are not.

    ``words``: title, hint and ruler, in the user's language. What the rulers measure on
    paper is what is entered; how far the outlines are off is the offset missing.
    """
    canvas = _canvas(out, sheet)
    canvas.saveState()
    _calibrate(canvas, sheet)
    canvas.setLineWidth(0.2)
    for place in range(sheet.count):
        x, y = sheet.corner(place)
        width, height = sheet.width * mm, sheet.height * mm
        left, bottom = x * mm, (sheet.page_height - y) * mm - height
        canvas.rect(left, bottom, width, height)
        canvas.setFont(face.name, min(9, height / 4))
        canvas.drawString(left + 2 * mm, bottom + height - 4 * mm, str(place + 1))
    canvas.restoreState()
    _draw_rulers(canvas, sheet, face, words)
    canvas.showPage()
    canvas.save()


def _draw_rulers(canvas: Canvas, sheet: Sheet, face: Typeface, words: dict) -> None:
    """Draw a line of 100 mm across and one down, through the middle of the sheet."""
    long = min(RULER, sheet.page_width - 20, sheet.page_height - 20)
    x, y = (sheet.page_width - long) / 2, (sheet.page_height - long) / 2
    canvas.setLineWidth(0.6)
    canvas.setStrokeColorRGB(0.75, 0, 0)
    canvas.setFillColorRGB(0.75, 0, 0)
    middle_x, middle_y = sheet.page_width / 2 * mm, sheet.page_height / 2 * mm
    canvas.line(x * mm, middle_y, (x + long) * mm, middle_y)
    canvas.line(middle_x, y * mm, middle_x, (y + long) * mm)
    for end in (0, long):
        canvas.line((x + end) * mm, middle_y - 6, (x + end) * mm, middle_y + 6)
        canvas.line(middle_x - 6, (y + end) * mm, middle_x + 6, (y + end) * mm)
    notes = [words["title"], words["ruler"] % f"{long:g}", words["hint"]]
    size, lines = fit(notes, 0.46 * long * mm, 0.4 * long * mm, face.width, 9)
    canvas.setFillColorRGB(1, 1, 1)
    top = middle_y - 3 * mm
    block = len(lines) * size * LEADING
    widest = max(map(face.width, lines)) * size
    canvas.rect(middle_x + 2 * mm, top - block - 3, widest + 6, block + 4, 0, 1)
    canvas.setFillColorRGB(0.75, 0, 0)
    text = canvas.beginText(middle_x + 2 * mm + 3, top - size)
    text.setFont(face.name, size, size * LEADING)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def _canvas(out: BinaryIO, sheet: Sheet) -> Canvas:
    size = (sheet.page_width * mm, sheet.page_height * mm)
    # the same labels give the same file
    return Canvas(out, pagesize=size, pageCompression=1, invariant=1)


def _calibrate(canvas: Canvas, sheet: Sheet) -> None:
    """Scale about the upper left corner and move: what the printer does, undone."""
    if (sheet.offset_x, sheet.offset_y, sheet.scale_x, sheet.scale_y) == (0, 0, 1, 1):
        return
    height = sheet.page_height * mm
    canvas.translate(sheet.offset_x * mm, height - sheet.offset_y * mm)
    canvas.scale(sheet.scale_x, sheet.scale_y)
    canvas.translate(0, -height)
