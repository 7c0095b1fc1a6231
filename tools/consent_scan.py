# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A scanned answer: the paper that stays with the evidence of a consent."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

LIMIT = 10 * 1024 * 1024
# How the files begin that a scanner or a telephone makes; nothing a browser would run.
BEGINNINGS = (
    b"%PDF-",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\0",
    b"MM\0*",
)


# Compared by identity: it travels in a context, whose hash must not read megabytes.
@dataclass(frozen=True, eq=False)
class Scan:
    """A file name and its bytes.

    >>> Scan("form.pdf", b"%PDF-1.7").is_paper, Scan("form.pdf", b"<html>").is_paper
    (True, False)
    >>> Scan("form.pdf", b"").sha256[:8]
    'e3b0c442'
    """

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_paper(self) -> bool:
        """Whether it is a PDF or a picture, by what it begins with."""
        return self.content.startswith(BEGINNINGS)

    @property
    def is_too_large(self) -> bool:
        return len(self.content) > LIMIT
