# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Serial numbers in one text field, and which sold items came back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEPARATORS = re.compile(r"[,;\n]+")
TOLERANCE = 1e-6


def split_serials(text: str | None) -> list[str]:
    """Return the serial numbers in ``text``, each once, in order.

    >>> split_serials(" S1, S2;S3\\nS1 ")
    ['S1', 'S2', 'S3']
    >>> split_serials(None)
    []
    """
    names = (name.strip() for name in SEPARATORS.split(text or ""))
    return list(dict.fromkeys(name for name in names if name))


def join_serials(names: Iterable[str]) -> str:
    """Return ``names`` as one text, the way a person would type them.

    >>> join_serials(["S1", "S2"])
    'S1, S2'
    """
    return ", ".join(names)


def take_lots(available: Mapping[str, float], quantity: float) -> list[str]:
    """Return the names that cover ``quantity``, in their order.

    >>> take_lots({"S1": 1.0, "S2": 0.0, "S3": 1.0, "S4": 1.0}, 2.0)
    ['S1', 'S3']
    >>> take_lots({"LOT-7": 10.0}, 3.0), take_lots({"S1": 1.0}, 0.0)
    (['LOT-7'], [])
    """
    names = []
    for name, stock in available.items():
        if quantity <= TOLERANCE:
            break
        if stock > TOLERANCE:
            names.append(name)
            quantity -= stock
    return names


def use_lots(
    available: dict[str, float], names: Iterable[str], quantity: float
) -> None:
    """Take ``quantity`` of ``names`` out of ``available``; a negative one gives back.

    >>> stock = {"S1": 1.0, "S2": 1.0, "S3": 1.0}
    >>> use_lots(stock, ["S1", "S3", "unknown"], 2.0); stock
    {'S1': 0.0, 'S2': 1.0, 'S3': 0.0}
    >>> use_lots(stock, ["S3"], -1.0); stock
    {'S1': 0.0, 'S2': 1.0, 'S3': 1.0}
    """
    known = [name for name in names if name in available]
    for place, name in enumerate(known, start=1):
        if quantity < 0:
            share = quantity / (len(known) - place + 1)
        else:
            share = min(quantity, max(available[name], 0.0))
        available[name] -= share
        quantity -= share


@dataclass(frozen=True)
class Item:
    """A line of an invoice or of a credit note, in the product's own unit."""

    key: int
    product: int
    name: str
    serials: frozenset[str]
    quantity: float


def match_returns(
    sold: Iterable[Item], returned: Iterable[Item]
) -> dict[int, list[tuple[int, float]]]:
    """Return {key sold: [(key returned, quantity)]}.

    An item comes back to the line with the same product and serial number; the
    description decides between equals. Two different serial numbers never meet.

    >>> fridge = Item(1, 7, "Fridge", frozenset({"S1", "S2"}), 2.0)
    >>> other = Item(2, 7, "Fridge", frozenset({"S9"}), 1.0)
    >>> match_returns([fridge, other], [Item(3, 7, "", frozenset({"S9"}), 1.0)])
    {2: [(3, 1.0)]}
    >>> match_returns([fridge, other], [Item(4, 7, "Fridge", frozenset(), 3.0)])
    {1: [(4, 2.0)], 2: [(4, 1.0)]}
    >>> match_returns([fridge], [Item(5, 7, "Fridge", frozenset({"S8"}), 1.0)])
    {}
    """
    sold = list(sold)
    left = {item.key: item.quantity for item in sold}
    matches: dict[int, list[tuple[int, float]]] = {}
    for item in sorted(returned, key=lambda item: not item.serials):
        waiting = item.quantity
        for candidate in sorted(
            (one for one in sold if _fits(one, item)), key=lambda one: _rank(one, item)
        ):
            share = min(waiting, left[candidate.key])
            if share > TOLERANCE:
                matches.setdefault(candidate.key, []).append((item.key, share))
                left[candidate.key] -= share
                waiting -= share
    return matches


def _fits(sold: Item, returned: Item) -> bool:
    if sold.product != returned.product:
        return False
    if not sold.product and sold.name != returned.name:
        return False
    return not (
        sold.serials and returned.serials and not sold.serials & returned.serials
    )


def _rank(sold: Item, returned: Item) -> tuple[bool, bool, int]:
    """Sort key: the same serial numbers first, then description, then order."""
    return (
        sold.serials != returned.serials and not sold.serials & returned.serials,
        sold.name != returned.name,
        sold.key,
    )
