# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What somebody typed on a page of ours, as a single line that is safe to show."""

import re
import unicodedata

# What turns the direction of all that follows on the screen, or is not seen at all.
_HIDDEN = dict.fromkeys(
    [0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF]
    + list(range(0x202A, 0x202F))
    + list(range(0x2066, 0x206A))
)
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")
_THOUSANDS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?:\D|$))")


def tidy(text: str | None) -> str:
    r"""Return a text without control characters, hidden ones and double spaces.

    >>> tidy("  Anna \n\t Kowalska\x00 "), tidy(None)
    ('Anna Kowalska', '')
    >>> tidy("safe\u202egnp.exe"), tidy("A\u0308nna") == "Änna"
    ('safegnp.exe', True)
    """
    text = unicodedata.normalize("NFC", text or "").translate(_HIDDEN)
    text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cs", "Co", "Cn"))
    return " ".join(text.split())


def tidy_lines(text: str | None) -> str:
    r"""The same for a text of several lines.

    >>> tidy_lines(" One \r\n\r\n\r\n two\x07 ")
    'One\n\ntwo'
    """
    lines = [tidy(line) for line in (text or "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def typed_number(text: str | None) -> float | None:
    """Return a number above zero that a person typed, None for anything else.

    >>> typed_number("123 456"), typed_number("98'765"), typed_number("1500,5")
    (123456.0, 98765.0, 1500.5)

    A point or a comma before three digits can mean either, so it is not guessed:

    >>> [typed_number(text) for text in ("12.345", "1,000", "abc", "-3", "0", "1e9")]
    [None, None, None, None, None, None]
    """
    text = tidy(text)
    while _THOUSANDS.search(text):
        text = _THOUSANDS.sub("", text)
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", ".")) or None
