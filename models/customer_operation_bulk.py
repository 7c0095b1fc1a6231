# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .res_partner_event import REASON

# More rows than that are done in the background.
AT_ONCE = 500
# Kinds of operations that work here; each has a method `_batch_<kind>(rows)`.
BULK = set()


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("changed", "Changed")], ondelete={"changed": "cascade"}
    )


class CustomerOperation(models.Model):
    """Operations on rows that were shown one by one.

    `request["rows"]` is what was shown: lists that begin with the id of a record. A
    batch changes what still is as it was shown, writes down each record as `changed` or
    `refused`, and so knows where to go on when it was killed.
    """

    _inherit = "customer.operation"

    @api.model
    def _new_bulk(self, kind, rows, reason=False, model="res.partner", **preview):
        """Return a rehearsed operation; the caller checked the function."""
        # sudo: the log is written by the program, its verbs check the function
        return self.sudo().create(
            {
                "kind": kind,
                "model": model,
                "user_id": self.env.uid,
                "reason": reason,
                "state": "rehearsed",
                "request": {"rows": rows},
                "preview": preview,
            }
        )

    def _start_bulk(self, kind):
        """Do what was shown, once: at once, or in the background if it is much."""
        self.ensure_one()
        if self.kind != kind:
            raise UserError(self.env._("Look at the preview first."))
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])
        if self.state != "rehearsed":
            raise UserError(self.env._("This operation has been started already."))
        if not self.request["rows"]:
            refusals = self._journal().filtered(lambda line: line.kind == "refused")
            raise UserError(
                "\n".join(dict.fromkeys(refusals.mapped("note")[:5]))
                or self.env._("There is nothing to change.")
            )
        if len(self.request["rows"]) > AT_ONCE:
            self._queue()
        else:
            self._run_batches(AT_ONCE)

    def _shown(self):
        """Open the operation for those who may see the log."""
        if self.env["customer.operation"].has_access("read"):
            return self._open()
        return {"type": "ir.actions.act_window_close"}

    def _pairs_left(self):
        """Return the rows that the journal does not know yet."""
        if self.kind not in BULK:
            return super()._pairs_left()
        known = {
            source
            for (source,) in self.env.execute_query(
                SQL(
                    "SELECT source_id FROM customer_operation_line"
                    " WHERE operation_id = %s AND kind IN ('changed', 'refused')",
                    self.id,
                )
            )
        }
        return [row for row in self.request["rows"] if row[0] not in known]

    def _merge_batch(self, rows):
        if self.kind not in BULK:
            return super()._merge_batch(rows)
        self.env.flush_all()
        self._lock_records({row[0] for row in rows})
        self.env.invalidate_all(flush=False)
        # whoever asked for it did it, also when the background job does
        # sudo: the function was checked when it was asked for
        doer = self.with_user(self.user_id).sudo()
        doer = doer.with_context(active_test=False, **{REASON: self.reason})
        getattr(doer, f"_batch_{self.kind}")(rows)
        self.invalidate_recordset(["line_ids"])
        return {}

    def _log_bulk(self, kind, notes):
        """Write down records as `changed`, `refused` or `left`: {id: words}."""
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": kind,
                    "link": self.model,
                    "source_id": key,
                    "count": 1,
                    "note": note,
                }
                for key, note in notes.items()
            ]
        )

    def _not_as_shown(self, name):
        return self.env._(
            "%s was changed since the preview and stays as it is.", name or ""
        )

    def _finish(self):
        if self.kind not in BULK:
            return super()._finish()
        self.env.flush_all()
        records = self._merged_records()
        companies = records.company_id if "company_id" in records else []
        return self.write(
            {
                "company_id": companies.id if len(companies) == 1 else False,
                "state": "done",
                "date": fields.Datetime.now(),
                "pair_count": len(records),
                "row_count": self._journalled_count(),
            }
        )

    def _journalled_count(self):
        return self.env["customer.operation.line"].search_count(
            [("operation_id", "=", self.id)]
            + [("kind", "in", ("value", "made", "removed"))]
        )

    # -- undo --------------------------------------------------------------------------

    def _merged_records(self):
        if self.kind not in BULK:
            return super()._merged_records()
        ids = self.env.execute_query(
            SQL(
                "SELECT DISTINCT source_id FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'changed' ORDER BY 1",
                self.id,
            )
        )
        records = self.env[self.model].with_context(active_test=False)
        return records.browse(key for (key,) in ids).exists()

    def _recompute_described(self):
        """Nothing but what stands in the journal was changed."""
        if self.kind in BULK:
            return None
        return super()._recompute_described()
