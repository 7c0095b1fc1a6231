# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What stands where on the pages of a PDF, in millimetres from the upper left corner.

It reads the drawing itself, not what a viewer makes of it, so that an example can prove
where each text, line and box is, to a hundredth of a millimetre.
"""

import re
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ContentStream

POINT = 25.4 / 72
UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def sheets(pdf) -> list[list[str]]:
    """List what is drawn on each page, in the order of drawing.

    A text as ``text x y size words`` at the left end of its base line, a picture as
    ``image x y width height``, a box as ``box x y width height`` by its upper left
    corner, a stroke as ``line x y x y``. Colours (``#rrggbb``) are named where they
    change, and so are the widths of lines, in points.
    """
    content = pdf if isinstance(pdf, bytes) else pdf.getvalue()
    return [_Page(page).drawn for page in PdfReader(BytesIO(content)).pages]


def sheet(pdf, page=1) -> None:
    """Print what is drawn on one page."""
    sys.stdout.write("".join(f"{line}\n" for line in sheets(pdf)[page - 1]))


def sizes(pdf) -> list[tuple[float, float]]:
    """The width and height of each page."""
    content = pdf if isinstance(pdf, bytes) else pdf.getvalue()
    boxes = [page.mediabox for page in PdfReader(BytesIO(content)).pages]
    return [(_number(box.width * POINT), _number(box.height * POINT)) for box in boxes]


def _number(value) -> float:
    # half a hundredth is not worth a test that depends on the processor
    return round(float(value), 2) + 0.0


def _times(one, other):
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


class _Page:
    """One page while its drawing is read."""

    def __init__(self, page):
        self.reader = page.pdf
        self.height = float(page.mediabox.height)
        self.drawn: list[str] = []
        self.matrix, self.kept = UNMOVED, []
        self.colors, self.strokes = "#000000", "#000000"
        self.width = 1.0
        self._read(page.get_contents(), page["/Resources"])

    def _read(self, stream, resources):
        self.font, self.size, self.leading = "", 0.0, 0.0
        self.line = UNMOVED
        path = []
        for values, operator in ContentStream(stream, self.reader).operations:
            name = operator.decode()
            if name in ("m", "l"):
                path.append((name, *map(float, values)))
            elif name == "re":
                path.append((name, *map(float, values)))
            elif name in ("S", "f", "f*", "B", "n", "W"):
                if name not in ("n", "W"):
                    self._draw_path(path, "S" if name == "S" else "f")
                path = [] if name != "W" else path
            else:
                method = getattr(self, f"_{OPERATORS.get(name, 'skip')}")
                method(values, resources)

    def _skip(self, values, resources):
        """Nothing that can be seen."""

    def _save(self, values, resources):
        self.kept.append((self.matrix, self.colors, self.strokes, self.width))

    def _restore(self, values, resources):
        self.matrix, self.colors, self.strokes, self.width = self.kept.pop()

    def _move(self, values, resources):
        self.matrix = _times(tuple(map(float, values)), self.matrix)

    def _fill_color(self, values, resources):
        self.colors = self._color(values)

    def _stroke_color(self, values, resources):
        self.strokes = self._color(values)

    @staticmethod
    def _color(values):
        return "#" + "".join(f"{round(float(each) * 255):02x}" for each in values)

    def _line_width(self, values, resources):
        self.width = float(values[0])

    def _begin_text(self, values, resources):
        self.line = UNMOVED

    def _set_font(self, values, resources):
        self.font = str(values[0])
        self.size = float(values[1])

    def _set_leading(self, values, resources):
        self.leading = float(values[0])

    def _place_text(self, values, resources):
        self.line = tuple(map(float, values))

    def _shift_text(self, values, resources):
        self.line = _times((1, 0, 0, 1, float(values[0]), float(values[1])), self.line)

    def _next_line(self, values, resources):
        self.line = _times((1, 0, 0, 1, 0, -self.leading), self.line)

    def _show(self, values, resources):
        words = self._words(values[0], resources)
        x, y = self._point(0, 0, _times(self.line, self.matrix))
        size = _number(self.size)
        turned = _times(self.line, self.matrix)[1]
        mark = "" if abs(turned) < 1e-6 else " upwards" if turned > 0 else " downwards"
        if words.strip():
            last = getattr(self, "last", None)
            # words of one line that are shown one by one
            if last == (self.line, self.matrix):
                self.drawn[-1] += words
            else:
                color = "" if self.colors == "#000000" else f" {self.colors}"
                self.drawn.append(f"text {x} {y} {size}{mark}{color} {words}".rstrip())
        self.last = (self.line, self.matrix) if words.strip() else None

    def _words(self, shown, resources):
        raw = getattr(shown, "original_bytes", None)
        raw = shown if isinstance(shown, bytes) else raw or str(shown).encode("latin-1")
        font = resources["/Font"][self.font].get_object()
        if "/ToUnicode" not in font:
            return raw.decode("cp1252")
        text = font["/ToUnicode"].get_object().get_data().decode()
        named = {}
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
            pairs = re.findall(r"<(\w+)>\s*<(\w+)>", block)
            named |= {int(one, 16): chr(int(other, 16)) for one, other in pairs}
        ranges = re.findall(r"beginbfrange(.*?)endbfrange", text, re.S)
        for first, last, begin in re.findall(
            r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", "".join(ranges)
        ):
            for step in range(int(last, 16) - int(first, 16) + 1):
                named[int(first, 16) + step] = chr(int(begin, 16) + step)
        for first, listed in re.findall(
            r"<(\w+)>\s*<\w+>\s*\[(.*?)\]", "".join(ranges), re.S
        ):
            for step, each in enumerate(re.findall(r"<(\w+)>", listed)):
                named[int(first, 16) + step] = chr(int(each, 16))
        return "".join(named.get(code, "?") for code in raw)

    def _object(self, values, resources):
        found = resources["/XObject"][values[0]].get_object()
        if found["/Subtype"] == "/Image":
            self._box("image", 0, 0, 1, 1)
            return
        self._save(None, None)
        self._move(found.get("/Matrix", UNMOVED), None)
        self._read(found, found.get("/Resources", resources))
        self._restore(None, None)

    def _point(self, x, y, matrix=None):
        a, b, c, d, e, f = matrix or self.matrix
        left, top = a * x + c * y + e, self.height - (b * x + d * y + f)
        return _number(left * POINT), _number(top * POINT)

    def _draw_path(self, path, how):
        color = self.strokes if how == "S" else self.colors
        extra = "" if color == "#000000" else f" {color}"
        if how == "S" and self.width != 1:
            extra = f" {_number(self.width)}pt{extra}"
        start = None
        for name, *values in path:
            if name == "re":
                word = "box" if how == "S" else "filled"
                self._box(word, *values, extra)
            elif name == "m":
                start = values
            else:
                ends = (*self._point(*start), *self._point(*values))
                self.drawn.append(f"line {' '.join(map(str, ends))}{extra}")
                start = values

    def _box(self, word, x, y, width, height, extra=""):
        corners = [self._point(x, y), self._point(x + width, y + height)]
        (left, right), (top, bottom) = map(sorted, zip(*corners, strict=True))
        size = f"{_number(right - left)} {_number(bottom - top)}"
        self.drawn.append(f"{word} {left} {top} {size}{extra}")


OPERATORS = {
    "q": "save",
    "Q": "restore",
    "cm": "move",
    "rg": "fill_color",
    "RG": "stroke_color",
    "w": "line_width",
    "BT": "begin_text",
    "Tf": "set_font",
    "TL": "set_leading",
    "Tm": "place_text",
    "Td": "shift_text",
    "T*": "next_line",
    "Tj": "show",
    "Do": "object",
}
