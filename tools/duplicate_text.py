# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What two notations of a name, an address, a date have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from .duplicate_words import (
    FORM,
    FORM_OF,
    SHARED_MAILBOXES,
    STREET_WORDS,
    SUFFIXES,
    TITLES,
)

# Letters that lose nothing but a mark, or that another alphabet writes otherwise.
# One letter for one letter, so that SQL can do the same with translate().
PLAIN_FROM = (
    "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůű"
    "ųŵýÿŷźżžðабвгґдеёєжзиіїйклмнопрстуўфхцчшщыэюяъь"
)
PLAIN_TO = (
    "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuu"
    "uwyyyzzzdabvggdeeezziiijklmnoprstuufhccssyeua''"
)
# Sounds that Polish, German, English and transliterated Cyrillic write differently.
SOUNDS = (
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("þ", "th"),
    ("tsch", "c"),
    ("sch", "s"),
    ("szcz", "s"),
    ("shch", "s"),
    ("cz", "c"),
    ("ch", "c"),
    ("sz", "s"),
    ("sh", "s"),
    ("zh", "z"),
    ("rz", "z"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("ue", "u"),
    ("oe", "o"),
    ("ae", "a"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
)
_TRANSLATE = str.maketrans(PLAIN_FROM, PLAIN_TO)
_FLAT = re.compile(r"\b(m|lok|apt|flat|unit)\.?\s*\d+\w?\b")
_NUMBER = re.compile(r"\d+[a-z]?")
# "ia" as Cyrillic writes with one letter; not at the beginning, where Jan would be An
_SOFT = re.compile(r"([a-z])i([au])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
SPELLED = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "'": "", "’": "", "`": ""}  # noqa: RUF001


@lru_cache(maxsize=1 << 16)
def plain(text: str | None) -> str:
    """Small letters of the Latin alphabet, digits and single spaces.

    >>> plain("  Łukasz ŻÓŁĆ-Müller "), plain("Groß & Söhne"), plain("O'Neill")
    ('lukasz zolc muller', 'gross sohne', 'oneill')
    >>> plain("Шевченко Ольга"), plain("İstanbul"), plain(None)
    ('sevcenko olga', 'istanbul', '')
    """
    if not text:
        return ""
    text = text.lower()
    for letter, spelled in SPELLED.items():
        text = text.replace(letter, spelled)
    text = text.translate(_TRANSLATE)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
        text = text.translate(_TRANSLATE)
    return _NOT_WORD.sub(" ", text.replace("'", "")).strip()


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A plain word as it sounds, roughly: only to ask whether two may be one name.

    >>> sound("szewczenko"), sound("schewtschenko"), sound("shevchenko")
    ('sevcenko', 'sevcenko', 'sevcenko')
    >>> sound(plain("Шевченко")), sound("muller"), sound("mueller"), sound("jan")
    ('sevcenko', 'muler', 'muler', 'ian')
    >>> sound(plain("Наталья")), sound("natalia"), sound("natalya")
    ('natala', 'natala', 'natala')
    """
    for written, spoken in SOUNDS:
        word = word.replace(written, spoken)
    return re.sub(r"(.)\1+", r"\1", _SOFT.sub(r"\1\2", word))


@lru_cache(maxsize=1 << 16)
def person_words(name: str | None) -> tuple[tuple[str, ...], str, str]:
    """Words of a name in the order given-surname, the surname, and jr or sr.

    >>> person_words("Dr Jan Kowalski"), person_words("Nowak, Anna Maria")
    ((('jan', 'kowalski'), 'kowalski', ''), (('anna', 'maria', 'nowak'), 'nowak', ''))
    >>> person_words("John Smith Jr."), person_words("Cher"), person_words("")
    ((('john', 'smith'), 'smith', 'jr'), (('cher',), 'cher', ''), ((), '', ''))
    """
    head, comma, tail = (name or "").partition(",")
    words = plain(name).split()
    if comma and not set(plain(tail).split()) <= SUFFIXES:
        words = [*plain(tail).split(), *plain(head).split()]
    kept = [word for word in words if word not in TITLES] or words
    suffix = next((word for word in kept if word in SUFFIXES), "")
    if len(kept) > 2 and suffix:
        kept = [word for word in kept if word not in SUFFIXES]
    else:
        suffix = ""
    suffix = {"junior": "jr", "mlodszy": "jr", "senior": "sr", "starszy": "sr"}.get(
        suffix, suffix
    )
    return tuple(kept), kept[-1] if kept else "", suffix


@lru_cache(maxsize=1 << 16)
def company_words(name: str | None) -> tuple[tuple[str, ...], str]:
    """Words of a company's name without its legal form, and the form's kind.

    >>> company_words("Mebelpol Sp. z o.o."), company_words("MEBELPOL spółka z o.o.")
    ((('mebelpol',), 'plc'), (('mebelpol',), 'plc'))
    >>> company_words("Bau GmbH & Co. KG"), company_words("Smith & Sons Ltd")
    ((('bau',), 'partners'), (('smith', 'sons'), 'ltd'))
    >>> company_words("Orlen S.A."), company_words("SA"), company_words(None)
    ((('orlen',), 'jsc'), (('sa',), ''), ((), ''))
    """
    text = plain(name)
    found = FORM.search(text)
    if not found or not text[: found.start()].strip():
        return tuple(text.split()), ""
    return tuple(text[: found.start()].split()), FORM_OF[found.group(1)]


def surname_stem(surname: str) -> str:
    """A surname without the ending that tells husband from wife.

    >>> surname_stem("kowalska"), surname_stem("kowalski"), surname_stem("novakova")
    ('kowalsk', 'kowalsk', 'novak')
    >>> surname_stem("ivanova"), surname_stem("ivanov"), surname_stem("nowak")
    ('ivanov', 'ivanov', 'nowak')
    """
    endings = ("ski", "ska", "sky", "cki", "cka", "dzki", "dzka")
    if surname.endswith(endings) and len(surname) > 5:
        return surname[:-1]
    if surname.endswith("kova") and len(surname) > 6:
        return surname[:-3]
    if surname.endswith(("ova", "eva", "ina")) and len(surname) > 5:
        return surname[:-1]
    return surname


def is_shared_mailbox(email: str) -> bool:
    """Tell whether an address is likely that of an office or of a whole house.

    >>> is_shared_mailbox("biuro@firma.pl"), is_shared_mailbox("Info@x.com")
    (True, True)
    >>> is_shared_mailbox("jan.kowalski@wp.pl"), is_shared_mailbox("info2@x.com")
    (False, True)
    """
    local = email.partition("@")[0].lower().rstrip("0123456789")
    return (
        local in SHARED_MAILBOXES or re.split(r"[._+-]", local)[0] in SHARED_MAILBOXES
    )


@lru_cache(maxsize=1 << 16)
def street_parts(street: str | None) -> tuple[tuple[str, ...], str]:
    """Words of a street and its house number, which is a number and not text.

    >>> street_parts("ul. Długa 5/12"), street_parts("Długa 50")
    ((('ul', 'dluga'), '5'), (('dluga',), '50'))
    >>> street_parts("12b Baker St."), street_parts("al. 3 Maja 7 m. 4")
    ((('baker', 'st'), '12b'), (('al', '3', 'maja'), '7'))
    >>> street_parts("Hauptstraße 005"), street_parts("Unit 4, 10 High Road")
    ((('hauptstrasse',), '5'), (('high', 'road'), '10'))
    """
    text = plain(_FLAT.sub(" ", (street or "").lower()))
    words = re.sub(r"(?<=\d) (?=[a-d]\b)", "", text).split()
    numbers = [place for place, word in enumerate(words) if _NUMBER.fullmatch(word)]
    if not numbers:
        return tuple(words), ""
    place = _house_place(words, numbers)
    rest = words[:place] or words[place + 1 :]
    return tuple(rest), words[place].lstrip("0") or "0"


def _house_place(words: list[str], numbers: list[int]) -> int:
    """The number after the street's name, else the first: "3 Maja 7", "12 High"."""
    for place in numbers:
        if any(word.isalpha() and word not in STREET_WORDS for word in words[:place]):
            return place
    return numbers[0]


def date_slips(one: str, other: str) -> int:
    """How many typing errors are between two dates written as YYYY-MM-DD; 2 is many.

    >>> date_slips("1980-05-12", "1980-05-12"), date_slips("1980-05-12", "1980-05-13")
    (0, 1)
    >>> date_slips("1980-05-12", "1980-12-05"), date_slips("1980-05-12", "1908-05-12")
    (1, 1)
    >>> date_slips("1952-05-12", "1980-05-12"), date_slips("1980-05-12", "1981-06-12")
    (2, 2)
    """
    if one == other:
        return 0
    if one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]:
        return 1
    differing = [n for n in range(len(one)) if one[n] != other[n]]
    if len(differing) == 1:
        return 1
    digits, others = one.replace("-", ""), other.replace("-", "")
    places = [n for n in range(8) if digits[n] != others[n]]
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        if digits[first] == others[second] and digits[second] == others[first]:
            return 1
    return 2


@lru_cache(maxsize=1 << 18)
def same_word(one: str, other: str) -> bool:
    """Tell whether a typing error or two make one word of the other.

    The longer the words, the more may differ; numbers in them may not.

    >>> same_word("kowalski", "kowalsky"), same_word("kowalski", "kowalczyk")
    (True, False)
    >>> same_word("jan", "jon"), same_word("adam", "adma"), same_word("a1", "a2")
    (False, True, False)
    """
    if one == other:
        return True
    if _digits(one) != _digits(other):
        return False
    longest = max(len(one), len(other))
    allowed = 0 if longest < 4 else 1 if longest < 6 else 2 if longest < 12 else 3
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
