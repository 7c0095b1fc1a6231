# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Joining PDF files of any number, in the memory that one of them takes.

The library that Odoo ships reads each file; what it writes it keeps in memory until the
end, a gigabyte for ten thousand letters. Here each object is written as it is read, and
the same picture or font only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

CATALOG, PAGES = 1, 2


class PdfJoiner:
    """Writes the pages of readers, one after the other, into an open file.

    >>> out = BytesIO()
    >>> joiner = PdfJoiner(out)
    >>> joiner.add([])
    >>> joiner.close()
    >>> out.getvalue()[:8], b"/Count 0" in out.getvalue()
    (b'%PDF-1.5', True)
    """

    def __init__(self, out: BinaryIO):
        self.out = out
        self.start = out.tell()
        self.offsets: dict[int, int] = {}
        self.known: dict[bytes, int] = {}
        self.pages: list[int] = []
        self.last = PAGES
        out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def add(self, pages: Iterable) -> None:
        """Append pages of one reader."""
        numbers: dict[int, int] = {}
        for page in pages:
            parts = {key: value for key, value in page.items() if key != "/Parent"}
            content = self._dictionary(parts, numbers, f"/Parent {PAGES} 0 R")
            self.pages.append(self._write(content))

    def close(self) -> None:
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self._write_at(
            PAGES,
            f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>".encode(),
        )
        self._write_at(CATALOG, f"<< /Type /Catalog /Pages {PAGES} 0 R >>".encode())
        table = self.out.tell() - self.start
        self.out.write(f"xref\n0 {self.last + 1}\n0000000000 65535 f \n".encode())
        for number in range(1, self.last + 1):
            self.out.write(f"{self.offsets[number]:010} 00000 n \n".encode())
        self.out.write(
            f"trailer\n<< /Size {self.last + 1} /Root {CATALOG} 0 R >>\n"
            f"startxref\n{table}\n%%EOF\n".encode()
        )

    def _write(self, content: bytes) -> int:
        self.last += 1
        self._write_at(self.last, content)
        return self.last

    def _write_at(self, number: int, content: bytes) -> None:
        self.offsets[number] = self.out.tell() - self.start
        self.out.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")

    # Objects of the reader: dictionaries, lists, links, and what writes itself

    def _bytes(self, value, numbers: dict[int, int]) -> bytes:
        if hasattr(value, "idnum"):
            return b"%d 0 R" % self._linked(value, numbers)
        if isinstance(value, dict):
            return self._dictionary(value, numbers)
        if isinstance(value, list):
            inner = (self._bytes(item, numbers) for item in list.__iter__(value))
            return b"[" + b" ".join(inner) + b"]"
        return _plain(value)

    def _dictionary(
        self, parts: dict, numbers: dict[int, int], more: str = ""
    ) -> bytes:
        data = getattr(parts, "_data", None)
        content = [more.encode()] if more else []
        for key, value in dict.items(parts):
            if data is None or key != "/Length":
                content.append(_plain(key) + b" " + self._bytes(value, numbers))
        if data is None:
            return b"<< " + b" ".join(content) + b" >>"
        raw = data if isinstance(data, bytes) else data.encode("latin-1")
        content.append(b"/Length %d" % len(raw))
        head = b"<< " + b" ".join(content) + b" >>"
        return head + b"\nstream\n" + raw + b"\nendstream"

    def _linked(self, link, numbers: dict[int, int]) -> int:
        """Return the number under which what a link refers to is written."""
        if link.idnum in numbers:
            return numbers[link.idnum]
        target = link.get_object()
        if isinstance(target, dict) and dict.get(target, "/Type") == "/Page":
            return self._write(b"null")  # a link to another page
        content = self._bytes(target, numbers)
        digest = sha256(content).digest()
        if digest not in self.known:
            self.known[digest] = self._write(content)
        numbers[link.idnum] = self.known[digest]
        return numbers[link.idnum]


def _plain(value) -> bytes:
    """Return a number, name, text or nothing as it stands in a PDF."""
    if value is None:
        return b"null"
    out = BytesIO()
    try:
        value.write_to_stream(out)
    except TypeError:  # older releases want the key of an encryption
        value.write_to_stream(out, None)
    return out.getvalue()
