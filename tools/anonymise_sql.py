# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What stands in a column when a person is gone, and in which order rows are removed.

>>> new_value(("varchar", True, False), False, "Anonymised").code
'NULL'
>>> new_value(("jsonb", False, False), True, "Anonymised").params
['{"en_US": "Anonymised"}']
"""

from __future__ import annotations

import json

from odoo.tools import SQL

NOTHING = SQL("NULL")
TEXTS = ("varchar", "text", "bpchar")


def new_value(facts, is_masked: bool, word: str) -> SQL:
    """Return what a column of row `t` becomes.

    :param facts: (type of PostgreSQL, may it be empty, must it be unique)

    >>> new_value(("varchar", True, True), True, "Anonymised").code
    "(%s || ' ' || t.id)"
    >>> new_value(("date", False, False), False, "Anonymised").params
    ['1900-01-01']
    """
    kind, is_free, is_unique = facts
    if is_free and not is_masked:
        return NOTHING
    if kind in TEXTS:
        return SQL("(%s || ' ' || t.id)", word) if is_unique else SQL("%s", word)
    if kind in ("json", "jsonb"):
        # of a translated text; what else is JSON may be empty
        return NOTHING if is_free else SQL("%s::jsonb", json.dumps({"en_US": word}))
    if is_free:
        return NOTHING
    if kind in ("date", "timestamp"):
        return SQL("%s::timestamp", "1900-01-01")
    return SQL("''::bytea") if kind == "bytea" else SQL("0")


def changed(values) -> SQL:
    """Return the condition that one of the columns is not yet as it will be."""
    return SQL(" OR ").join(
        SQL("t.%s IS DISTINCT FROM %s", SQL.identifier(name), value)
        for name, value in values.items()
    )


def delete_order(tables, references) -> list[str]:
    """Return the tables so that what refers comes before what is referred to.

    :param references: (table, table it refers to)

    >>> delete_order(["a", "b", "c"], [("b", "a"), ("c", "b")])
    ['c', 'b', 'a']
    >>> delete_order(["a", "b"], [("a", "b"), ("b", "a")])
    ['a', 'b']
    """
    left, result = sorted(tables), []
    while left:
        referred = {to for table, to in references if table in left and to in left}
        free = [table for table in left if table not in referred] or left[:1]
        result += free
        left = [table for table in left if table not in free]
    return result
