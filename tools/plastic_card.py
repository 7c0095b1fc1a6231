# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A customer card on paper or plastic: 85.60 by 53.98 mm, as ISO/IEC 7810 has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.colors import HexColor, black
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from .table_layout import register

WIDTH, HEIGHT = 85.6 * mm, 53.98 * mm
MARGIN = 6 * mm
INNER = WIDTH - 2 * MARGIN
BARS = 14 * mm
# One bar, in millimetres: readers at a counter want a quarter, 0.19 is what they can.
THINNEST, WIDEST = 0.19 * mm, 0.4 * mm
QUIET = 10  # bars of white on either side, by the standard


@dataclass
class Card:
    """What stands on one card."""

    company: str
    name: str
    code: str
    title: str = ""
    color: str = "#714B67"
    logo: bytes = b""


def fits(code: str) -> bool:
    """Whether a code can be printed as Code 128 on a card of this size.

    >>> fits("C-000123"), fits("5901234123457"), fits("Żółw-1"), fits("")
    (True, True, False, False)
    >>> fits("1234567890" * 4), fits("ABCDEFGHIJ" * 4)
    (True, False)
    """
    return bool(code) and code.isascii() and code.isprintable() and _bar(code) > 0


def draw_cards(cards: Iterable[Card], fonts: dict[str, str] | None = None) -> bytes:
    """Return a PDF with a page of the card's size for each card.

    ``fonts``: {"regular": path, "bold": path} of TrueType files; without them only
    western letters are printed.

    >>> pdf = draw_cards([Card("Shop", "Anna Kowalska", "C-1"), Card("S", "B", "2")])
    >>> pdf[:5], pdf.count(b"/MediaBox")
    (b'%PDF-', 2)
    """
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    regular, bold = register(fonts or {})
    for card in cards:
        _draw(canvas, card, regular, bold)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, card: Card, regular: str, bold: str) -> None:
    canvas.setFillColor(HexColor(card.color))
    canvas.rect(0, HEIGHT - 3 * mm, WIDTH, 3 * mm, stroke=0, fill=1)
    top = HEIGHT - 8 * mm
    title_width = stringWidth(card.title, regular, 7)
    if not _draw_logo(canvas, card.logo, INNER - title_width - 4 * mm):
        room = INNER - title_width - 4 * mm
        _line(canvas, card.company, bold, 11, MARGIN, top - 2.4 * mm, room)
    canvas.setFillColor(HexColor("#6b7280"))
    canvas.setFont(regular, 7)
    canvas.drawRightString(WIDTH - MARGIN, top - 1.5 * mm, card.title)
    canvas.setFillColor(black)
    _line(canvas, card.name, bold, 13, MARGIN, 26.5 * mm, INNER)
    _draw_bars(canvas, card.code, regular)


def _draw_logo(canvas: Canvas, logo: bytes, room: float) -> bool:
    if not logo:
        return False
    try:
        image = ImageReader(BytesIO(logo))
    except OSError:  # an SVG, or no picture at all
        return False
    width, height = image.getSize()
    scale = min(room / width, 11 * mm / height)
    size = width * scale, height * scale
    y = HEIGHT - 5.5 * mm - size[1]
    canvas.drawImage(image, MARGIN, y, *size, mask="auto")
    return True


def _draw_bars(canvas: Canvas, code: str, font: str) -> None:
    bar = _bar(code)
    bars = Code128(code, barWidth=bar, barHeight=BARS, quiet=0)
    bars.drawOn(canvas, (WIDTH - bars.width) / 2, 9 * mm)
    canvas.setFont(font, 9)
    canvas.drawCentredString(WIDTH / 2, 4.8 * mm, code)


def _bar(code: str) -> float:
    """Return the width of one bar, 0 when the code is too long for the card."""
    modules = Code128(code, barWidth=1, quiet=0).width
    bar = min(WIDEST, (WIDTH - 4 * mm) / (modules + 2 * QUIET))
    return bar if bar >= THINNEST else 0


def _line(canvas, text, font, size, x, y, room) -> None:
    """Write in one line: smaller when it is long, and cut when that does not help."""
    while size > 8 and stringWidth(text, font, size) > room:
        size -= 0.5
    while text and stringWidth(text, font, size) > room:
        text = text.rstrip("…")[:-1].rstrip() + "…"
        if text == "…":
            break
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
