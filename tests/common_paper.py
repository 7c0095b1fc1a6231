# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
import subprocess
import tempfile
from collections import namedtuple

from lxml import etree

Word = namedtuple("Word", "text page left top right bottom")
MM = 25.4 / 72


class Paper:
    """A PDF as poppler reads it: words and where they are, in millimetres."""

    def __init__(self, data):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            command = ["pdftotext", "-bbox-layout", file.name, "-"]
            read = subprocess.run(command, capture_output=True, check=True).stdout
        tree = etree.fromstring(read, etree.XMLParser(recover=True, huge_tree=True))
        pages = [node for node in tree.iter() if node.tag.endswith("}page")]
        self.pages = len(pages)
        self.sizes = [
            (float(p.get("width")) * MM, float(p.get("height")) * MM) for p in pages
        ]
        self.lines, self.words = [], []
        for number, page in enumerate(pages):
            for line in page.iter("{*}line"):
                words = [self._word(word, number) for word in line.iter("{*}word")]
                self.words += words
                self.lines.append(
                    Word(" ".join(w.text for w in words), number, *self._box(line))
                )
        self.words.sort(key=lambda w: (w.page, round(w.top), w.left))
        self.text = "\n".join(line.text for line in self.lines)

    def _box(self, node):
        return tuple(
            float(node.get(name)) * MM for name in ("xMin", "yMin", "xMax", "yMax")
        )

    def _word(self, node, number):
        return Word(re.sub(r"\s+", " ", node.text or ""), number, *self._box(node))

    def word(self, text, line=None, page=None):
        """Return the only word of this text (within the only line of that text)."""
        room = self.line(line) if line else None
        [found] = [
            word
            for word in self.words
            if word.text == text
            and (page is None or word.page == page)
            and (not room or (room.page == word.page and self._is_in(word, room)))
        ]
        return found

    def line(self, text):
        [found] = [line for line in self.lines if line.text == text]
        return found

    def _is_in(self, word, room):
        return (
            room.left - 0.1 <= word.left
            and word.right <= room.right + 0.1
            and room.top - 0.1 <= word.top
            and word.bottom <= room.bottom + 0.1
        )

    def inside(self, left, top, right, bottom, page=0):
        """Return the words within a rectangle, from the top down."""
        return [
            word.text
            for word in self.words
            if word.page == page
            and left <= (word.left + word.right) / 2 <= right
            and top <= (word.top + word.bottom) / 2 <= bottom
        ]

    def outside(self, sheet):
        """Return the words that lie over the edge of their label."""
        rooms = [
            (x, y, x + sheet.width, y + sheet.height)
            for x, y in map(sheet.corner, range(sheet.count))
        ]
        return [
            word.text
            for word in self.words
            if not any(
                left <= word.left
                and word.right <= right
                and top <= word.top
                and word.bottom <= bottom
                for left, top, right, bottom in rooms
            )
        ]
