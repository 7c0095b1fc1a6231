# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Where the labels of a sheet are, in millimetres from its upper left corner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Makers' figures are rounded to a tenth; their tolerance is half a millimetre.
TOLERANCE = 0.15
MOST_LABELS = 1000
LONGEST = 2000.0


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels or cards.

    ``left`` and ``top`` are the outer edge of the first label, ``pitch_x`` and
    ``pitch_y`` go from the beginning of one label to that of the next. What the
    printer does wrong is put right by ``offset_x``, ``offset_y`` (mm) and ``scale_x``,
    ``scale_y`` (1 = true to size).
    """

    page_width: float
    page_height: float
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    offset_x: float = 0.0
    offset_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Return the upper left corner of a label, counted from 0 row by row.

        >>> L7160.corner(0), L7160.corner(4), L7160.corner(20)
        ((7.25, 15.15), (73.25, 53.25), (139.25, 243.75))
        """
        row, column = divmod(place, self.columns)
        x = self.left + column * self.pitch_x
        y = self.top + row * self.pitch_y
        return round(x, 4), round(y, 4)

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with these figures, as keys.

        >>> list(L7160.problems())
        []
        >>> from dataclasses import replace
        >>> list(replace(L7160, columns=4).problems())
        ['right']
        >>> list(replace(L7160, pitch_x=60, height=0).problems())
        ['size']
        >>> list(replace(L7160, pitch_x=60).problems())
        ['overlap_x']
        >>> list(replace(L7160, rows=0).problems())
        ['count']
        >>> list(replace(L7160, top=-1).problems())
        ['margin']
        """
        if self.columns < 1 or self.rows < 1 or self.count > MOST_LABELS:
            yield "count"
            return
        sizes = (self.page_width, self.page_height, self.width, self.height)
        if min(sizes) <= 0 or max(sizes) > LONGEST:
            yield "size"
            return
        if self.left < 0 or self.top < 0:
            yield "margin"
        if self.columns > 1 and self.pitch_x < self.width - TOLERANCE:
            yield "overlap_x"
        if self.rows > 1 and self.pitch_y < self.height - TOLERANCE:
            yield "overlap_y"
        if self._end(0) > self.page_width + TOLERANCE:
            yield "right"
        if self._end(1) > self.page_height + TOLERANCE:
            yield "bottom"

    def asymmetry(self) -> tuple[float, float]:
        """Return by how much left and right, top and bottom margin differ.

        Makers centre their labels: a difference is most likely a figure mistyped.

        >>> [round(value, 2) for value in L7160.asymmetry()]
        [0.0, 0.0]
        """
        return (
            abs(self.page_width - self._end(0) - self.left),
            abs(self.page_height - self._end(1) - self.top),
        )

    def _end(self, axis: int) -> float:
        """Return where the last label ends."""
        if axis:
            return self.top + (self.rows - 1) * self.pitch_y + self.height
        return self.left + (self.columns - 1) * self.pitch_x + self.width


def centred(
    page: tuple[float, float], card: tuple[float, float], gap: float, margin: float
) -> Sheet | None:
    """Return how many cards fit a page, in the middle of it, or None.

    >>> sheet = centred((210, 297), (148, 105), 0, 5)
    >>> sheet.columns, sheet.rows, sheet.left, sheet.top
    (1, 2, 31.0, 43.5)
    >>> centred((210, 297), (235, 125), 0, 5) is None
    True
    """
    counts = [
        int((room - 2 * margin + gap + 1e-6) // (size + gap))
        for room, size in zip(page, card, strict=True)
    ]
    if min(counts) < 1:
        return None
    starts = [
        (room - count * size - (count - 1) * gap) / 2
        for room, size, count in zip(page, card, counts, strict=True)
    ]
    return Sheet(*page, *counts, *card, *starts, card[0] + gap, card[1] + gap)


# The sheet that most shops have: 21 labels, Avery L7160, Herma 4677.
L7160 = Sheet(210, 297, 3, 7, 63.5, 38.1, 7.25, 15.15, 66, 38.1)
