# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import models
from odoo.tools import SQL

from .customer_operation_values import row_as_json


class CustomerOperation(models.Model):
    """Steps that work by the ORM are journalled by what they leave in the rows."""

    _inherit = "customer.operation"

    @contextmanager
    def _journalled(self, table, ids):
        """Journal what the ORM changes in these rows meanwhile."""
        columns = [
            name for name in self._columns_of(table) if not name.startswith("write_")
        ]
        before = self._snapshot(table, ids, columns)
        yield
        self.env.flush_all()
        after = self._snapshot(table, ids, columns)
        lines = []
        for key in before.keys() & after.keys():
            changed = [n for n in columns if before[key][n] != after[key][n]]
            if changed:
                lines.append(
                    {
                        "operation_id": self.id,
                        "kind": "value",
                        "link": table,
                        "table_name": table,
                        "key_name": "id",
                        "res_ids": [key],
                        "count": 1,
                        "before": {n: before[key][n] for n in changed},
                        "after": {n: after[key][n] for n in changed},
                    }
                )
        self.env["customer.operation.line"]._insert(lines)

    def _snapshot(self, table, ids, columns):
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, %s FROM %s t WHERE id = ANY(%s)",
                    row_as_json("t", columns),
                    SQL.identifier(table),
                    list(ids),
                )
            )
        )
