# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Find a person's values in every text of a database; PostgreSQL does the work.

One statement reads one table once, by as many processes as PostgreSQL likes. The texts
of a row are joined and made small by bytes, which costs next to nothing, and asked for
a few letters that every match has; the values themselves are tried on what has them
only. Nothing but counts and a few ids leaves PostgreSQL, so neither side holds a table
in memory.

>>> from .value_needles import needles
>>> statement = scan("res_partner", ("name", "email"), needles([("name", "An Na")]))
>>> "FROM \\"res_partner\\" t" in statement.code
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from odoo.tools import SQL

from .value_needles import GAPS, MARK

# So many rows of a column are named; more are counted.
SHOWN = 20
# Up to so many values one pattern finds all rows that are worth a closer look.
FEW = 16
# What all texts of a row are called, beside its columns.
SMALL = "__texts"
WHOLE = SQL.identifier("whole", SMALL)
TEXT_COLUMNS = """
    SELECT rel.relname, array_agg(att.attname::text ORDER BY att.attnum)
      FROM pg_class rel
      JOIN pg_attribute att ON att.attrelid = rel.oid AND att.attnum > 0
       AND NOT att.attisdropped
      JOIN pg_type typ ON typ.oid = att.atttypid
     WHERE (rel.relkind = 'p' OR rel.relkind = 'r' AND pg_relation_size(rel.oid) > 0)
       AND NOT rel.relispartition
       AND rel.relpersistence <> 't'
       AND rel.relnamespace = current_schema::regnamespace
       AND (typ.typcategory = 'S' OR typ.typname IN ('json', 'jsonb', 'xml', '_text',
            '_varchar'))
  GROUP BY rel.relname
  ORDER BY rel.relname
"""


@dataclass(frozen=True)
class Hit:
    """Rows of one column that still hold a kind of value."""

    table: str
    column: str
    kind: str
    count: int
    ids: tuple[int, ...]


def text_columns(cr) -> dict[str, tuple[str, ...]]:
    """Return {table: its text and JSON columns} of all tables with a row."""
    cr.execute(TEXT_COLUMNS)
    return {table: tuple(names) for table, names in cr.fetchall()}


def find(cr, wanted, tables=None):
    """Yield the `Hit`s, table by table.

    :param wanted: list of Needle
    :param tables: {table: columns}, default all
    """
    if not wanted:
        return
    # a pattern costs more than PostgreSQL thinks, and hardly a row comes back
    cr.execute("SET LOCAL parallel_tuple_cost = 0; SET LOCAL parallel_setup_cost = 0")
    for table, columns in (tables or text_columns(cr)).items():
        cr.execute(scan(table, columns, wanted))
        for column, kind, count, ids in cr.fetchall():
            yield Hit(table, column, kind, count, tuple(ids or ()))
    cr.execute(
        "SET LOCAL parallel_tuple_cost TO DEFAULT;"
        " SET LOCAL parallel_setup_cost TO DEFAULT"
    )


def scan(table, columns, wanted) -> SQL:
    """Return the statement that looks for values in a table."""
    kinds = {}
    for needle in wanted:
        kinds.setdefault(needle.kind, []).append(needle.pattern)
    return SQL(
        """
        SELECT part.name, asked.kind, count(*)::int,
               (array_agg((to_jsonb(whole.*)->>'id')::bigint))[1:%(shown)s]
          FROM (SELECT t.*, lower(%(whole)s COLLATE "C") AS %(small)s
                  FROM %(table)s t %(first)s) AS whole
         CROSS JOIN LATERAL (VALUES %(parts)s) AS part (name, text)
          JOIN unnest(%(kinds)s, %(patterns)s) AS asked (kind, pattern)
            ON part.text ~* asked.pattern
         WHERE %(may_be)s
      GROUP BY part.name, asked.kind
      ORDER BY part.name, asked.kind
        """,
        shown=SHOWN,
        small=SQL.identifier(SMALL),
        whole=whole_text(columns),
        table=SQL.identifier(table),
        parts=SQL(", ").join(
            SQL("(%s, whole.%s::text)", name, SQL.identifier(name)) for name in columns
        ),
        kinds=list(kinds),
        patterns=[_either(kinds[kind]) for kind in kinds],
        first=_first(columns, wanted),
        may_be=_may_be(wanted),
    )


def _first(columns, wanted):
    """What is asked of a row first. OFFSET 0: the texts are joined once for all that
    is asked then, and read by one process alone.
    """
    if len(wanted) > FEW:
        return SQL("OFFSET 0")
    hints = dict.fromkeys(n.clue or re.escape(n.word) for n in wanted)
    return SQL('WHERE %s COLLATE "C" ~* %s', whole_text(columns), _either(hints))


def _may_be(wanted):
    """Return a condition on all texts of a row, `WHOLE`: it may hold a value.

    Many words are cheapest by `strpos`, which skips; the endings of all numbers are one
    pattern. What must not stand beside a value costs PostgreSQL ten times as much as
    the value, and many numbers are quickest without their gaps.
    """
    words = [needle for needle in wanted if not needle.compact]
    numbers = [needle for needle in wanted if needle.compact]
    tests = []
    if words:
        near = _either(dict.fromkeys(needle.near for needle in words))
        tests.append(SQL("%s AND %s ~* %s", _hinted(words), WHOLE, near))
    if numbers:
        tests.append(SQL("%s AND %s", _hinted(numbers), _compact(numbers)))
    return SQL("(%s)", SQL(" OR ").join(SQL("(%s)", test) for test in tests))


def _hinted(wanted):
    words = {needle.word: 1 for needle in wanted if needle.word}
    clues = {needle.clue: 1 for needle in wanted if needle.clue}
    tests = [SQL("strpos(%s, %s) > 0", WHOLE, each) for each in words]
    if clues:
        tests.append(SQL("%s ~ %s", WHOLE, _either(clues)))
    return SQL("(%s)", SQL(" OR ").join(tests))


def _compact(numbers):
    """No subquery: with one PostgreSQL lets no second process help."""
    values = {text: 1 for needle in numbers for text in needle.compact}
    return SQL("translate(%s, %s, '') ~ %s", WHOLE, GAPS, _either(values))


def _either(patterns):
    return "|".join(f"(?:{each})" for each in patterns)


def whole_text(columns):
    """All texts of a row `t` as one."""
    if len(columns) == 1:
        return SQL("t.%s::text", SQL.identifier(columns[0]))
    return SQL(
        "concat_ws(%s, %s)",
        MARK,
        SQL(", ").join(SQL("t.%s", SQL.identifier(name)) for name in columns),
    )


def length(table, columns) -> SQL:
    """Return the statement the scan is measured against: read every text once."""
    return SQL(
        "SELECT %s FROM %s t",
        SQL(", ").join(
            SQL("sum(length(t.%s::text))", SQL.identifier(name)) for name in columns
        ),
        SQL.identifier(table),
    )
