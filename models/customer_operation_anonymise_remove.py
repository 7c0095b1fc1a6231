# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.anonymise_sql import delete_order
from .customer_operation_anonymise_rows import ROWS


class CustomerOperation(models.Model):
    """Anonymise: rows that go, and the links of rows that stay to them."""

    _inherit = "customer.operation"

    def _remove_rows(self, names, outcome):
        """Remove rows, those first that others refer to last."""
        tables = {self.env[name]._table: name for name in names}
        self._let_go(tables)
        for table in delete_order(tables, self._restricting(list(tables))):
            model = tables[table]
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s t USING %s r WHERE r.model = %s AND r.id = t.id",
                    SQL.identifier(table),
                    ROWS,
                    model,
                )
            )
            if count := self.env.cr.rowcount:
                outcome["removed"][model] = outcome["removed"].get(model, 0) + count

    def _let_go(self, tables):
        """Empty links of rows that stay to rows that go, where PostgreSQL refuses.

        Of a link that must not be empty the row stays, and is emptied itself.
        """
        for table, column, is_free, gone in self.env.execute_query(
            SQL(
                """
                SELECT rel.relname, att.attname, NOT att.attnotnull, ref.relname
                  FROM pg_constraint con
                  JOIN pg_class rel ON rel.oid = con.conrelid
                  JOIN pg_class ref ON ref.oid = con.confrelid
                  JOIN pg_attribute att
                    ON att.attrelid = rel.oid AND att.attnum = con.conkey[1]
                 WHERE con.contype = 'f' AND ref.relname = ANY(%s)
                   AND con.confdeltype IN ('r', 'a')
              ORDER BY 1, 2
                """,
                list(tables),
            )
        ):
            names = {
                "table": SQL.identifier(table),
                "column": SQL.identifier(column),
                "rows": ROWS,
                "gone": tables[gone],
                "own": tables.get(table, ""),
            }
            if is_free:
                query = """
                    UPDATE %(table)s t SET %(column)s = NULL FROM %(rows)s r
                     WHERE r.model = %(gone)s AND r.id = t.%(column)s"""
            elif table in tables:
                query = """
                    DELETE FROM %(rows)s r USING %(table)s t
                     WHERE r.model = %(gone)s AND r.id = t.%(column)s
                       AND NOT EXISTS (SELECT FROM %(rows)s own
                                        WHERE own.model = %(own)s AND own.id = t.id)"""
            else:
                query = """
                    DELETE FROM %(rows)s r USING %(table)s t
                     WHERE r.model = %(gone)s AND r.id = t.%(column)s"""
            self.env.cr.execute(SQL(query, **names))

    def _restricting(self, tables):
        """Return [(table, table it refers to)] where PostgreSQL would refuse."""
        return self.env.execute_query(
            SQL(
                """
                SELECT rel.relname, ref.relname FROM pg_constraint con
                  JOIN pg_class rel ON rel.oid = con.conrelid
                  JOIN pg_class ref ON ref.oid = con.confrelid
                 WHERE con.contype = 'f' AND rel.relname = ANY(%(tables)s)
                   AND ref.relname = ANY(%(tables)s) AND rel.oid <> ref.oid
                   AND con.confdeltype IN ('r', 'a')
                """,
                tables=tables,
            )
        )
