# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Whether two names are one: swapped, shortened, mistyped, of one family."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from .duplicate_text import (
    company_words,
    person_words,
    same_word,
    sound,
    surname_stem,
)
from .duplicate_words import SHORT

# How alike two words are.
SAME, SOUND, SHORTENED, NEAR, INITIAL, OTHER = 5, 4, 3, 2, 1, 0


class NameFinding(NamedTuple):
    """What two names say. likeness: 0 none, 1 a part of it, 2 the same name."""

    key: str
    points: float
    likeness: int = 0
    is_sure: bool = False
    is_same_surname: bool = False
    are_first_names_two: bool = False
    is_suffix_two: bool = False
    text: str = ""


NO_NAME = NameFinding("name_missing", 0.0)


@lru_cache(maxsize=1 << 18)
def alike(one: str, other: str) -> int:
    """Compare two words of names.

    >>> alike("anna", "anna"), alike("anna", "ania"), alike("kowalska", "kowlaska")
    (5, 3, 2)
    >>> alike("j", "jan"), alike("anna", "piotr"), alike("szewczenko", "sevcenko")
    (1, 0, 4)
    """
    if one == other:
        return SAME
    if SHORT.get(one, one) == SHORT.get(other, other):
        return SHORTENED
    if sound(one) == sound(other):
        return SOUND
    if min(len(one), len(other)) == 2 and abs(len(one) - len(other)) == 1:
        return NEAR if one[:2] == other[:2] else OTHER
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else OTHER
    return NEAR if same_word(one, other) else OTHER


def compare_people(one: str, other: str) -> NameFinding:
    """Compare the names of two persons, written in any order.

    >>> compare_people("Jan Kowalski", "KOWALSKI JAN").key
    'name_swapped'
    >>> compare_people("Jan Kowalski", "Jan Kowlaski").key
    'name_slip'
    >>> compare_people("Шевченко Ольга", "Olga Szewczenko").key
    'name_sound'
    >>> found = compare_people("Jan Kowalski", "Anna Kowalska")
    >>> found.key, found.is_same_surname, found.are_first_names_two
    ('surname_same', True, True)
    >>> compare_people("Jan Kowalski", "J. Kowalski").key
    'name_initial'
    >>> compare_people("Anna Maria Nowak", "Anna Nowak").key
    'name_part'
    >>> compare_people("Anna Nowak", "Anna Lis").key, compare_people("A B", "").key
    ('first_name_same', 'name_missing')
    >>> compare_people("John Smith Jr.", "John Smith Sr.").is_suffix_two
    True
    """
    words, surname, suffix = person_words(one)
    others, other_surname, other_suffix = person_words(other)
    if not words or not others:
        return NO_NAME
    suffixes_two = suffix != other_suffix
    if len(words) == 1 or len(others) == 1:
        found = _one_word(words, others)
    else:
        straight = _two_parts(words[:-1], surname, others[:-1], other_surname)
        found = max(
            straight,
            _two_parts(words[:-1], surname, others[1:], others[0], True),
            _two_parts(words[1:], words[0], others[:-1], other_surname, True),
            key=lambda each: each.points,
        )
        if found.likeness < 2:
            found = _as_one_word(words, others) or found
    if suffixes_two:
        return found._replace(is_sure=False, is_suffix_two=True)
    return found


def _one_word(words, others) -> NameFinding:
    best = max(alike(one, other) for one in words for other in others)
    whole = len(words) == len(others)
    if best >= SOUND:
        if whole:
            return NameFinding("name_same", 5, 2, False, True)
        return NameFinding("name_part", 4, 1, False, False)
    if best in (NEAR, SHORTENED):
        return NameFinding("name_near", 3, 1)
    return NameFinding("name_differs", -8)


def _two_parts(given, surname, others, other_surname, swapped=False) -> NameFinding:
    """Compare given names and surname, each with its counterpart."""
    family = alike(surname, other_surname)
    firsts = [alike(one, other) for one in given for other in others]
    first = max(firsts)
    is_whole = len(given) == len(others) and (
        len(given) == 1 or set(given) == set(others)
    )
    related = family >= NEAR or _is_stem(surname, other_surname)
    if family == OTHER or (family == INITIAL and first < SHORTENED):
        return _other_surname(first, related, swapped)
    is_couple = surname != other_surname and _is_stem(surname, other_surname)
    if first == OTHER or (is_couple and first < SHORTENED):
        points = -1.0 if family >= SOUND else -4.0
        return NameFinding(
            "surname_same", points, 1 if family >= SOUND else 0, False, related, True
        )
    if family == INITIAL:
        return NameFinding("name_initial", 4, 1)
    return _same_person(first, family, is_whole, swapped)


def _as_one_word(words, others) -> NameFinding | None:
    """Compare names in which a space was typed too much or too little."""
    one, other = "".join(words), "".join(others)
    if OSA.distance(one, other) < 3 and JaroWinkler.similarity(one, other) > 0.9:
        return NameFinding("name_near", 5, 2, False, True)
    return None


def _is_stem(surname: str, other: str) -> bool:
    return surname_stem(surname) == surname_stem(other)


def _other_surname(first: int, related: bool, swapped: bool) -> NameFinding:
    if first >= SHORTENED and not swapped:
        return NameFinding("first_name_same", -1, 1)
    points = -3 if first == NEAR and not swapped else -8
    return NameFinding(
        "name_differs", points, 0, False, related and not swapped, first == OTHER
    )


def _same_person(first: int, family: int, is_whole: bool, swapped: bool) -> NameFinding:
    if first == INITIAL:
        return NameFinding("name_initial", 5, 2 if family >= SOUND else 1, False, True)
    slips = (first == NEAR) + (family < SOUND)
    if slips:
        # a first name that differs by a letter may be a sister's
        sure = first in (SAME, SHORTENED) and is_whole
        points = 7.0 if slips == 1 else 5.0
        return NameFinding(
            "name_slip" if slips == 1 else "name_near", points, 2, sure, True
        )
    if not is_whole:
        return NameFinding("name_part", 7, 2, False, True)
    if first == SHORTENED:
        return NameFinding("name_short", 8, 2, True, True)
    if SOUND in (first, family):
        return NameFinding("name_sound", 8, 2, first == SAME, True)
    return NameFinding("name_swapped" if swapped else "name_same", 9, 2, True, True)


def compare_companies(one: str, other: str) -> NameFinding:
    """Compare the names of two companies, or of a company and a person.

    >>> compare_companies("Mebelpol Sp. z o.o.", "MEBELPOL").key
    'company_same'
    >>> compare_companies("Mebelpol Sp. z o.o.", "Mebelpol S.A.").key
    'company_form'
    >>> compare_companies("Meble Polskie Mebelpol", "Mebelpol").key
    'company_part'
    >>> compare_companies("Mebelpol", "Orlen").key, compare_companies("", "X").key
    ('name_differs', 'name_missing')
    """
    words, form = company_words(one)
    others, other_form = company_words(other)
    if not words or not others:
        return NO_NAME
    if sorted(map(sound, words)) == sorted(map(sound, others)):
        if form and other_form and form != other_form:
            return NameFinding("company_form", 2, 2)
        return NameFinding("company_same", 9, 2, True)
    if same_word("".join(sorted(words)), "".join(sorted(others))):
        return NameFinding("company_near", 7, 2, True)
    shared = set(words) & set(others)
    if shared and (shared == set(words) or shared == set(others)):
        return NameFinding("company_part", 4, 1)
    return NameFinding("name_differs", -8)
