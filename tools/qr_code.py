# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A QR code as a drawing of lines: sharp on paper, and no picture library needed."""

from __future__ import annotations

import base64

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 4  # modules of white around, by ISO/IEC 18004


def modules(text: str) -> list[list[bool]]:
    """Return the rows of a QR code, dark modules as True.

    >>> rows = modules("https://example.com/")
    >>> len(rows) == len(rows[0]), (len(rows) - 17) % 4
    (True, 0)

    Three corners have the pattern by which readers find it:

    >>> [rows[y][x] for y, x in ((0, 0), (0, -1), (-1, 0), (1, 1))]
    [True, True, True, False]
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    return [
        [bool(code.isDark(row, column)) for column in range(count)]
        for row in range(count)
    ]


def svg(text: str) -> str:
    """Return the QR code of a text as SVG, with its white border.

    >>> svg("https://example.com/").startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    rows = modules(text)
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{size * 8}" height="{size * 8}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg>'
    )


def data_uri(text: str) -> str:
    """Return the same as the source of an image.

    >>> data_uri("https://example.com/")[:31]
    'data:image/svg+xml;base64,PHN2Z'
    """
    return "data:image/svg+xml;base64," + base64.b64encode(svg(text).encode()).decode()
