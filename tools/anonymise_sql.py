# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What stands in a column when a person is gone, and in which order rows are removed.

A column is known by its facts: its type, may it be empty, must it be unique.

>>> new_value(("varchar", True, False), "blank", "Anonymised").code
'NULL'
>>> new_value(("jsonb", False, False), "mask", "Anonymised").params
['{"en_US": "Anonymised"}']
"""

from __future__ import annotations

import json

from odoo.tools import SQL

NOTHING = SQL("NULL")
TEXTS = ("varchar", "text", "bpchar")
# What starts a key that opens nothing any more.
DEAD = "anonymised-"


def new_value(facts, fate: str, word: str) -> SQL:
    """Return what a column of row `t` becomes.

    :param fate: `blank`, `mask`, or `secret` for a key: nobody may guess the next one

    >>> new_value(("varchar", True, True), "mask", "Anonymised").code
    "(%s || ' ' || t.id)"
    >>> new_value(("varchar", False, True), "secret", "Anonymised").code
    '(%s || gen_random_uuid())'
    >>> new_value(("date", False, False), "blank", "Anonymised").params
    ['1900-01-01']
    """
    kind, is_free, is_unique = facts
    if is_free and fate != "mask":
        return NOTHING
    if kind in TEXTS:
        return _new_text(fate, word, is_unique)
    if is_free:
        return NOTHING
    if kind in ("json", "jsonb"):
        return SQL("%s::jsonb", json.dumps({"en_US": word}))
    if kind in ("date", "timestamp"):
        return SQL("%s::timestamp", "1900-01-01")
    return SQL("''::bytea") if kind == "bytea" else SQL("0")


def _new_text(fate, word, is_unique):
    if fate == "secret":
        return SQL("(%s || gen_random_uuid())", DEAD)
    return SQL("(%s || ' ' || t.id)", word) if is_unique else SQL("%s", word)


def changed(values) -> SQL:
    """Return the condition that one of the columns is not yet as it will be."""
    return SQL(" OR ").join(
        SQL("t.%s NOT LIKE %s", SQL.identifier(name), f"{DEAD}%")
        if "gen_random_uuid" in value.code
        # a trigger may write nothing as an empty text
        else SQL("coalesce(t.%s::text, '') <> ''", SQL.identifier(name))
        if value.code == NOTHING.code
        else SQL("t.%s IS DISTINCT FROM %s", SQL.identifier(name), value)
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
