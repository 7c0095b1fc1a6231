# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A change of area code: which numbers it concerns, and what becomes of each.

A *split* moves a part of an area to a new code; the digits after it stay. In an
*overlay* both codes serve the same area and nobody's number changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from .phone_numbers import format_number, read_numbers

try:
    import phonenumbers
    from phonenumbers import PhoneMetadata
except ImportError:  # the manifest asks for it; without it no number is valid
    phonenumbers = None

_PLAIN = re.compile(r"\+?[\d ()-]+$", re.ASCII)
_DIGIT = re.compile(r"[0-9]")
_OTHER = re.compile(r"[^0-9]+")
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


@dataclass(frozen=True)
class Rule:
    """``country_code`` 48, ``old`` "22" and ``new`` "21"; ``exchanges``: the first
    digits after the code, as (from, to) of equal length; none means all; ``region``:
    "PL"."""

    country_code: int
    old: str
    new: str
    exchanges: tuple[tuple[str, str], ...] = ()
    region: str = ""

    @property
    def prefix(self) -> str:
        """What the numbers concerned begin with.

        >>> Rule(48, "22", "21").prefix
        '+4822'
        """
        return f"+{self.country_code}{self.old}"


def read_code(text: str | None, region: str) -> str:
    """Return a typed area code in digits, without the zero dialled before it.

    >>> read_code(" (0171) ", "GB"), read_code("0-22", "PL"), read_code("212", "US")
    ('171', '22', '212')

    Where the zero is a part of the number, it stays:

    >>> read_code("06", "IT")
    '06'

    :raises ValueError: it is no code: letters, a country's code, nothing
    """
    plain = (text or "").strip()
    digits = re.sub(r"[\s()./-]", "", plain)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 8:
        raise ValueError(plain)
    if digits.startswith("00"):  # dialled before the code of a country
        raise ValueError(plain)
    metadata = phonenumbers and PhoneMetadata.metadata_for_region(region, None)
    trunk = metadata and metadata.national_prefix
    # Poland gave its zero up, and people still write it
    keeps_zero = region in ("IT", "SM", "VA")
    if not keeps_zero and digits.startswith("0") and trunk in (None, "0"):
        digits = digits[1:]
    if not digits:
        raise ValueError(plain)
    return digits


def read_exchanges(text: str | None) -> tuple[tuple[str, str], ...]:
    """Return the ranges of a typed list.

    >>> read_exchanges("555, 600-649; 7")
    (('555', '555'), ('600', '649'), ('7', '7'))
    >>> read_exchanges(" ")
    ()

    :raises ValueError: with the piece that is no range
    """
    found = []
    for piece in re.split(r"[,;\n]", text or ""):
        if not piece.strip():
            continue
        match = _RANGE.fullmatch(piece.strip())
        first, last = (match[1], match[2] or match[1]) if match else ("", "")
        if not match or len(first) != len(last) or first > last:
            raise ValueError(piece.strip())
        found.append((first, last))
    return tuple(found)


def is_concerned(e164: str, rule: Rule) -> bool:
    """Whether the rule moves a number.

    >>> rule = Rule(1, "212", "646", (("555", "555"), ("600", "649")))
    >>> [is_concerned(f"+1212{n}0123", rule) for n in ("555", "630", "777")]
    [True, True, False]
    >>> is_concerned("+12125550123", Rule(1, "212", "646")), is_concerned("", rule)
    (True, False)
    """
    if not e164.startswith(rule.prefix):
        return False
    rest = e164[len(rule.prefix) :]
    return not rule.exchanges or any(
        first <= rest[: len(first)] <= last for first, last in rule.exchanges
    )


def renumber(typed: str, e164: str, rule: Rule, *regions: str) -> tuple[str, str]:
    """Return a number as typed and as E.164 after the change.

    What was typed keeps its look, as far as it still is read as that number:

    >>> rule = Rule(44, "171", "207")
    >>> renumber("(0171) 930 4832", "+441719304832", rule, "GB")
    ('(0207) 930 4832', '+442079304832')
    >>> renumber("+44 171 930 4832 (office)", "+441719304832", rule)
    ('+44 207 930 4832 (office)', '+442079304832')

    A number typed without its code gets it:

    >>> renumber("9304832", "+441719304832", rule, "GB")
    ('+44 20 7930 4832', '+442079304832')
    """
    rest = e164[len(rule.prefix) :]
    fresh = f"+{rule.country_code}{rule.new}{rest}"
    text = _replace(typed, rule.old + rest, len(rule.old), rule.new)
    if text is not None and (
        _is_read_alike(text, rule, regions) or _is_read_as(text, fresh, regions)
    ):
        return text, fresh
    return format_number(fresh), fresh


def _is_read_as(text: str, e164: str, regions: tuple[str, ...]) -> bool:
    found = read_numbers(text, *regions)
    return len(found) == 1 and found[0].e164 == e164


def _is_read_alike(text: str, rule: Rule, regions: tuple[str, ...]) -> bool:
    """Whether a text is surely read as its former self was: only the code differs.

    So nine of ten numbers need not be read again, which takes most of the time.

    >>> rule = Rule(44, "171", "207", region="GB")
    >>> _is_read_alike("0207 930", rule, ("GB",)), _is_read_alike("+44 20", rule, ())
    (True, True)
    >>> _is_read_alike("0207 930 x4", rule, ("GB",))
    False
    >>> _is_read_alike("0207 930", rule, ("US", "GB"))
    False
    """
    if len(rule.old) != len(rule.new) or not _PLAIN.match(text):
        return False
    return text.startswith("+") or bool(regions and regions[0] == rule.region)


def _replace(typed: str, national: str, length: int, new: str) -> str | None:
    """Replace the first digits of a national number within a text."""
    at = _OTHER.sub("", typed).find(national)
    if at < 0:
        return None
    digits = islice(_DIGIT.finditer(typed), at, at + length)
    found = [match.start() for match in digits]
    return f"{typed[: found[0]]}{new}{typed[found[-1] + 1 :]}"


def is_valid(e164: str) -> bool:
    """Whether a number is valid in the numbering plan of its country.

    >>> is_valid("+442079304832"), is_valid("+441719304832"), is_valid("+48")
    (True, False, False)
    """
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return False
