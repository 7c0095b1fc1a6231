# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Blocks of known heights on as many pages as they need.

Reports that make their own pages have their titles and numbers on each of them, with
and without wkhtmltopdf's headers, and no row is torn apart.
"""


class PageBlocks:
    """Pages that fill from the top; all heights are in one unit, as millimetres.

    ``height`` is what a page has for blocks, ``first`` what the first one has when it
    is another. ``pages`` are the lists of blocks so far.

    >>> paper = PageBlocks(height=10)
    >>> for row in range(1, 4):
    ...     paper.put(row, 5)
    >>> paper.pages
    [[1, 2], [3]]
    """

    def __init__(self, height: float, first: float | None = None):
        self.height = height
        self.room = height if first is None else first
        self.pages: list[list] = [[]]

    def put(self, block, height: float, following: float = 0.0, again=()) -> None:
        """Put a block below the last one, or on a new page where it does not fit.

        ``following`` has to fit below it as well, so that no head stands alone. A new
        page begins with ``again``, (block, height) pairs: the head of what goes on.

        >>> paper = PageBlocks(height=10, first=6)
        >>> paper.put("head", 2, following=3)
        >>> paper.put("row", 3)
        >>> paper.put("row", 3, again=[("head, continued", 2)])
        >>> paper.put("next head", 2, following=4)
        >>> paper.pages
        [['head', 'row'], ['head, continued', 'row'], ['next head']]
        """
        if self.room < height + following:
            self.pages.append([])
            self.room = self.height
            for repeated, its_height in again:
                self._add(repeated, its_height)
        self._add(block, height)

    def _add(self, block, height: float) -> None:
        self.pages[-1].append(block)
        self.room -= height
