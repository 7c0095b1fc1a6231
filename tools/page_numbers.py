# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Page numbers on paper that wkhtmltopdf made.

Debian's wkhtmltopdf draws no footers; a paper of many pages without numbers cannot be
put in order again once it fell down.

>>> out = BytesIO()
>>> paper = Canvas(out)
>>> for text in ("one", "two"): paper.drawString(9, 9, text), paper.showPage()
(None, None)
(None, None)
>>> paper.save()
>>> len(PdfFileReader(BytesIO(numbered(out.getvalue()))).pages)
2
>>> numbered(b"") == b""
True
"""

from __future__ import annotations

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

# From the edge of the paper, in points; and how large.
RIGHT, BOTTOM, SIZE = 34, 18, 8


def numbered(data: bytes) -> bytes:
    """Return a PDF with "2 / 5" at the foot of each page, unless it has only one."""
    if not data:
        return data
    pages = PdfFileReader(BytesIO(data), strict=False).pages
    if len(pages) < 2:
        return data
    numbers = PdfFileReader(BytesIO(_numbers(pages))).pages
    writer, out = PdfFileWriter(), BytesIO()
    for position, (page, number) in enumerate(zip(pages, numbers, strict=True)):
        writer.addPage(page)
        writer.getPage(position).mergePage(number)
    writer.write(out)
    return out.getvalue()


def _numbers(pages) -> bytes:
    """Return a PDF of pages of the same sizes with nothing but their numbers."""
    out = BytesIO()
    canvas = Canvas(out)
    for number, page in enumerate(pages, 1):
        width = float(page.mediaBox.getWidth())
        height = float(page.mediaBox.getHeight())
        canvas.setPageSize((width, height))
        canvas.setFont("Helvetica", SIZE)
        canvas.setFillGray(0.35)
        canvas.drawRightString(width - RIGHT, BOTTOM, f"{number} / {len(pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
