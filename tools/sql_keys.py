# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What PostgreSQL would refuse when a column of a table is given another value."""

from __future__ import annotations

from dataclasses import dataclass

from odoo.tools import SQL

# pg_get_indexdef() of one column of an index is its name or expression, as text
_UNIQUE = """
    SELECT idx.indexrelid::regclass::text,
           array(SELECT pg_get_indexdef(idx.indexrelid, n, true)
                   FROM generate_series(1, idx.indnkeyatts) n),
           pg_get_expr(idx.indpred, idx.indrelid),
           idx.indnullsnotdistinct
      FROM pg_index idx
      JOIN pg_attribute att
        ON att.attrelid = idx.indrelid AND att.attname = %s
     WHERE idx.indrelid = %s::regclass
       AND (idx.indisunique OR idx.indisexclusion)
       AND EXISTS (
           SELECT FROM pg_depend dep
            WHERE dep.objid = coalesce(
                      (SELECT con.oid FROM pg_constraint con
                        WHERE con.conindid = idx.indexrelid
                          AND con.contype IN ('u', 'p')
                          AND con.conrelid = idx.indrelid),
                      idx.indexrelid)
              AND dep.refobjid = idx.indrelid AND dep.refobjsubid = att.attnum)
  ORDER BY idx.indexrelid
"""
_CHECK = """
    SELECT pg_get_expr(con.conbin, con.conrelid)
      FROM pg_constraint con
      JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attname = %s
     WHERE con.conrelid = %s::regclass AND con.contype = 'c'
       AND att.attnum = ANY(con.conkey)
  ORDER BY con.oid
"""


@dataclass(frozen=True)
class UniqueKey:
    """A unique index: its columns or expressions, and where it applies.

    >>> UniqueKey("code_unique", ("upper(value)", "kind"), "kind = 'code'", False).parts
    ('upper(value)', 'kind')
    """

    name: str
    parts: tuple[str, ...]
    predicate: str | None
    nulls_equal: bool


def unique_keys(cr, table: str, column: str) -> list[UniqueKey]:
    """Return the unique indexes of a table in which a column takes part."""
    cr.execute(SQL(_UNIQUE, column, f'"{table}"'))
    return [
        UniqueKey(name, tuple(parts), predicate, nulls_equal)
        for name, parts, predicate, nulls_equal in cr.fetchall()
    ]


def checks(cr, table: str, column: str) -> list[str]:
    """Return the CHECK expressions of a table in which a column takes part."""
    cr.execute(SQL(_CHECK, column, f'"{table}"'))
    return [expression for (expression,) in cr.fetchall()]
