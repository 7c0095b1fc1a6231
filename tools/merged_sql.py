# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Who answers for what was merged."""

from odoo.tools import SQL


def with_survivors(table: str, queries: list[SQL]) -> SQL:
    """Return the query of the ids that these find, and of those merged into since.

    :param table: has a column `merged_into_id`
    :param queries: each of ids, in parentheses

    >>> found = with_survivors("thing", [SQL("(SELECT 1)"), SQL("(SELECT 2)")]).code
    >>> 'JOIN "thing" merged' in found, "(SELECT 1) UNION (SELECT 2)" in found
    (True, True)
    """
    return SQL(
        """
        WITH RECURSIVE found (id) AS (
            (%s)
            UNION
            SELECT merged.merged_into_id
              FROM found
              JOIN %s merged ON merged.id = found.id
             WHERE merged.merged_into_id IS NOT NULL
        )
        SELECT id FROM found WHERE id IS NOT NULL
        """,
        SQL(" UNION ").join(queries),
        SQL.identifier(table),
    )
