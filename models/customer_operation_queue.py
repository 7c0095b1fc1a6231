# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

# Pairs of one transaction of the background job.
BATCH = 500


class CustomerOperation(models.Model):
    """Large operations run in the background: batch by batch, each whole.

    What is killed goes on with the pairs that have no line in the journal yet. What
    fails leaves the finished batches merged and the rest untouched, and says where.
    """

    _inherit = "customer.operation"

    def _queue(self):
        """Let the background job do it."""
        self.ensure_one()
        if self.state not in ("draft", "rehearsed"):
            raise UserError(self.env._("This operation has been started already."))
        self.state = "queued"
        self.env.ref("customer_care.cron_operation")._trigger()

    @api.model
    def _cron_run(self, batch_size=BATCH):
        """Run what waits, the oldest first.

        In a cron each batch is committed; elsewhere all of them run in the caller's
        transaction.
        """
        operations = self.with_context(active_test=False)
        waiting = operations.search(
            [("state", "in", ("queued", "running"))], order="id"
        )
        for operation in waiting:
            if not operation._run_batches(batch_size):
                return

    def _run_batches(self, batch_size):
        """Run what is left; return whether there is time for more."""
        pairs = self._pairs_left()
        left = len(pairs)
        for batch in split_every(batch_size, pairs, list):
            if not self._run_batch(batch):
                return True
            self.state = "running"
            left -= len(batch)
            if not self._commit_batch(len(batch), left):
                return False
        self._finish()
        return self._commit_batch(0)

    def _run_batch(self, batch):
        """Merge a batch; return whether it could be, and say what stopped it."""
        try:
            with self.env.cr.savepoint():
                self._merge_batch(batch)
        except Exception as error:  # noqa: BLE001 - any addon's data may refuse
            _logger.exception("Operation %s stopped", self.id)
            self.env.invalidate_all(flush=False)
            self._finish()
            self.write({"state": "stopped", "error": str(error) or repr(error)})
            self._commit_batch(0)
            return False
        return True

    def _pairs_left(self):
        """Return the pairs that the journal does not know yet."""
        lines = self.env["customer.operation.line"].search_fetch(
            [("operation_id", "=", self.id), ("kind", "in", ("pair", "refused"))],
            ["source_id"],
        )
        known = set(lines.mapped("source_id"))
        return [pair for pair in self._resolved_pairs() if pair[0] not in known]

    def _commit_batch(self, done, left=0):
        """Commit in a cron; return whether there is time for more."""
        if not self.env.context.get("cron_id"):
            return True
        return bool(self.env["ir.cron"]._commit_progress(done, remaining=left))
