# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""How wide texts are on paper, where their lines break, how wide columns become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont

# Of its longest text a column asks for no more than this share of the page.
WIDEST = 0.35
# A longer word is broken, so that it does not take the room of all other columns.
WORD = 0.14
# So many of the texts have room in one line.
USUAL = 0.9
FALLBACK = {"regular": "Helvetica", "bold": "Helvetica-Bold"}


def register(paths: Mapping[str, str]) -> tuple[str, str]:
    """Register TrueType files and return the names of (regular, bold).

    Helvetica, with western letters only, stands in for one that is missing.

    >>> register({})
    ('Helvetica', 'Helvetica-Bold')
    """
    names = []
    for style, fallback in FALLBACK.items():
        path = paths.get(style, "")
        # a name of its own for each file: reportlab remembers the first one of a name
        name = f"customer-paper-{abs(hash(path))}"
        try:
            registerFont(TTFont(name, path))
        except TTFError:
            name = fallback
        names.append(name)
    return names[0], names[1]


class Cutter:
    """Measures and breaks texts in one font and size; remembers each letter."""

    def __init__(self, font: str, size: float) -> None:
        self.font, self.size = font, size
        self.known: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return how wide a text is, in points.

        >>> Cutter("Helvetica", 10).width("Anna") > Cutter("Helvetica", 8).width("Anna")
        True
        """
        try:
            return sum(map(self.known.__getitem__, text))
        except KeyError:
            for letter in set(text) - self.known.keys():
                self.known[letter] = stringWidth(letter, self.font, self.size)
            return sum(map(self.known.__getitem__, text))

    def lines(self, text: str, room: float) -> list[str]:
        """Return a text in lines that fit.

        >>> Cutter("Helvetica", 10).lines("Anna Maria Kowalska", 60)
        ['Anna Maria', 'Kowalska']
        >>> Cutter("Helvetica", 10).lines("a\\nb", 60)
        ['a', 'b']
        >>> Cutter("Helvetica", 10).lines("x" * 20, 60)
        ['xxxxxxxxxxxx', 'xxxxxxxx']
        """
        if not text:
            return [""]
        if text.isprintable() and self.width(text) <= room:
            return [text]
        found = []
        for paragraph in text.splitlines():
            found += self._wrapped(paragraph.split(), room)
        return found or [""]

    def _wrapped(self, words: Sequence[str], room: float) -> list[str]:
        lines, line = [], ""
        for word in words:
            longer = f"{line} {word}" if line else word
            if self.width(longer) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = self._pieces(word, room)
            lines += full
        return [*lines, line] if line or not lines else lines

    def _pieces(self, word: str, room: float) -> list[str]:
        """Break a word that is wider than the room."""
        word = "".join(letter if letter.isprintable() else " " for letter in word)
        pieces, size = [""], 0.0
        for letter in word:
            width = self.width(letter)
            if pieces[-1] and size + width > room:
                pieces.append("")
                size = 0.0
            pieces[-1] += letter
            size += width
        return pieces


def column_widths(
    labels: Sequence[str],
    sample: Sequence[Sequence[str]],
    cutters: tuple[Cutter, Cutter],
    room: float,
    whole: frozenset[int] = frozenset(),
) -> tuple[list[float], bool]:
    """Return the width of each column, and whether no word had to be broken.

    ``cutters``: of the rows and of the head. ``whole``: places of columns whose texts,
    numbers and dates, are not broken at all.

    >>> letters = Cutter("Helvetica", 8), Cutter("Helvetica-Bold", 8)
    >>> rows = [["1", "Anna " * 60]]
    >>> widths, fits = column_widths(["No", "Name"], rows, letters, 200)
    >>> round(sum(widths)), widths[0] < widths[1], fits
    (200, True, True)
    """
    rows, heads = cutters
    wanted, needed = [], []
    for place, label in enumerate(labels):
        cells = [row[place] for row in sample]
        lines = sorted(rows.width(line) for cell in cells for line in cell.splitlines())
        words = {word for cell in cells for word in cell.split()}
        head = max(map(heads.width, label.split()), default=0)
        if place in whole:
            least = most = lines[-1] if lines else 0
        else:
            least = min(max(map(rows.width, words), default=0), WORD * room)
            # one very long name does not make its column wide
            most = lines[int(len(lines) * USUAL)] if lines else 0
        needed.append(max(least, head) + 1)
        wanted.append(max(min(most, WIDEST * room), needed[-1]))
    if sum(wanted) <= room:
        return _shared(wanted, wanted, room - sum(wanted)), True
    if sum(needed) <= room:
        spare = [most - least for most, least in zip(wanted, needed, strict=True)]
        return _shared(needed, spare, room - sum(needed)), True
    return [width * room / sum(needed) for width in needed], False


def _shared(
    widths: Sequence[float], shares: Sequence[float], rest: float
) -> list[float]:
    """Return the widths with what is left over, shared out."""
    total = sum(shares) or 1
    return [
        width + rest * share / total
        for width, share in zip(widths, shares, strict=True)
    ]
