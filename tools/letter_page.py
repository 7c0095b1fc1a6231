# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Where the parts of a letter are on its page, in millimetres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
# Of the paper format: what printers cannot print, and the edge with the fold marks.
TOP, SIDE, BOTTOM = 10.0, 5.0, 15.0
LEFT, RIGHT = 25.0, 20.0  # of the text
# Between the window, which slips in its envelope, and the text below it.
BELOW = 8.5
POINT = 25.4 / 72


@dataclass(frozen=True)
class Window:
    """The window of an envelope on the sheet, and what else the sheet has for it.

    ``zone``: height of the part for the return address, above the address itself.
    """

    paper: str
    left: float
    top: float
    width: float
    height: float
    zone: float = 5.0
    fold_1: float = 0.0
    fold_2: float = 0.0
    punch: float = 0.0

    def problems(self) -> Iterator[str]:
        """Yield what is wrong, as keys.

        >>> list(DIN_B.problems())
        []
        >>> from dataclasses import replace
        >>> list(replace(DIN_B, left=150).problems())
        ['outside']
        >>> list(replace(DIN_B, zone=40).problems())
        ['zone']
        """
        width, height = PAPERS[self.paper]
        if self.width < 30 or self.height < 15:
            yield "size"
        elif (
            self.left < SIDE
            or self.top < TOP
            or self.left + self.width > width - SIDE
            or self.top + self.height > height / 2
        ):
            yield "outside"
        if not 0 <= self.zone <= self.height - 12:
            yield "zone"
        if any(mark and not TOP < mark < height - BOTTOM for mark in self.marks):
            yield "marks"

    @property
    def marks(self) -> tuple[float, float, float]:
        return self.fold_1, self.fold_2, self.punch

    @property
    def is_right(self) -> bool:
        """Whether the window is in the right half of the sheet.

        >>> DIN_B.is_right, Window("a4", 112, 52, 76, 30).is_right
        (False, True)
        """
        return self.left + self.width / 2 > PAPERS[self.paper][0] / 2

    @property
    def page_width(self) -> float:
        """The width between the margins of the paper format."""
        return PAPERS[self.paper][0] - 2 * SIDE

    def head(self) -> dict[str, float]:
        """Return where things are, from the margins of the paper format.

        >>> head = DIN_B.head()
        >>> head["address_top"], head["address_left"], head["body"]
        (52.7, 20.0, 88.5)
        """
        inset = max(0.0, LEFT - self.left) if self.left < LEFT else 2.0
        return {
            "return_top": round(self.top - TOP + max(0.0, self.zone - 4.5), 3),
            "address_top": round(self.top - TOP + self.zone, 3),
            "address_left": round(self.left + inset - SIDE, 3),
            "address_width": round(self.width - inset - 1, 3),
            "address_height": round(self.height - self.zone - 0.5, 3),
            "above": round(self.top - TOP - 2, 3),
            "body": round(self.top + self.height + BELOW - TOP, 3),
        }


def address_size(
    lines: list[str],
    head: dict[str, float],
    measure: Callable[[str], float],
    fit: Callable,
) -> tuple[float, list[str]]:
    """Return the size in points, and the lines, with which an address fits the window.

    The screen's font is wider than the measured one, by a seventh at most.
    """
    return fit(
        lines,
        head["address_width"] / POINT / 1.18,
        head["address_height"] / POINT,
        measure,
        10.5,
        7.0,
    )


DIN_B = Window("a4", 20, 45, 85, 45, 17.7, 105, 210, 148.5)
