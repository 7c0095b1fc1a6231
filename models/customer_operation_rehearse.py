# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class _Rehearsed(Exception):
    """Ends the rehearsal's savepoint; carries what was seen."""


class CustomerOperation(models.Model):
    """The rehearsal: the same code, taken back.

    It therefore shows exactly what would move, and it notices whoever changes one of
    the records between the rehearsal and the run.
    """

    _inherit = "customer.operation"

    preview = fields.Json(readonly=True)

    def _rehearse(self):
        """Return what a run would do, having done nothing.

        :return: {"moved": {place: rows}, "kept": {place: rows}, "refused": {source id:
            sentence}, "filled": {column: records}, "error": sentence or False}
        """
        self.ensure_one()
        seen = self._seen()
        preview = {}
        try:
            with self.env.cr.savepoint():
                try:
                    self._run_merge()
                except UserError as error:
                    preview = {"error": str(error), **self._preview()}
                else:
                    preview = {"error": False, **self._preview()}
                raise _Rehearsed
        except _Rehearsed:
            self.env.invalidate_all(flush=False)
        self.write(
            {
                "state": "rehearsed",
                "preview": preview,
                "request": {**self.request, "seen": seen},
            }
        )
        return preview

    def _preview(self):
        """Count what the journal says."""
        preview = {"moved": {}, "kept": {}, "refused": {}, "filled": {}}
        for kind, link, count in self.env.execute_query(
            SQL(
                "SELECT kind, link, sum(count)::int FROM customer_operation_line"
                " WHERE operation_id = %s AND kind IN ('moved', 'kept')"
                " GROUP BY kind, link ORDER BY link",
                self.id,
            )
        ):
            preview[kind][link] = count
        for source, note in self.env.execute_query(
            SQL(
                "SELECT source_id, note FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'refused'",
                self.id,
            )
        ):
            preview["refused"][str(source)] = note
        for column, count in self.env.execute_query(
            SQL(
                "SELECT key, count(*)::int FROM customer_operation_line l,"
                " jsonb_object_keys(l.after) AS key"
                " WHERE operation_id = %s AND kind = 'value' AND table_name = %s"
                " GROUP BY key",
                self.id,
                self.env[self.model]._table,
            )
        ):
            preview["filled"][column] = count
        return preview

    def _seen(self, ids=None):
        """{record id as text: when it was last changed}."""
        if ids is None:
            ids = {each for pair in self.request["pairs"] for each in pair}
        self.env[self.model].flush_model(["write_date"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id::text, write_date::text FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self.env[self.model]._table),
                    list(ids),
                )
            )
        )

    def _changed_since(self, record_id):
        return self.env._(
            "%s was changed since the preview. Look at it again before you merge.",
            self._name_of(record_id),
        )

    def _rehearse_guards(self):
        """Ask the guards alone, when there is too much to rehearse the rest.

        :return: as `_rehearse`, without what would move
        """
        self.ensure_one()
        self.env.flush_all()
        pairs = self._resolved_pairs()
        refused = self._merge_refusals(pairs)
        error = False
        if len(refused) == len(pairs):
            error = "\n".join(dict.fromkeys(refused.values()))
        preview = {
            "error": error,
            "moved": {},
            "kept": {},
            "filled": {},
            "refused": {str(source): note for source, note in refused.items()},
        }
        self.write(
            {
                "state": "rehearsed",
                "preview": preview,
                "request": {**self.request, "seen": self._seen()},
            }
        )
        return preview

    def _run_rehearsed(self):
        """Run what was rehearsed, once, unless a record was changed since."""
        self.ensure_one()
        if self.state != "rehearsed":
            raise UserError(self.env._("This operation has been started already."))
        seen = self.request.get("seen") or {}
        changed = [key for key, date in self._seen().items() if seen.get(key) != date]
        if changed:
            raise UserError(self._changed_since(int(changed[0])))
        self._run_merge()

    def _narrowed(self, unwanted):
        """Return a rehearsed operation without some of its sources; without those the
        rehearsal refused, too. Empty when nothing is left.

        :param unwanted: ids of sources
        """
        unwanted = {*unwanted, *map(int, (self.preview or {}).get("refused", ()))}
        pairs = [pair for pair in (self.request or {}).get("pairs", ())]
        left = [pair for pair in pairs if pair[0] not in unwanted]
        if len(left) == len(pairs):
            return self if left else self.browse()
        if not left:
            return self.browse()
        operation = self.copy({"request": {**self.request, "pairs": left}})
        operation.write({"state": "rehearsed", "preview": self.preview})
        return operation
