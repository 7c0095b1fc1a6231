# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
import random
import time
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as CONFLICTS
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)

# Pairs of one transaction of the background job, and how often it is tried when
# somebody else changes the same rows meanwhile.
BATCH = 500
TRIES = 5


class CustomerOperation(models.Model):
    """Large operations run in the background: batch by batch, each whole.

    What is killed goes on with the pairs that have no line in the journal yet. What
    fails leaves the finished batches merged and the rest untouched, and says where.
    """

    _inherit = "customer.operation"

    progress = fields.Char(compute="_compute_progress")

    @api.depends("kind", "state", "request")
    def _compute_progress(self):
        for operation in self:
            waits = operation.state in ("queued", "running")
            operation.progress = waits and operation._progress_words()

    def _progress_words(self):
        """Say how far it is in the background; to be extended."""
        return False

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
        waiting = Counter(each for pair in pairs for each in pair)
        for batch in split_every(self._batch_size(batch_size), pairs, list):
            if not self._run_batch(batch):
                return True
            self.state = "running"
            left -= len(batch)
            waiting.subtract(each for pair in batch for each in pair)
            self._see_again(waiting)
            if not self._commit_batch(len(batch), left):
                return False
        self._finish()
        return self._commit_batch(0)

    def _batch_size(self, size):
        """Return how many are done in one transaction, of those that cost less."""
        return size

    def _run_batch(self, batch):
        """Merge a batch; return whether it could be, and say what stopped it."""
        try:
            self._try_batch(batch)
        except Exception as error:  # noqa: BLE001 - any addon's data may refuse
            if not self._is_cron() and isinstance(error, CONFLICTS):
                raise
            _logger.exception("Operation %s stopped", self.id)
            self.env.invalidate_all(flush=False)
            self._finish()
            self.write({"state": "stopped", "error": str(error) or repr(error)})
            self._commit_batch(0)
            return False
        return True

    def _try_batch(self, batch):
        """Merge a batch, again if somebody else changed one of its rows meanwhile.

        Only a new transaction sees what they wrote. In a cron all before this batch is
        committed, so it can be left; whoever calls from elsewhere repeats the whole.
        """
        for left in reversed(range(TRIES)):
            try:
                with self.env.cr.savepoint():
                    self._merge_batch(batch)
                return
            except CONFLICTS:
                if not self._is_cron():
                    raise
                self.env.cr.rollback()
                self.env.clear()
                if not left:
                    raise
                _logger.info("Operation %s: a batch is tried again", self.id)
                time.sleep(random.uniform(0, 2 ** (TRIES - left - 3)))  # noqa: S311

    # -- what was seen in the preview ------------------------------------------------

    def _seen_before(self):
        """Return {id: when it was changed last} of the preview; a request may be long
        and is not read for that."""
        self.flush_recordset(["request"])
        [(seen,)] = self.env.execute_query(
            SQL("SELECT request->'seen' FROM customer_operation WHERE id = %s", self.id)
        )
        return seen or {}

    def _merge_refusals(self, pairs):
        """In the background, too, nothing is merged that is not as it was shown."""
        refused = super()._merge_refusals(pairs)
        seen = self._seen_before()
        if self.state not in ("queued", "running") or not seen:
            return refused
        ids = {each for pair in pairs for each in pair}
        changed = {
            int(key) for key, date in self._seen(ids).items() if seen.get(key) != date
        }
        for pair in pairs:
            if pair[0] not in refused and changed.intersection(pair):
                first = next(each for each in pair if each in changed)
                refused[pair[0]] = self._changed_since(first)
        return refused

    def _see_again(self, waiting):
        """Whom a batch changed by itself is not changed for the next ones.

        :param waiting: {id of a record: how often it is still to be merged}
        """
        seen = self._seen_before()
        waiting = {each for each, times in waiting.items() if times} if seen else ()
        if not waiting:
            return
        survivors = self._journal().filtered(lambda line: line.kind == "pair")
        touched = {*survivors.mapped("survivor_id"), *self._moved_records().ids}
        if touched := touched & waiting:
            self.request = {**self.request, "seen": {**seen, **self._seen(touched)}}

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
        if not self._is_cron():
            return True
        return bool(self.env["ir.cron"]._commit_progress(done, remaining=left))

    def _is_cron(self):
        return bool(self.env.context.get("cron_id"))
