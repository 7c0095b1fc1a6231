# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Vehicle identification numbers (ISO 3779): what is wrong with one, what it says.

What is taken from a number:

- the *check digit* in place 9 is judged where it is law: North America (49 CFR 565, a
  number that begins with 1 to 5) and China (L). Elsewhere makers put there what they
  like, in Europe often a Z;
- the *model year* in place 10 is believed where it is law, and of those makers
  elsewhere who are known to keep it (`YEAR_MAKERS`). BMW, Mercedes-Benz, Renault,
  Peugeot and Ford of Europe put something else there;
- the letter of the year comes again after thirty years. In North America place 7 of a
  car tells which: a digit until 2009, a letter from 2010 on. Makers of motorcycles and
  heavy lorries (`ANY_SEVENTH`) need not obey, nor does anybody elsewhere: then it is
  the latest year that is not in the future;
- the *make* comes from the first three places, from a table of common makes.
"""

from dataclasses import dataclass

from .letters import compact
from .plate import LOOK_ALIKES
from .vin_makes import ANY_SEVENTH, MAKES, YEAR_MAKERS

LENGTH = 17
# Before that year each maker numbered as he liked.
FIRST_YEAR = 1981
CHECKED = "12345L"
# Letters that are never used because they look like digits.
SUGGESTED = str.maketrans("IOQ", "100")
VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)],
        strict=True,
    )
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"


@dataclass(frozen=True)
class Finding:
    """What is wrong: "length", "letters" or "check_digit", and what may be meant."""

    problem: str
    suggestion: str = ""


def vin_key(text: str | None) -> str:
    """Return a number as it is compared: capital letters and digits alone.

    >>> vin_key(" wvw-zzz 1jz xw000001 "), vin_key("*1M8GDM9AXKP042788*"), vin_key(None)
    ('WVWZZZ1JZXW000001', '1M8GDM9AXKP042788', '')
    """
    return compact(text)


def check_digit(vin: str) -> str:
    """Return what place 9 must be where it is law.

    >>> check_digit("1M8GDM9AXKP042788"), check_digit("11111111111111111")
    ('X', '1')
    """
    total = sum(
        VALUES[letter] * weight for letter, weight in zip(vin, WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


def inspect(text: str | None, year: int | None = None) -> Finding | None:
    """Return what is wrong with a number, None when it may be right.

    >>> [inspect(vin) for vin in ("1M8GDM9AXKP042788", "WVWZZZ1JZXW000001", "")]
    [None, None, None]
    >>> inspect("WVWZZZ1JZXW00001"), inspect("WVWZZZ1JZXW0000011")
    (Finding(problem='length', suggestion=''), Finding(problem='length', suggestion=''))

    I, O and Q are never used; what they were read for is offered where it is right:

    >>> inspect("1M8GDM9AXKPO42788")
    Finding(problem='letters', suggestion='1M8GDM9AXKP042788')
    >>> inspect("IM8GDM9AXKPQ42788").suggestion, inspect("1M8GDM9AXKPO42789").suggestion
    ('1M8GDM9AXKP042788', '')
    >>> inspect("VF1LM1B0H3666615Ж")
    Finding(problem='letters', suggestion='')
    >>> inspect("ТМВZZZ1Z0C2000001").suggestion  # the first three letters are Cyrillic
    'TMBZZZ1Z0C2000001'

    The check digit is asked for in North America and China, and in no other place:

    >>> inspect("1M8GDM9A1KP042788")
    Finding(problem='check_digit', suggestion='')
    >>> inspect("VF1LM1B0H36666155"), inspect("WBA3A5C50CF256839")
    (None, None)

    A vehicle of before 1981 has the number that its maker gave it:

    >>> inspect("1102843765", year=1972), inspect("1102843765", year=1995).problem
    (None, 'length')
    """
    vin = vin_key(text)
    if not vin or (year and year < FIRST_YEAR):
        return None
    if len(vin) != LENGTH:
        return Finding("length")
    if any(letter not in VALUES for letter in vin):
        meant = vin.translate(LOOK_ALIKES).translate(SUGGESTED)
        is_better = all(letter in VALUES for letter in meant) and not inspect(meant)
        return Finding("letters", meant if is_better else "")
    if vin[0] in CHECKED and vin[8] != check_digit(vin):
        return Finding("check_digit")
    return None


def is_valid(text: str | None) -> bool:
    """Whether this is a whole number of ISO 3779 in which nothing is wrong.

    >>> is_valid("wvwzzz1jzxw000001"), is_valid("1102843765"), is_valid("")
    (True, False, False)
    """
    return bool(vin_key(text)) and inspect(text) is None


def model_year(text: str | None, this_year: int) -> int | None:
    """Return the model year where the number says it (see above), else None.

    >>> model_year("1M8GDM9AXKP042788", 2027), model_year("1HGCM82633A004352", 2027)
    (1989, 2003)
    >>> model_year("WVWZZZ1JZXW000001", 2027), model_year("TMBZZZ1Z0C2000001", 2027)
    (1999, 2012)

    Place 7 of an American car decides between 1985 and 2015:

    >>> model_year("1HGCM8260FA004359", 2027), model_year("1HGCM8F69FA004354", 2027)
    (1985, 2015)
    >>> model_year("1HD1KB412FB000008", 2027)
    2015

    Who fills the place otherwise, or has a wrong number, says nothing:

    >>> model_year("VF1LM1B0H36666155", 2027), model_year("WBA3A5C50CF256839", 2027)
    (None, None)
    >>> model_year("WVWZZZ1JZ0W000001", 2027), model_year("1M8GDM9A1KP042788", 2027)
    (None, None)
    """
    vin = vin_key(text)
    if not is_valid(vin) or not (vin[0] in CHECKED or vin[:3] in YEAR_MAKERS):
        return None
    place = YEARS.find(vin[9])
    if place < 0:
        return None
    first, second = 1980 + place, 2010 + place
    if vin[0] in "12345" and vin[:3] not in ANY_SEVENTH:
        year = second if vin[6].isalpha() else first
        return year if year <= this_year + 1 else None
    return second if second <= this_year + 1 else first


def make(text: str | None) -> str:
    """Return the make of a number with a known beginning, else an empty text.

    >>> make("WVWZZZ1JZXW000001"), make("1HGCM82633A004352"), make("XX")
    ('Volkswagen', 'Honda', '')
    >>> make("WVWZZZ1JZXW00001")
    ''
    """
    vin = vin_key(text)
    return MAKES.get(vin[:3], "") if is_valid(vin) else ""
