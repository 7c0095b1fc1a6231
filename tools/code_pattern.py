# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Patterns of customer codes: what stands before and behind a number."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """A beginning, a number of at least so many digits, an end.

    >>> Pattern("K-", 5).code(42), Pattern("", 3, "/PL").code(12345)
    ('K-00042', '12345/PL')
    """

    prefix: str = ""
    digits: int = 1
    suffix: str = ""

    def code(self, number: int) -> str:
        return f"{self.prefix}{number:0{self.digits}d}{self.suffix}"

    def fits(self, code: str | None) -> bool:
        """Whether a code could come from this pattern, capital letters or not.

        >>> [Pattern("K-", 5).fits(code) for code in ("K-00042", "k-123456", "K-42")]
        [True, True, False]
        >>> Pattern("K-", 5).fits("K-0123456"), Pattern().fits(None)
        (False, False)
        """
        number = number_of(code or "", self.prefix, self.suffix)
        return number is not None and self.code(number).upper() == (code or "").upper()


def number_of(code: str, prefix: str = "", suffix: str = "") -> int | None:
    """Return the number in a code: what is between, or its last row of digits.

    >>> number_of("K-00042", "K-"), number_of("2019/0042"), number_of("A17B")
    (42, 42, 17)
    >>> number_of("MILLER"), number_of("K-x1", "K-")
    (None, 1)
    """
    inner = code
    if prefix and code.upper().startswith(prefix.upper()):
        inner = inner[len(prefix) :]
    if suffix and inner.upper().endswith(suffix.upper()):
        inner = inner[: -len(suffix)]
    found = re.findall("[0-9]+", inner)
    return int(found[-1]) if found else None
