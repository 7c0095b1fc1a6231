# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Drawing postcards: picture, message and address, one a page or several to cut."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from .label_sheet import Sheet
from .label_text import LEADING, Typeface, fit

MARGIN = 6.0
# Kept free for the stamp above the address, and for the post's bars below it.
STAMP, BARS = 30.0, 16.0
MARK = 4.0  # length of a cut mark; it begins a millimetre from the card
BIGGEST, LEAST = 12.0, 4.0


@dataclass(frozen=True)
class Card:
    """What stands on the written side: paragraphs, address lines, a return address."""

    message: tuple[str, ...]
    address: tuple[str, ...] = ()
    sender: str = ""


class PostcardWriter:
    """Writes postcards: for each sheet the pictures, then the written side.

    The written side is mirrored, so that both meet when the paper is turned at its left
    edge, like the page of a book. Without a picture only the written side is printed.
    """

    def __init__(
        self,
        out: BinaryIO,
        sheet: Sheet,
        size: tuple[float, float],
        face: Typeface,
        *,
        picture: bytes = b"",
        with_marks: bool = False,
        first: int = 1,
    ):
        self.sheet, self.face, self.size = sheet, face, size
        self.with_marks = with_marks
        # a card that lies on its side on the sheet is turned
        self.turned = (sheet.width > sheet.height) != (size[0] > size[1])
        page = (sheet.page_width * mm, sheet.page_height * mm)
        self.canvas = Canvas(out, pagesize=page, pageCompression=1, invariant=1)
        self.picture = ImageReader(BytesIO(picture)) if picture else None
        if self.picture:
            # drawn once for all cards
            self.canvas.beginForm("picture")
            self._make_picture()
            self.canvas.endForm()
        self.place, self.waiting = first - 1, []

    def add(self, card: Card) -> None:
        self.waiting.append((self.place, card))
        self.place += 1
        if self.place >= self.sheet.count:
            self._finish_sheet()

    def close(self) -> int:
        """Finish the file and return the number of the next free place."""
        if self.waiting:
            place = self.place
            self._finish_sheet()
            self.place = place
        self.canvas.save()
        return self.place % self.sheet.count + 1

    def _finish_sheet(self) -> None:
        if self.picture:
            for place, _card in self.waiting:
                self._on_card(place, False, self._draw_picture)
            self._end_page(False)
        for place, card in self.waiting:
            self._on_card(place, bool(self.picture), self._draw_card, card)
        self._end_page(bool(self.picture))
        self.place, self.waiting = 0, []

    def _end_page(self, is_mirrored: bool) -> None:
        if self.with_marks:
            for place, _card in self.waiting:
                self._draw_marks(*self._corner(place, is_mirrored))
        self.canvas.showPage()

    def _corner(self, place: int, is_mirrored: bool) -> tuple[float, float]:
        """Return the lower left corner of a card, in points."""
        sheet = self.sheet
        x, y = sheet.corner(place)
        if is_mirrored:
            x = sheet.page_width - x - sheet.width
        x, y = x * sheet.scale_x + sheet.offset_x, y * sheet.scale_y + sheet.offset_y
        return x * mm, (sheet.page_height - y - sheet.height) * mm

    def _on_card(self, place: int, is_mirrored: bool, draw, *args) -> None:
        """Draw with the card's own lower left corner as the origin."""
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(*self._corner(place, is_mirrored))
        if self.turned:
            # the back is turned the other way, or it would stand on its head
            if is_mirrored:
                canvas.translate(0, self.sheet.height * mm)
                canvas.rotate(-90)
            else:
                canvas.translate(self.sheet.width * mm, 0)
                canvas.rotate(90)
        draw(*args)
        canvas.restoreState()

    def _draw_picture(self) -> None:
        self.canvas.doForm("picture")

    def _make_picture(self) -> None:
        """Fill the card with the middle of the picture."""
        width, height = (value * mm for value in self.size)
        own_width, own_height = self.picture.getSize()
        scale = max(width / own_width, height / own_height)
        drawn = own_width * scale, own_height * scale
        clip = self.canvas.beginPath()
        clip.rect(0, 0, width, height)
        self.canvas.clipPath(clip, stroke=0, fill=0)
        self.canvas.drawImage(
            self.picture,
            (width - drawn[0]) / 2,
            (height - drawn[1]) / 2,
            *drawn,
            mask="auto",
        )

    def _draw_card(self, card: Card) -> None:
        width, height = self.size
        half = width / 2
        room = (half - 2 * MARGIN + 2, height - 2 * MARGIN)
        if card.sender:
            size, lines = fit(
                [card.sender], room[0] * mm, 4 * mm, self.face.width, 6.5, 5
            )
            self._lines(lines, size, MARGIN, MARGIN)
            room = (room[0], room[1] - 6)
        draw_message(
            self.canvas,
            card.message,
            self.face,
            MARGIN,
            height - MARGIN - (6 if card.sender else 0),
            *room,
        )
        self.canvas.setLineWidth(0.3)
        self.canvas.line(half * mm, MARGIN * mm, half * mm, (height - MARGIN) * mm)
        if card.address:
            left, top, wide, high = address_block(self.size)
            size, lines = fit(list(card.address), wide * mm, high * mm, self.face.width)
            self._lines(lines, size, left, top)

    def _lines(self, lines: list[str], size: float, left: float, top: float) -> None:
        """Write lines below ``top``, millimetres from the upper edge of the card."""
        start = (self.size[1] - top) * mm - self.face.ascent * size
        text = self.canvas.beginText(left * mm, start)
        text.setFont(self.face.name, size, size * LEADING)
        for line in lines:
            text.textLine(line)
        self.canvas.drawText(text)

    def _draw_marks(self, x: float, y: float) -> None:
        """Draw a hair line off each corner, outside the card."""
        width, height = self.sheet.width * mm, self.sheet.height * mm
        self.canvas.setLineWidth(0.25)
        for corner_x, out_x in ((x, -mm), (x + width, mm)):
            for corner_y, out_y in ((y, -mm), (y + height, mm)):
                end_x, end_y = corner_x + MARK * out_x, corner_y + MARK * out_y
                self.canvas.line(corner_x + out_x, corner_y, end_x, corner_y)
                self.canvas.line(corner_x, corner_y + out_y, corner_x, end_y)


def address_block(size: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the address, in millimetres.

    On the right half, below the stamp and above what the post prints on the edge.

    >>> address_block((148, 105))
    (78.0, 42.0, 64.0, 47.0)
    >>> address_block((127, 88.9))
    (67.5, 35.56, 53.5, 37.34)
    """
    width, height = size
    left, top = width / 2 + 4, max(STAMP, round(height * 0.4, 2))
    return left, top, width - MARGIN - left, round(height - BARS - top, 2)


def draw_message(canvas, message, face, left, top, width, height) -> float:
    """Draw paragraphs below ``top`` (mm from the lower edge); return their size."""
    size = BIGGEST
    while True:
        style = ParagraphStyle(
            "message",
            fontName=face.name,
            fontSize=size,
            leading=size * 1.3,
            spaceAfter=size * 0.45,
            splitLongWords=1,
        )
        flows = [Paragraph(text or "&nbsp;", style) for text in message]
        heights = [flow.wrap(width * mm, 1e6)[1] for flow in flows]
        total = sum(heights) + style.spaceAfter * max(0, len(flows) - 1)
        if total <= height * mm or size < 0.5:
            break
        size -= 0.5 if size > LEAST else size * 0.2
    y = top * mm
    for flow, high in zip(flows, heights, strict=True):
        y -= high
        flow.drawOn(canvas, left * mm, y)
        y -= style.spaceAfter
    return size
