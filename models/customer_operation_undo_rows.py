# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL


class CustomerOperation(models.Model):
    """Undo: rows that the operation added go, rows that it removed come back."""

    _inherit = "customer.operation"

    def _undo_made(self):
        """Remove the rows that the operation added."""
        for (table,) in self.env.execute_query(
            SQL(
                "SELECT DISTINCT table_name FROM customer_operation_line l"
                " WHERE %s AND kind = 'made' AND column_name IS NULL",
                self._undo_scope(),
            )
        ):
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %s WHERE id IN (
                           SELECT e.key::int
                             FROM customer_operation_line l,
                                  jsonb_array_elements_text(l.res_ids) AS e (key)
                            WHERE %s AND l.kind = 'made'
                              AND l.table_name = %s AND l.column_name IS NULL)
                    """,
                    SQL.identifier(table),
                    self._undo_scope(),
                    table,
                )
            )
        self._undo_made_pairs()

    def _undo_made_pairs(self):
        """Remove the rows without an id, of a many2many: named by both columns."""
        for table, column, key in self.env.execute_query(
            SQL(
                "SELECT DISTINCT table_name, column_name, key_name"
                " FROM customer_operation_line WHERE operation_id = %s"
                " AND kind = 'made' AND column_name IS NOT NULL",
                self.id,
            )
        ):
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s t USING customer_operation_line l,
                           jsonb_array_elements_text(l.res_ids) AS e (key)
                     WHERE l.operation_id = %(operation)s AND l.kind = 'made'
                       AND l.table_name = %(table_name)s
                       AND l.column_name = %(column_name)s
                       AND t.%(column)s = l.survivor_id AND t.%(key)s = e.key::int
                    """,
                    table=SQL.identifier(table),
                    table_name=table,
                    column=SQL.identifier(column),
                    column_name=column,
                    key=SQL.identifier(key),
                    operation=self.id,
                )
            )

    def _undo_removed(self):
        """Bring back the rows that a step removed, as they were."""
        for (table,) in self.env.execute_query(
            SQL(
                "SELECT DISTINCT table_name FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'removed'",
                self.id,
            )
        ):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s
                    SELECT (jsonb_populate_record(NULL::%(table)s, l.before)).*
                      FROM customer_operation_line l
                     WHERE l.operation_id = %(operation)s AND l.kind = 'removed'
                       AND l.table_name = %(name)s
                        ON CONFLICT (id) DO NOTHING
                    """,
                    table=SQL.identifier(table),
                    name=table,
                    operation=self.id,
                )
            )
