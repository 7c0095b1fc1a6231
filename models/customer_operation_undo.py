# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools import data_link


class CustomerOperation(models.Model):
    """Undo: whatever still is as the operation left it, is as it was before.

    What somebody changed since is left as it is and listed.
    """

    _inherit = "customer.operation"

    def action_undo(self):
        """Give back what the operation took, or say what stands in the way."""
        for operation in self:
            operation._check_function()
            # sudo: the rows given back are of any model; the function was checked
            operation.sudo()._undo()
        return True

    def _begin_undo(self):
        """Take the operation for oneself; raise when it cannot be undone."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])
        self._refuse_undo()

    def _undo(self):
        self._begin_undo()
        records = self._merged_records()
        self._lock_records(records.ids)
        self._undo_made()
        self._undo_removed()
        self._undo_values()
        self._undo_moved()
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        self._recompute_described()
        self._undo_log()
        self.write(
            {
                "state": "undone",
                "undone_at": fields.Datetime.now(),
                "undone_by_id": self.env.uid,
            }
        )

    def _undo_scope(self):
        """Return SQL: the lines `l` that are undone, all of the operation."""
        return SQL("l.operation_id = %s", self.id)

    def _refuse_undo(self):
        if self.state == "undone":
            raise UserError(self.env._("This operation has been undone already."))
        if self.state not in ("done", "stopped"):
            raise UserError(self.env._("Only an operation that is done can be undone."))
        if later := self._blocking_operation():
            raise UserError(
                self.env._(
                    "%(survivor)s was merged further by operation %(number)s of"
                    " %(date)s. Undo that one first.",
                    survivor=self._name_of(later[1]),
                    number=later[0].id,
                    date=format_datetime(self.env, later[0].date),
                )
            )

    def _blocking_operation(self):
        """Return (a later operation that took a survivor of this one away, whom)."""
        for operation, record in self.env.execute_query(
            SQL(
                """
                SELECT later.operation_id, later.source_id
                  FROM customer_operation_line later
                  JOIN customer_operation_line mine
                    ON mine.survivor_id = later.source_id AND mine.kind = 'pair'
                  JOIN customer_operation op ON op.id = later.operation_id
                 WHERE later.kind = 'pair' AND mine.operation_id = %(id)s
                   AND op.id > %(id)s AND op.model = %(model)s
                   AND op.state IN ('done', 'stopped', 'running')
              ORDER BY later.operation_id DESC
                 LIMIT 1
                """,
                id=self.id,
                model=self.model,
            )
        ):
            return self.browse(operation), record
        return None

    def _merged_records(self):
        lines = self.env["customer.operation.line"].search_fetch(
            Domain("operation_id", "=", self.id) & Domain("kind", "=", "pair"),
            ["source_id", "survivor_id"],
        )
        ids = {line.source_id for line in lines} | {line.survivor_id for line in lines}
        return self.env[self.model].browse(sorted(ids))

    # -- references ------------------------------------------------------------------

    def _undo_moved(self):
        """Give back the references that still point to the survivor."""
        for place in self.env.execute_query(
            SQL(
                "SELECT DISTINCT link, link_kind, table_name, column_name, key_name"
                " FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'moved'",
                self.id,
            )
        ):
            self._undo_place(*place)

    def _undo_place(self, link, kind, table, column, key):
        """Give back the rows of one place, and list those that changed since."""
        if table not in self.env["customer.data.map"]._tables():
            return  # its addon was uninstalled
        is_pair_key = kind == data_link.MANY2MANY
        self.env.cr.execute(
            SQL(
                """
                WITH mine AS (
                    SELECT l.source_id, l.survivor_id, e.key::int AS key
                      FROM customer_operation_line l,
                           jsonb_array_elements_text(l.res_ids) AS e (key)
                     WHERE l.operation_id = %(operation)s AND l.kind = 'moved'
                       AND l.table_name = %(table_name)s
                       AND l.column_name = %(column_name)s
                ),
                back AS (
                    UPDATE %(table)s t SET %(column)s = mine.source_id
                      FROM mine
                     WHERE t.%(key)s = mine.key AND t.%(column)s = mine.survivor_id
                 RETURNING mine.key, mine.source_id, mine.survivor_id
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link_kind, link, table_name, column_name,
                       key_name, source_id, survivor_id, res_ids, count, note)
                SELECT %(operation)s, 'left', %(kind)s, %(link)s, %(table_name)s,
                       %(column_name)s, %(key_name)s, source_id, survivor_id,
                       jsonb_agg(key), count(*), %(note)s
                  FROM (SELECT key, source_id, survivor_id FROM mine
                        EXCEPT SELECT key, source_id, survivor_id FROM back) AS rest
              GROUP BY source_id, survivor_id
                """,
                operation=self.id,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                key=SQL.identifier(key),
                kind=kind,
                link=link,
                table_name=table,
                column_name=column,
                key_name=key,
                note=self.env._("Changed or deleted since.")
                if not is_pair_key
                else self.env._("Removed since."),
            )
        )

    def _undo_log(self):
        """Write into the history of the records that they were separated."""
