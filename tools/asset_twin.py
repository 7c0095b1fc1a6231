# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Which vehicles or animals are one and the same, and why some are not.

Plain arithmetic over what the database found: members with keys in common. It is
careful: who could belong to two different ones belongs to none, and a person decides.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

# What identifies for certain, also as PostgreSQL reads it; I, O and Q are read as the
# digits they look like.
VIN = "^[A-HJ-NPR-Z0-9]{17}$"
CHIP = (
    "^(?!999|0+$)[0-9]{15}$|^(?!0+$)[0-9]{9}$|^(?!0+$)(?=[0-9A-Z]*[0-9])[0-9A-Z]{10}$"
)
LOOK_ALIKES = ("IOQ", "100")
# Of a VIN people often write the end only; that much of it is enough.
SHORTEST = 6
# More animals of one name than these, without chips, are a herd.
HERD = 5


@dataclass(frozen=True)
class Member:
    """What is known of one of those that share a key; keys are compact (`asset_key`).

    keys: what it is found by; rank: the smallest of a group stays; plate_from and
    plate_to: when its plate was on it, as far as anybody knows.
    """

    id: int
    keys: frozenset = frozenset()
    rank: tuple = ()
    owner: int = 0
    vin: str = ""
    plate: str = ""
    country: int | None = None
    plate_from: date | None = None
    plate_to: date | None = None
    chip: str = ""
    sex: str = ""
    born: date | None = None
    died: date | None = None


@dataclass
class Group:
    """Members that are one; `others` are (member, why not) who share a key with it."""

    members: list[Member]
    others: list[tuple[Member, str]] = field(default_factory=list)

    @property
    def keys(self) -> frozenset:
        return frozenset().union(*(member.keys for member in self.members))


def whole_vin(key: str | None) -> str:
    """Return a VIN in which nothing is missing, else an empty text.

    >>> whole_vin("WVWZZZ1JZXW0OOOO1"), whole_vin("XW000001"), whole_vin(None)
    ('WVWZZZ1JZXW000001', '', '')
    """
    folded = fold(key)
    return folded if re.match(VIN, folded) else ""


def whole_chip(key: str | None) -> str:
    """Return the number of a chip that can be one, else an empty text.

    >>> whole_chip("616093900123456"), whole_chip("0A12345678"), whole_chip("123456789")
    ('616093900123456', '0A12345678', '123456789')
    >>> [whole_chip(key) for key in ("999000000123456", "0" * 15, "61609390012345", "")]
    ['', '', '', '']
    """
    key = key or ""
    return key if re.match(CHIP, key) else ""


def fold(key: str | None) -> str:
    """Return a VIN without the letters that no VIN has.

    >>> fold("IOQ7")
    '1007'
    """
    return (key or "").translate(str.maketrans(*LOOK_ALIKES))


def is_same_vin(one: str, other: str) -> bool:
    """Whether two numbers do not contradict each other: often only the end is known.

    >>> is_same_vin("WVWZZZ1JZXW000001", "XW0OOOO1"), is_same_vin("", "X")
    (True, True)
    >>> is_same_vin("WVWZZZ1JZXW000001", "WVWZZZ1JZXW000002")
    False
    """
    one, other = fold(one), fold(other)
    return one.endswith(other) or other.endswith(one)


def difference(one: Member, other: Member) -> str:
    """Return what says that these are two, "" when nothing does.

    >>> a = Member(1, vin="WVWZZZ1JZXW000001", plate="WX1", owner=1)
    >>> difference(a, Member(2, vin="XW000001", plate="WX1", owner=1))
    ''
    >>> difference(a, Member(2, vin="WVWZZZ1JZXW000002", plate="WX1", owner=1))
    'vin'

    The same VIN is the same vehicle, whoever owned it under whatever plate. By the
    plate alone it is another one if somebody else owns it, or had it at another time:

    >>> difference(a, Member(2, vin="WVWZZZ1JZXW000001", plate="WX2", owner=7))
    ''
    >>> difference(a, Member(2, plate="WX1", owner=7))
    'owner'
    >>> day = date(2024, 1, 1)
    >>> difference(Member(1, plate_to=day), Member(2, plate_from=date(2024, 5, 1)))
    'time'
    >>> difference(Member(1, plate_to=day), Member(2, plate_from=day))
    ''
    >>> difference(Member(1, country=1), Member(2, country=2))
    'country'

    Animals:

    >>> difference(Member(1, sex="male"), Member(2, sex="female"))
    'sex'
    >>> difference(Member(1, born=day), Member(2, born=date(2020, 1, 1)))
    'born'
    >>> difference(Member(1, died=day), Member(2, born=date(2024, 2, 1)))
    'died'
    >>> difference(Member(1, died=day), Member(2, died=date(2024, 2, 1)))
    'died'
    >>> difference(Member(1, chip="1"), Member(2, chip="2"))
    'chip'

    The same chip is the same animal, whoever brings it, unless its life differs:

    >>> chip = "616093900123456"
    >>> difference(Member(1, chip=chip, owner=1), Member(2, chip=chip, owner=7))
    ''
    """
    if not is_same_vin(one.vin, other.vin):
        return "vin"
    if one.chip and other.chip and one.chip != other.chip:
        return "chip"
    if min(len(one.vin), len(other.vin)) >= SHORTEST:
        return ""
    if one.chip == other.chip and whole_chip(one.chip):
        return _life_difference(one, other)
    return _plate_difference(one, other) or _life_difference(one, other)


def _plate_difference(one: Member, other: Member) -> str:
    if one.plate == other.plate:
        if one.country and other.country and one.country != other.country:
            return "country"
        for first, second in ((one, other), (other, one)):
            ends, begins = first.plate_to, second.plate_from
            if ends and begins and ends < begins:
                return "time"
    return "owner" if one.owner != other.owner else ""


def _life_difference(one: Member, other: Member) -> str:
    if one.sex and other.sex and one.sex != other.sex:
        return "sex"
    if one.born and other.born and one.born != other.born:
        return "born"
    if one.died and other.died and one.died != other.died:
        return "died"
    for dead, living in ((one, other), (other, one)):
        if dead.died and living.born and dead.died < living.born:
            return "died"
    return ""


def groups(
    members: Iterable[Member], differ: Callable[[Member, Member], str] = difference
) -> list[Group]:
    """Put together who shares a key and contradicts nobody of the group.

    >>> a = Member(1, frozenset(["p"]), (0,), vin="WVWZZZ1JZXW000001")
    >>> b = Member(2, frozenset(["p"]), (1,))
    >>> [[member.id for member in group.members] for group in groups([b, a])]
    [[1, 2]]

    A re-used plate: one without a VIN could be either.

    >>> c = Member(3, frozenset(["p"]), (2,), vin="WVWZZZ1JZXW000002")
    >>> found = groups([a, b, c])
    >>> [[member.id for member in group.members] for group in found]
    [[1], [3]]
    >>> [[(other.id, why) for other, why in group.others] for group in found]
    [[(3, 'vin'), (2, 'either')], []]
    """
    found: list[Group] = []
    by_key = defaultdict(list)
    for member in sorted(
        members, key=lambda each: (not (each.vin or each.chip), each.rank)
    ):
        near = list({id(g): g for key in member.keys for g in by_key[key]}.values())
        fits = [g for g in near if not any(differ(member, m) for m in g.members)]
        if len(fits) == 1:
            group = fits[0]
            group.members.append(member)
        elif fits:
            fits[0].others.append((member, "either"))
            continue
        else:
            if near:
                why = next(filter(None, (differ(member, m) for m in near[0].members)))
                near[0].others.append((member, why))
            group = Group([member])
            found.append(group)
        for key in member.keys:
            if group not in by_key[key]:
                by_key[key].append(group)
    return found


def survivor(members: list[Member]) -> Member:
    """Return who stays: the best by rank; of several owners that of the last one.

    >>> survivor([Member(1, rank=(0, 1)), Member(2, rank=(0, 2))]).id
    1
    >>> survivor([Member(1, rank=(0, 1), owner=1), Member(2, rank=(0, 2), owner=2)]).id
    2
    """
    best = min(member.rank[:-1] for member in members)
    likely = [member for member in members if member.rank[:-1] == best]
    is_sold_on = len({member.owner for member in members}) > 1
    return (max if is_sold_on else min)(likely, key=lambda member: member.rank)
