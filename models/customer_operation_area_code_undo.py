# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL

from .customer_operation_area_code_batch import AREA_CODE

# In the context: the first and the last line of the batch that is given back.
BATCH = "customer_undo_batch"


class CustomerOperation(models.Model):
    """Undo of a change of area code: batch by batch, the last one first.

    Many numbers are given back in the background, as they were changed.
    """

    _inherit = "customer.operation"

    def _undo(self):
        if self.kind != AREA_CODE:
            return super()._undo()
        self._begin_undo()
        self.request = {**self.request, "undoing": self.env.uid}
        left = self._pairs_left()
        if self.row_count > self._area_at_once():
            # PostgreSQL may think that they have no rows yet, and plan for that
            self.env.cr.execute(SQL("ANALYZE customer_operation_line, customer_alias"))
            self.state = "queued"
            self.env.ref("customer_care.cron_operation")._trigger()
            return None
        self._merge_batch(left)
        return self._end_undo()

    def _batches_left(self):
        """Return [(line of a batch,)] of those that are not given back."""
        return self.env.execute_query(
            SQL(
                "SELECT id FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'batch' ORDER BY id DESC",
                self.id,
            )
        )

    def _give_back_batches(self, batches):
        """Give back what lies before these lines; return how many batches."""
        left = {line for (line,) in self._batches_left()}
        for line in batches:
            if line in left:
                self._give_back_batch(line)
        return len(left.intersection(batches))

    def _give_back_batch(self, line):
        [(first,)] = self.env.execute_query(
            SQL(
                "SELECT coalesce(max(id), 0) FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'batch' AND id < %s",
                self.id,
                line,
            )
        )
        batch = self.with_context(**{BATCH: (first, line)})
        batch._undo_made()
        batch._undo_values()
        batch._log_given_back_numbers()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_operation_line SET kind = 'batch_back' WHERE id = %s",
                line,
            )
        )
        self.env.invalidate_all()

    def _undo_scope(self):
        """The lines of one batch, where it is one that is given back."""
        if batch := self.env.context.get(BATCH):
            # by their ids: the index of operations gives all lines of this one
            return SQL(
                "l.operation_id + 0 = %s AND l.id > %s AND l.id <= %s", self.id, *batch
            )
        return super()._undo_scope()

    def _end_undo(self):
        """Nothing is left: what was said about the new numbers ends, too."""
        if self._batches_left():
            return  # stopped by an error, which is said
        # sudo: the answers are of every company the operation was for
        doer = self.with_user(self.request["undoing"]).sudo()
        doer._undo_answers()
        self.env.invalidate_all()
        self.write(
            {
                "state": "undone",
                "undone_at": fields.Datetime.now(),
                "undone_by_id": doer.env.uid,
            }
        )
