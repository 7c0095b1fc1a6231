# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Microchips of animals: what a number is, and what is wrong with it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global

from .letters import compact

# ISO 11784 gives a number 38 bits behind the country or the manufacturer.
LARGEST = 2**38 - 1
MANUFACTURERS = range(900, 999)
TEST = "999"


@dataclass(frozen=True)
class Chip:
    """A number that was judged.

    ``kind``: "country", "manufacturer" or "test" of ISO 11784, "older" for the ten and
    nine places of the time before, "" for what is none of these.
    ``problem``: "" or one of "zeros" (no chip has it), "short", "long", "letters",
    "range" (fifteen digits that ISO 11784 gives to nobody), "test".
    """

    key: str
    kind: str = ""
    country: str = ""
    problem: str = ""


def chip_key(text: str | None) -> str:
    """Return what a chip is compared by: its digits and letters, with leading zeros.

    >>> chip_key("616 0939-0012.3456"), chip_key("ab12 345 678"), chip_key(None)
    ('616093900123456', 'AB12345678', '')
    """
    return compact(text)


def inspect(text: str | None) -> Chip | None:
    """Say what a chip number is; None for an empty one.

    Fifteen digits begin with a country or a manufacturer:

    >>> inspect("616 093 900 123 456")
    Chip(key='616093900123456', kind='country', country='PL', problem='')
    >>> inspect("981098100123456").kind, inspect("040097400123456").country
    ('manufacturer', 'AT')

    999 is for tests and in no living animal; other numbers were given to nobody:

    >>> inspect("999000000123456")
    Chip(key='999000000123456', kind='test', country='', problem='test')
    >>> inspect("123093900123456").problem, inspect("616999999999999").problem
    ('range', 'range')
    >>> [inspect(zeros).problem for zeros in ("000000000000000", "000", "0 0")]
    ['zeros', 'zeros', 'zeros']

    A digit that is missing, or one too many:

    >>> inspect("61609390012345").problem, inspect("6160939001234567").problem
    ('short', 'long')

    Chips of before the standard have ten places, letters among them, or nine digits:

    >>> inspect("0A12345678").kind, inspect("123456789").kind, inspect("-")
    ('older', 'older', None)
    >>> inspect("61609390012345O"), inspect("UNKNOWN")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Chip(key='61609390012345O', kind='', country='', problem='letters'),
     Chip(key='UNKNOWN', kind='', country='', problem='letters'))
    """
    key = chip_key(text)
    if not key:
        return None
    if not key.strip("0"):
        return Chip(key, problem="zeros")
    if re.fullmatch(r"[0-9A-Z]{10}|[0-9]{9}", key) and any(map(str.isdigit, key)):
        return Chip(key, "older")
    if not re.fullmatch("[0-9]*", key):
        return Chip(key, problem="letters")
    if len(key) != 15:
        return Chip(key, problem="short" if len(key) < 15 else "long")
    return _iso(key)


def _iso(key: str) -> Chip:
    owner, number = key[:3], int(key[3:])
    if owner == TEST:
        return Chip(key, "test", problem="test")
    country = countries().get(owner, "")
    if not 0 < number <= LARGEST or (not country and int(owner) not in MANUFACTURERS):
        return Chip(key, problem="range")
    return Chip(key, "country" if country else "manufacturer", country)


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Return {number of ISO 3166: code of two letters}, from the Unicode data of Babel.

    >>> [countries().get(number) for number in ("276", "756", "999", "150")]
    ['DE', 'CH', None, None]
    """
    return {
        number: codes[0]
        for number, codes in get_global("territory_aliases").items()
        if number < "900" and len(codes) == 1 and len(codes[0]) == 2
    }
