# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Fitting lines of text into a rectangle: smaller, then wrapped, never clipped."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFError, TTFont

# In points. Below the smallest it is read with difficulty, but still whole.
LARGEST, SMALLEST, TINIEST = 11.0, 7.0, 1.0
LEADING = 1.2
STYLES = ("regular", "bold", "italic", "bold_italic")


class Typeface:
    """A TrueType font and what is asked of it: widths, quickly, and missing letters."""

    def __init__(self, name: str):
        self.name = name
        face = getFont(name).face
        self.widths = face.charWidths
        self.default = face.defaultWidth
        self.known = face.charToGlyph
        self.ascent, self.descent = face.ascent / 1000, -face.descent / 1000

    def width(self, text: str) -> float:
        """Return the width of a text of one point."""
        get, default = self.widths.get, self.default
        return sum(get(code, default) for code in map(ord, text)) / 1000

    def missing(self, text: str) -> str:
        """Return the letters that this font cannot show."""
        known = self.known
        return "".join(char for char in text if ord(char) not in known)


@lru_cache(maxsize=8)
def typeface(*paths: str) -> Typeface:
    """Register a family (regular, bold, italic, both) of files, and return it.

    Raises OSError when the first file is no TrueType font.
    """
    names = [f"customer-paper-{abs(hash(path))}" for path in paths]
    try:
        for name, path in zip(names, paths, strict=True):
            registerFont(TTFont(name, path))
    except TTFError as error:
        raise OSError(str(error)) from error
    full = (names + names[:1] * 3)[:4]
    registerFontFamily(
        names[0], normal=full[0], bold=full[1], italic=full[2], boldItalic=full[3]
    )
    return Typeface(names[0])


def fit(
    lines: list[str],
    width: float,
    height: float,
    measure: Callable[[str], float],
    largest: float = LARGEST,
    smallest: float = SMALLEST,
) -> tuple[float, list[str]]:
    """Return the size in points, and the lines, that fit into a rectangle of points.

    The largest size at which no line is wrapped, down to ``smallest``; then the largest
    at which wrapped lines fit; then, so that nothing is ever cut off, smaller ones.

    >>> def measure(text): return len(text) * 0.5
    >>> fit(["Anna Nowak", "ul. Długa 1"], 100, 40, measure)
    (11.0, ['Anna Nowak', 'ul. Długa 1'])
    >>> fit(["Anna Maria Nowak-Kowalska"], 100, 40, measure)
    (8.0, ['Anna Maria Nowak-Kowalska'])
    >>> fit(["Anna Maria Nowak-Kowalska"], 60, 40, measure)
    (8.5, ['Anna Maria', 'Nowak-Kowalska'])
    >>> size, wrapped = fit(["x" * 200], 60, 20, measure)
    >>> len(wrapped) * size * LEADING <= 20, "".join(wrapped) == "x" * 200
    (True, True)
    """
    if not lines:
        return largest, []
    widest = max(map(measure, lines)) or 0.001
    size = min(largest, width / widest, height / (len(lines) * LEADING))
    size = int(size * 2 + 1e-6) / 2
    if size >= smallest:
        return size, lines
    word = max(measure(word) for line in lines for word in line.split(" ")) or 0.001
    whole = int(width / word * 2 + 1e-6) / 2
    # words stay whole as long as that leaves them legible
    size = min(largest, whole) if whole >= smallest else largest
    while size >= TINIEST:
        wrapped = [part for line in lines for part in wrap(line, width / size, measure)]
        if len(wrapped) * LEADING * size <= height:
            return size, wrapped
        size -= 0.5 if size > smallest else 0.25
    return _last_resort(lines, width, height, measure)


def _last_resort(lines, width, height, measure):
    """Text for a book on a stamp: as small as it takes."""
    size = TINIEST
    while True:
        size *= 0.8
        wrapped = [part for line in lines for part in wrap(line, width / size, measure)]
        if len(wrapped) * LEADING * size <= height:
            return size, wrapped


def wrap(text: str, room: float, measure: Callable[[str], float]) -> list[str]:
    """Break a line at its spaces, and a word that is too long anywhere.

    >>> wrap("ab cd efghij", 5, len)
    ['ab cd', 'efghi', 'j']
    """
    if measure(text) <= room:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if measure(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, room, measure)
        lines += whole
    return [*lines, line] if line else lines


def _pieces(word: str, room: float, measure: Callable[[str], float]) -> list[str]:
    """Cut a word so that each piece fits; a single letter always does.

    Letter by letter: to measure each piece anew takes minutes for ten thousand letters.
    """
    if measure(word) <= room:
        return [word]
    pieces, begin, used = [], 0, 0.0
    for place, char in enumerate(word):
        wide = measure(char)
        if place > begin and used + wide > room:
            pieces.append(word[begin:place])
            begin, used = place, 0.0
        used += wide
    return [*pieces, word[begin:]]
