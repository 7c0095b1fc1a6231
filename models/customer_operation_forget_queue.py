# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .customer_operation_queue import BATCH

# Whom the values of are looked for at once: the final scan reads all texts each time.
ANONYMISED_AT_ONCE = 100
PERSONS = ("forget", "anonymise")


class CustomerOperation(models.Model):
    """Many customers are forgotten and anonymised by the background job.

    It works as it does for merges: batch by batch, each whole, and whoever is killed
    goes on with those who have no line yet. Who meanwhile may not be forgotten any
    more, because an invoice came in, is refused with the reason and stays.
    """

    _inherit = "customer.operation"

    @api.model
    def _queue_forget(self, customers, reason, override=False):
        # sudo: the log is written by the program, its verbs check the function
        operation = self.sudo().create(
            {
                "kind": "forget",
                "model": "res.partner",
                "user_id": self.env.uid,
                "reason": reason,
                "pair_count": len(customers),
                "request": {"customers": customers.ids, "override": override or None},
            }
        )
        operation._queue()
        return operation

    def _pairs_left(self):
        """Those of the customers whom the journal does not know, alone in a pair."""
        if self.kind not in PERSONS:
            return super()._pairs_left()
        lines = self.env["customer.operation.line"].search_fetch(
            [
                ("operation_id", "=", self.id),
                ("kind", "in", ("forgotten", "anonymised", "refused")),
            ],
            ["source_id"],
        )
        known = set(lines.mapped("source_id"))
        return [(each,) for each in self.request["customers"] if each not in known]

    def _run_batches(self, batch_size=BATCH):
        if self.kind == "anonymise":
            batch_size = min(batch_size, ANONYMISED_AT_ONCE)
        return super()._run_batches(batch_size)

    def _merge_batch(self, pairs):
        if self.kind not in PERSONS:
            return super()._merge_batch(pairs)
        # sudo: the function was checked when it was asked for
        operation = self.with_user(self.user_id).sudo()
        customers = operation.env["res.partner"].with_context(active_test=False)
        customers = customers.browse([each for (each,) in pairs]).exists()
        self._lock_records(customers.ids)
        refused = operation._person_refusals(customers)
        operation._log_person_refusals(pairs, customers, refused)
        customers = customers.filtered(lambda each: each.id not in refused)
        if customers:
            getattr(operation, f"_batch_{self.kind}")(customers)
        return refused

    def _person_refusals(self, customers):
        if self.request.get("is_register"):
            return {}
        look = f"_{self.kind}_refusals"
        refused = getattr(customers, look)()
        if not self.request.get("override"):
            rest = customers.filtered(
                lambda each: each.id not in refused and not each.is_anonymised
            )
            for key, words in (rest._forget_blockers() if rest else {}).items():
                refused[key] = rest.browse(key)._blocked_words({key: words})
        return refused

    def _log_person_refusals(self, pairs, customers, refused):
        gone = {each for (each,) in pairs} - set(customers.ids)
        sentences = {
            **refused,
            **dict.fromkeys(gone, self.env._("The customer was deleted.")),
        }
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "refused",
                    "source_id": source,
                    "note": sentence,
                }
                for source, sentence in sentences.items()
            ]
        )

    def _batch_forget(self, customers):
        self.with_context(active_test=False)._forget_customers(customers)

    def _batch_anonymise(self, customers):
        if not self._forget_and_anonymise(customers, self.request.get("override")):
            self._log_anonymised(customers)

    def _finish(self):
        if self.kind not in PERSONS:
            return super()._finish()
        self.env.flush_all()
        return self._end_forget() if self.kind == "forget" else self._end_anonymise()
