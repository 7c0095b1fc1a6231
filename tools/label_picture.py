# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A small picture of a sheet, to be looked at while its figures are typed."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from .label_sheet import MOST_LABELS, TOLERANCE, Sheet

LONG_SIDE = 560
PAPER, EDGE, LABEL, OUTLINE, WRONG = (
    "#ffffff",
    "#9ca3af",
    "#f1eaf0",
    "#714b67",
    "#c0392b",
)


def picture(sheet: Sheet) -> bytes:
    """Return a PNG: labels as they lie on the paper, in red what does not fit.

    >>> from .label_sheet import L7160
    >>> picture(L7160)[:4]
    b'\\x89PNG'
    """
    width, height = max(sheet.page_width, 1), max(sheet.page_height, 1)
    zoom = LONG_SIDE / max(width, height)
    image = Image.new(
        "RGB", (int(width * zoom) + 21, int(height * zoom) + 21), "#e5e7eb"
    )
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, width * zoom + 10, height * zoom + 10), PAPER, EDGE)
    # of these one sees which labels they are about
    is_wrong = set(sheet.problems()) - {"right", "bottom", "margin"}
    for place in range(min(sheet.count, MOST_LABELS)):
        x, y = sheet.corner(place)
        right, bottom = x + max(sheet.width, 0), y + max(sheet.height, 0)
        outside = min(x, y) < 0 or max(right - width, bottom - height) > TOLERANCE
        color = WRONG if outside or is_wrong else OUTLINE
        corners = [10 + value * zoom for value in (x, y, right, bottom)]
        draw.rectangle(corners, LABEL, color)
        _lines(draw, corners, color)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _lines(draw, corners, color) -> None:
    """Hint at the text of a label by three lines."""
    left, top, right, bottom = corners
    step = (bottom - top) / 5
    if step < 2.5 or right - left < 12:
        return
    inset = (right - left) / 12
    for number, share in enumerate((0.62, 0.5, 0.7), 1):
        y = top + step * (number + 0.4)
        draw.line((left + inset, y, left + (right - left) * share, y), color)
