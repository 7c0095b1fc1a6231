# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Find a person's values in every text of a database; PostgreSQL does the work.

One statement reads one table once. The texts of a row are joined and made small by
bytes, which costs next to nothing, and asked for a few letters that every match has; a
pattern is tried on what has them only. Nothing but counts and a few ids leaves
PostgreSQL, so neither side holds a table in memory.

>>> from .value_needles import needles
>>> statement = scan("res_partner", ("name", "email"), needles([("name", "An Na")]))
>>> "FROM \\"res_partner\\" t" in statement.code
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from odoo.tools import SQL

from .value_needles import MARK

# So many rows of a column are named; more are counted.
SHOWN = 20
# From so many letters on a word is looked for by itself.
LONG = 5
TEXT_COLUMNS = """
    SELECT rel.relname, array_agg(att.attname::text ORDER BY att.attnum)
      FROM pg_class rel
      JOIN pg_attribute att ON att.attrelid = rel.oid AND att.attnum > 0
       AND NOT att.attisdropped
      JOIN pg_type typ ON typ.oid = att.atttypid
     WHERE rel.relkind IN ('r', 'p') AND NOT rel.relispartition
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
    """Return {table: its text and JSON columns} of the whole database."""
    cr.execute(TEXT_COLUMNS)
    return {table: tuple(names) for table, names in cr.fetchall()}


def find(cr, wanted, tables=None):
    """Yield the `Hit`s, table by table.

    :param wanted: list of Needle
    :param tables: {table: columns}, default all
    """
    if not wanted:
        return
    for table, columns in (tables or text_columns(cr)).items():
        cr.execute(scan(table, columns, wanted))
        for column, kind, count, ids in cr.fetchall():
            yield Hit(table, column, kind, count, tuple(ids or ()))


def scan(table, columns, wanted) -> SQL:
    """Return the statement that looks for values in a table."""
    kinds = {}
    for needle in wanted:
        kinds.setdefault(needle.kind, []).append(needle.pattern)
    return SQL(
        """
        SELECT part.name, asked.kind, count(*)::int,
               (array_agg((to_jsonb(t.*)->>'id')::bigint))[1:%(shown)s]
          FROM %(table)s t
         CROSS JOIN LATERAL (VALUES %(parts)s) AS part (name, text)
          JOIN unnest(%(kinds)s, %(patterns)s) AS asked (kind, pattern)
            ON part.text ~* asked.pattern
         WHERE %(may_be)s
      GROUP BY part.name, asked.kind
      ORDER BY part.name, asked.kind
        """,
        shown=SHOWN,
        table=SQL.identifier(table),
        parts=SQL(", ").join(
            SQL("(%s, t.%s::text)", name, SQL.identifier(name)) for name in columns
        ),
        kinds=list(kinds),
        patterns=[_either(kinds[kind]) for kind in kinds],
        may_be=_may_be(columns, wanted),
    )


def _may_be(columns, wanted):
    """Return a condition on a row `t` that every row with a value fulfils.

    A long word is cheapest by `strpos`, which skips; of the many short endings of
    numbers one pattern is cheaper than a search for each.
    """
    hints = dict.fromkeys(hint for needle in wanted for hint in needle.hints)
    short = [re.escape(hint) for hint in hints if len(hint) < LONG]
    unknown = [needle.loose or needle.pattern for needle in wanted if not needle.hints]
    proofs = [needle.loose or needle.pattern for needle in wanted]
    tests = [
        SQL("strpos(whole.small, %s) > 0", hint) for hint in hints if len(hint) >= LONG
    ]
    if short:
        tests.append(SQL("whole.small ~ %s", "|".join(short)))
    if unknown:
        tests.append(SQL("whole.small ~* %s", _either(unknown)))
    return SQL(
        """
        (SELECT CASE WHEN %(tests)s THEN whole.small ~* %(proof)s ELSE FALSE END
           FROM (SELECT lower(%(whole)s COLLATE "C") AS small OFFSET 0) AS whole)
        """,
        tests=SQL(" OR ").join(tests),
        proof=_either(proofs),
        whole=whole_text(columns),
    )


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
