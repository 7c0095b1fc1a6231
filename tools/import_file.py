# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a file is before somebody reads it: its bytes, its letters, its lines."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib

# What a workbook may be when it is unpacked. 50,000 rows of 20 columns are 60 MB.
LARGEST = 200 * 2**20
MEMBERS = 5_000
CELLS = 20_000_000
PIECE = 2**20
# The longest mark of a cell that a piece may cut: ' r="XFD1048576"'.
MARK = 16
_CELL = re.compile(rb' r="([A-Z]{0,3})([0-9]{1,7})"')
SEPARATORS = ";,\t|"
# How computers of a country wrote before Unicode.
CODE_PAGES = {
    "windows-1250": "AL BA CZ HR HU ME PL RO RS SI SK",
    "windows-1251": "BG BY KZ MK RU UA",
    "windows-1253": "CY GR",
    "windows-1254": "AZ TR",
    "windows-1255": "IL",
    "windows-1257": "EE LT LV",
}


def check_archive(content: bytes, largest: int = LARGEST) -> None:
    """Refuse an archive that would fill the memory; what is no archive passes.

    The sizes in its directory are summed before anything is unpacked; then each part is
    inflated piece by piece, and nothing of it is kept, because a directory can lie.

    >>> def archive(text):
    ...     target = io.BytesIO()
    ...     with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
    ...         book.writestr("xl/worksheets/sheet1.xml", text)
    ...     return target.getvalue()
    >>> check_archive(b"Name,Phone"); check_archive(archive('<c r="A1"/>'))
    >>> check_archive(archive("0" * 5000), largest=4000)
    Traceback (most recent call last):
        ...
    ValueError: too_large
    >>> check_archive(archive('<c r="A1"/><c r="XFD1048576"/>'))
    Traceback (most recent call last):
        ...
    ValueError: too_many_cells
    >>> check_archive(archive('<c r="A1"/>')[:40])
    Traceback (most recent call last):
        ...
    ValueError: damaged
    """
    if content[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            members = book.infolist()
            if (
                len(members) > MEMBERS
                or sum(each.file_size for each in members) > largest
            ):
                raise ValueError("too_large")
            left = largest
            for member in members:
                left -= _inflate(book, member, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError("damaged") from error
    except NotImplementedError as error:
        raise ValueError("damaged") from error


def _inflate(book: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Return how large a part is; refuse it beyond ``left`` bytes or too many cells."""
    size, columns, rows, rest = 0, 0, 0, b""
    is_sheet = "worksheets/" in member.filename
    with book.open(member) as part:
        while piece := part.read(PIECE):
            size += len(piece)
            if size > left:
                raise ValueError("too_large")
            if is_sheet:
                for letters, row in _CELL.findall(rest + piece):
                    rows = max(rows, int(row))
                    columns = max(columns, _column(letters))
                if rows * max(columns, 1) > CELLS:
                    raise ValueError("too_many_cells")
                rest = piece[-MARK:]
    return size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def encoding(content: bytes, country: str = "") -> str:
    """Return how a text is written: Unicode if it is, else as computers there wrote.

    >>> encoding("Zażółć".encode("utf-8")), encoding("Zażółć".encode("utf-8-sig"))
    ('utf-8', 'utf-8-sig')
    >>> encoding("Zażółć".encode("cp1250"), "PL"), encoding("Zażółć".encode("utf-16"))
    ('windows-1250', 'utf-16')
    >>> encoding("Müller".encode("cp1252"), "DE")
    'windows-1252'
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if content[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        for page, countries in CODE_PAGES.items():
            if country and country in countries.split():
                return page
        return "windows-1252"
    return "utf-8"


def separator(text: str, quote: str = '"') -> str:
    """Return what separates the columns: what is most often in the first line.

    >>> separator("email;date, time\\n"), separator("email\\tdate"), separator("name")
    (';', '\\t', ',')
    >>> separator('"a,b,c";d')
    ';'
    """
    head = next((line for line in text.splitlines() if line.strip()), "")
    plain = "".join(head.split(quote)[::2]) if quote else head
    best = max(SEPARATORS, key=plain.count)
    return best if best in plain else ","


class BrokenRows(ValueError):
    """Rows that have not as many cells as the header: [(number of the line, cells)]."""

    def __init__(self, rows: list[tuple[int, int]], width: int) -> None:
        super().__init__("broken_rows")
        self.rows, self.width = rows, width


def csv_rows(text: str, delimiter: str, quote: str = '"') -> list[list[str]]:
    """Return the rows that are not empty, all as wide as the first one.

    >>> csv_rows("a;b\\n\\n1;2\\n", ";")
    [['a', 'b'], ['1', '2']]
    >>> try: csv_rows("a;b\\n1;2;3\\n4;5\\n6\\n", ";")
    ... except BrokenRows as error: print(error.width, error.rows)
    2 [(2, 3), (4, 1)]
    >>> csv_rows("a;b;\\n1;2\\n3;4;\\n", ";")
    [['a', 'b', ''], ['1', '2', ''], ['3', '4', '']]
    """
    reader = csv.reader(io.StringIO(text), quotechar=quote, delimiter=delimiter)
    rows: list[list[str]] = []
    broken, begin = [], 1
    for row in reader:
        if any(cell.strip() for cell in row):
            width = len(rows[0]) if rows else len(row)
            evened = row[:width] + [""] * (width - len(row))
            # empty cells at the end of a row are often left out, or one too many
            if any(row[width:]) or any(rows[0][len(row) :] if rows else ()):
                broken.append((begin, len(row)))
            rows.append(evened)
        begin = reader.line_num + 1
    if broken:
        raise BrokenRows(broken, len(rows[0]))
    return rows
