# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import models
from odoo.tools import SQL

from .customer_operation_values import row_as_json


class CustomerOperation(models.Model):
    """Steps that work by the ORM are journalled by what they leave in the rows."""

    _inherit = "customer.operation"

    @contextmanager
    def _journalled(self, table, ids, owners=None):
        """Journal what the ORM changes in these rows meanwhile.

        :param owners: {row id: id of the record on whose behalf}, kept as the source
        """
        if not ids:
            yield
            return
        columns = self._columns_of(table)
        before = self._snapshot(table, ids, columns)
        yield
        self.env.flush_all()
        after = self._snapshot(table, ids, columns)
        lines = []
        for key, old in before.items():
            if key not in after:
                lines.append(self._line_of(table, key, "removed", before=old))
                continue
            changed = [
                name
                for name in columns
                if old[name] != after[key][name] and not name.startswith("write_")
            ]
            if changed:
                lines.append(
                    self._line_of(
                        table,
                        key,
                        "value",
                        before={name: old[name] for name in changed},
                        after={name: after[key][name] for name in changed},
                    )
                )
        for line in lines if owners else ():
            line["source_id"] = owners.get(line["res_ids"][0])
        self.env["customer.operation.line"]._insert(lines)

    def _make_rows(self, table, columns, query, kind="made", is_signed=True):
        """Insert the rows of a query and journal them, so that the undo removes them.

        :param columns: names of the columns that the query gives, in its order
        :param kind: of the line; the rows of another kind than `made` are left by the
            undo, and are for a step of its own
        :param is_signed: write into each row who made it; else only the operation says
            so, which spares PostgreSQL two looks at the user for each row
        """
        names = SQL(", ").join(map(SQL.identifier, columns))
        uid = self.env.uid if is_signed else None
        self.env.cr.execute(
            SQL(
                """
                WITH made AS (
                    INSERT INTO %(table)s (
                           %(names)s, create_uid, create_date, write_uid, write_date)
                    SELECT new.*, %(uid)s::int, now_utc, %(uid)s::int, now_utc
                      FROM (%(query)s) AS new, timezone('UTC', now()) AS now_utc
                 RETURNING id
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, res_ids, count)
                SELECT %(operation)s, %(kind)s, %(name)s, %(name)s, jsonb_agg(id),
                       count(*)
                  FROM made HAVING count(*) > 0
                """,
                table=SQL.identifier(table),
                name=table,
                names=names,
                kind=kind,
                uid=uid,
                query=query,
                operation=self.id,
            )
        )

    def _line_of(self, table, key, kind, **values):
        return {
            "operation_id": self.id,
            "kind": kind,
            "link": table,
            "table_name": table,
            "key_name": "id",
            "res_ids": [key],
            "count": 1,
            **values,
        }

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
