# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Whether two addresses are one: street, house number and place."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from .duplicate_reason import Reason
from .duplicate_text import plain, same_word, street_parts
from .duplicate_words import STREET_WORDS

# How much two streets, or two places, have in common.
SAME, NEAR, UNKNOWN, OTHER = 2, 1, 0, -1


def compare_addresses(one, other) -> list[Reason]:
    """Compare what has street, street2, zip and city; 5 is not 50.

    >>> from types import SimpleNamespace
    >>> def at(street, zip="", city="", street2=""):
    ...     return SimpleNamespace(street=street, street2=street2, zip=zip, city=city)
    >>> def keys(one, other):
    ...     return [(rule.key, rule.points) for rule in compare_addresses(one, other)]
    >>> keys(at("ul. Długa 5/2", "00-238"), at("Dluga 5", "00238"))
    [('address_same', 8)]
    >>> keys(at("Długa 5", "00-238"), at("Długa 50", "00-238"))
    [('house_differs', 2)]
    >>> keys(at("Długa 5", city="Łódź"), at("Dluag 5", city="Lodz"))
    [('address_near', 6)]
    >>> keys(at("Długa 5", "00-238"), at("Prosta 8", "31-001", "Kraków"))
    [('address_differs', -3)]
    >>> keys(at("", "00-238"), at("Prosta 8", "00-238")), keys(at(""), at(""))
    ([('place_same', 2)], [])
    """
    found = _compare_streets(one, other)
    if found and found[0].key != "address_same" and _is_same_building(one, other):
        found.append(Reason("building_same", 4, one.street2))
    return found


def _is_same_building(one, other) -> bool:
    """The second line, where the name of a building, an estate or a farm stands."""
    line, other_line = (plain(each.street2).replace(" ", "") for each in (one, other))
    return len(line) > 4 and bool(other_line) and same_word(line, other_line)


def _compare_streets(one, other) -> list[Reason]:
    place = _same_place(one.zip, one.city, other.zip, other.city)
    mine, theirs = (one.street, one.street2), (other.street, other.street2)
    if not any(mine) or not any(theirs):
        return [Reason("place_same", place)] if place > 0 else []
    street, number, numbers = _same_street(mine, theirs)
    if number == OTHER:
        if street > 0 and place > 0:
            return [Reason("house_differs", 2, numbers)]
        return [Reason("address_differs", -1 if place == SAME else -3)]
    if street == SAME and place > 0:
        return [Reason("address_same", 8 if number == SAME else 5)]
    if street > 0:
        points = 6 if place > 0 and number == SAME else 4
        return [Reason("address_near", points)]
    if place > 0 and number == SAME:
        return [Reason("place_same", 3 if place == SAME else 2)]
    if place == SAME:
        return [Reason("place_same", 1)]
    return [Reason("address_differs", -3)]


@lru_cache(maxsize=1 << 16)
def _same_place(code: str, town: str, other_code: str, other_town: str) -> int:
    """The code counts more than the town: there are few typing errors in both."""
    code, other_code = (plain(each).replace(" ", "") for each in (code, other_code))
    town, other_town = (plain(each).replace(" ", "") for each in (town, other_town))
    if code and code == other_code:
        return SAME
    if town and other_town and same_word(town, other_town):
        return NEAR
    if code and other_code and OSA.distance(code, other_code) == 1:
        return UNKNOWN if town and other_town else NEAR
    return OTHER if (code and other_code) or (town and other_town) else UNKNOWN


@lru_cache(maxsize=1 << 16)
def _same_street(mine: tuple, theirs: tuple) -> tuple[int, int, str]:
    """Compare the streets and the house numbers, whichever line they stand in."""
    numbers, others = _numbers(mine), _numbers(theirs)
    number = UNKNOWN
    if numbers and others:
        number = SAME if set(numbers) & set(others) else OTHER
    text = " / ".join((*numbers[:1], *others[:1]))
    return _best_street(mine, theirs), number, text


def _best_street(mine, theirs) -> int:
    best = OTHER
    for one in mine:
        for other in theirs:
            words, others = street_parts(one)[0], street_parts(other)[0]
            if words and others:
                best = max(best, alike_roads(words, others))
    return best


def _numbers(lines: tuple) -> list[str]:
    """The house number of each line: people swap the lines."""
    return [number for number in (street_parts(line)[1] for line in lines) if number]


def alike_roads(words: tuple[str, ...], others: tuple[str, ...]) -> int:
    """Compare what is left without "street"; mistyped, that word is in the way.

    >>> alike_roads(("ul", "dluga"), ("dluga",)), alike_roads(("dluga",), ("dulga",))
    (2, 1)
    >>> alike_roads(("dluga",), ("prosta",))
    -1
    """
    bare, other_bare = _without_kind(words), _without_kind(others)
    one, other = "".join(words), "".join(others)
    if one == other or sorted(bare) == sorted(other_bare):
        return SAME
    if same_word(one, other) or same_word("".join(bare), "".join(other_bare)):
        return NEAR
    return OTHER


def _without_kind(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in STREET_WORDS) or words
