# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Whether two customers may be one: points for what speaks for and against it.

A point is about what doubles the odds. The points and limits are fixed: they come from
how often people share a surname, a telephone or a birthday, not from any one data set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .duplicate_name import NameFinding, compare_companies, compare_people
from .duplicate_place import compare_addresses
from .duplicate_reason import Reason
from .duplicate_tax import is_tax_id, tax_id_digits
from .duplicate_text import date_slips, is_shared_mailbox

CERTAIN, LIKELY, POSSIBLE = 17.0, 12.0, 10.0
# Enough where nothing is known by which a household is told from one person.
BARE = 8.0
# What belongs to one person, or to one firm.
OWN = frozenset({"birth_same", "email_same", "vat_same", "thing_same"})
# What makes another house number a typing error.
BESIDE_HOUSE = frozenset({"birth_same", "birth_slip", "building_same"})
# What ties two records together beside the name.
LINKS = OWN | {"birth_slip", "phone_same", "mailbox_same", "address_same"}
LINKS |= {"address_near"}
MOST = 30.0  # points that are a score of 100


class Person(NamedTuple):
    """What is compared of a customer; empty when it is not known."""

    id: int = 0
    name: str = ""
    is_company: bool = False
    parent_id: int = 0
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    birth_date: str = ""
    vat: str = ""
    things: frozenset[str] = frozenset()  # vehicles, animals: what identifies them


@dataclass
class Finding:
    """What was found of a pair; no verdict means: nothing to ask anybody about."""

    points: float = 0.0
    verdict: str = ""
    reasons: list[Reason] = field(default_factory=list)

    @property
    def score(self) -> float:
        return round(max(0.0, min(1.0, self.points / MOST)) * 100, 1)

    @property
    def keys(self) -> set[str]:
        return {reason.key for reason in self.reasons}


def compare(one: Person, other: Person) -> Finding:
    """Score a pair.

    >>> anna = Person(1, "Anna Kowalska", phones=frozenset({"48601234567"}),
    ...     street="Długa 5", zip="00-238", city="Warszawa", birth_date="1980-05-12")
    >>> found = compare(anna, anna._replace(id=2, name="Ania KOWALSKA"))
    >>> found.verdict, sorted(found.keys)
    ('certain', ['address_same', 'birth_same', 'name_short', 'phone_same'])
    >>> compare(anna, anna._replace(id=2, birth_date="1980-05-13")).verdict
    'likely'
    >>> compare(anna, anna._replace(id=2, name="Piotr Kowalski")).verdict
    'family'
    >>> compare(anna, anna._replace(id=2, birth_date="1952-11-30")).verdict
    'family'
    >>> compare(anna, anna._replace(id=2, name="Ewa Nowak")).verdict
    ''
    >>> compare(anna, Person(2, "Anna Kowalska")).verdict
    'possible'
    >>> compare(anna, anna._replace(id=2, parent_id=1)).verdict
    ''
    >>> firm = Person(1, "Mebelpol", True, vat="PL5260250995")
    >>> compare(firm, firm._replace(id=2, vat="PL5252248481")).verdict
    ''
    """
    finding = Finding()
    if _is_barred(one, other):
        return finding
    name = _compare_names(one, other)
    slips = _birth_slips(one, other)
    finding.reasons = [Reason(name.key, name.points, name.text)]
    for rule in (_birth, _tax_id, _phone, _email, _address, _things):
        finding.reasons += rule(one, other)
    finding.points = sum(reason.points for reason in finding.reasons)
    if _is_family(one, other, name, finding, slips):
        finding.verdict = "family"
    else:
        finding.verdict = _verdict(one, other, name, finding, slips)
    return finding


def _is_barred(one: Person, other: Person) -> bool:
    """Two tax ids are two firms; a firm is not its own contact."""
    if one.id and one.id in (other.id, other.parent_id):
        return True
    if other.id and other.id == one.parent_id:
        return True
    if not is_tax_id(one.vat) or not is_tax_id(other.vat):
        return False
    return tax_id_digits(one.vat) != tax_id_digits(other.vat)


def _verdict(one, other, name: NameFinding, finding: Finding, slips: int) -> str:
    keys, points = finding.keys, finding.points
    if slips > 1:
        return _verdict_of_two_ages(one, other, name, keys)
    if _is_certain(one, other, name, keys, points, slips):
        return "certain"
    is_elsewhere = "house_differs" in keys and not keys & BESIDE_HOUSE
    if _is_bare(one, other) and points >= BARE and not is_elsewhere:
        return "likely"
    if name.likeness == 0:
        return "possible" if len(keys & OWN) > 1 or "vat_same" in keys else ""
    if points >= LIKELY and keys & LINKS and (name.likeness > 1 or keys & OWN):
        return "likely"
    if points >= POSSIBLE and keys & (LINKS | {"place_same", "house_differs"}):
        return "possible"
    return "possible" if points >= 9 and (_is_blank(one) or _is_blank(other)) else ""


def _verdict_of_two_ages(one, other, name, keys) -> str:
    """Birth dates far apart are two persons.

    Unless the records are those of a register, without anything to reach anybody by:
    the whole name and the whole address then say that one of the dates is wrong.
    """
    is_one_place = keys & {"address_same", "address_near"} or (
        keys >= {"place_same", "building_same"}
    )
    if _is_bare(one, other) and name.likeness > 1 and is_one_place:
        return "likely"
    return ""


def _is_bare(one: Person, other: Person) -> bool:
    """Nobody can be reached: there is neither a telephone nor an e-mail address."""
    if one.is_company or other.is_company:
        return False
    return not (one.phones or one.emails or other.phones or other.emails)


def _is_blank(person: Person) -> bool:
    """Nothing is known but the name."""
    known = (person.emails, person.phones, person.street, person.zip, person.city)
    return not any((*known, person.birth_date, person.vat, person.things))


def _is_certain(one, other, name, keys, points, slips) -> bool:
    """A machine may merge them: nothing is at odds, and one thing is theirs alone.

    Name, telephone and address are what a father and a son of one name share.
    """
    if points < CERTAIN or slips or not name.is_sure:
        return False
    if one.is_company != other.is_company or "house_differs" in keys:
        return False
    if one.is_company:
        return "vat_same" in keys
    return bool(keys & {"birth_same", "vat_same", "email_same"})


def _is_family(one, other, name, finding, slips) -> bool:
    """Same surname at one place, and two persons by first name or by age."""
    if one.is_company or other.is_company or not name.is_same_surname:
        return False
    if not finding.keys & {"phone_same", "address_same", "address_near", "email_same"}:
        return False
    if _is_bare(one, other) and (slips > 1 or "birth_same" in finding.keys):
        return name.is_suffix_two
    return bool(name.are_first_names_two or name.is_suffix_two or slips > 1)


def _compare_names(one: Person, other: Person) -> NameFinding:
    if one.is_company or other.is_company:
        return compare_companies(one.name, other.name)
    return compare_people(one.name, other.name)


def _birth_slips(one: Person, other: Person) -> int:
    if not one.birth_date or not other.birth_date:
        return 0
    return date_slips(one.birth_date, other.birth_date)


def _birth(one: Person, other: Person) -> list[Reason]:
    if not one.birth_date or not other.birth_date:
        return []
    slips = date_slips(one.birth_date, other.birth_date)
    if not slips:
        return [Reason("birth_same", 10)]
    return [Reason("birth_slip", 4) if slips == 1 else Reason("birth_differs", -10)]


def _tax_id(one: Person, other: Person) -> list[Reason]:
    mine, theirs = tax_id_digits(one.vat), tax_id_digits(other.vat)
    return [Reason("vat_same", 14)] if mine and mine == theirs else []


def _phone(one: Person, other: Person) -> list[Reason]:
    if not one.phones or not other.phones:
        return []
    if one.phones & other.phones:
        return [Reason("phone_same", 7)]
    return [Reason("phone_differs", -1)]


def _email(one: Person, other: Person) -> list[Reason]:
    if not one.emails or not other.emails:
        return []
    shared = one.emails & other.emails
    if any(not is_shared_mailbox(email) for email in shared):
        return [Reason("email_same", 9)]
    if shared:
        return [Reason("mailbox_same", 2, min(shared))]
    return [Reason("email_differs", -0.5)]


def _things(one: Person, other: Person) -> list[Reason]:
    shared = one.things & other.things
    return [Reason("thing_same", 6, min(shared))] if shared else []


def _address(one: Person, other: Person) -> list[Reason]:
    return compare_addresses(one, other)
