# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """The merge of any number of pairs of any model the data map knows.

    The source is archived and points to its survivor; what refers to it follows. Every
    statement works on all pairs at once and writes down what it changes.
    """

    _inherit = "customer.operation"

    @api.model
    def _merge(self, pairs, model="res.partner", choices=None, reason=False, **options):
        """Merge sources into survivors, in the caller's transaction.

        :param pairs: iterable of (source id, survivor id)
        :param choices: {source id: [fields whose value the survivor takes]}
        :param options: what a model's own steps know, such as `join_families`
        :return: the operation; pairs that may not be merged are refused in its lines
        :raise UserError: when every pair is refused, or another one changes a record
        """
        self.env["res.users"]._check_function("merge")
        operation = self._new_merge(pairs, model, choices, reason, **options)
        operation._run_merge()
        return operation

    @api.model
    def _new_merge(
        self, pairs, model="res.partner", choices=None, reason=False, **options
    ):
        """Return a merge to be rehearsed or run; the caller checked the function."""
        # sudo: the log is written by the program, its verbs check the function
        return (
            self.sudo()
            .create(
                {
                    "kind": "merge",
                    "model": model,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "request": {
                        **options,
                        "pairs": [list(map(int, pair)) for pair in pairs],
                        "choices": {
                            str(key): list(names)
                            for key, names in (choices or {}).items()
                        },
                    },
                }
            )
            .with_context(active_test=False)
        )

    def _run_merge(self):
        """Do what was asked for, or raise and change nothing."""
        self.ensure_one()
        refused = self._merge_batch(self._resolved_pairs())
        if not self._merged_count():
            raise UserError("\n".join(dict.fromkeys(refused.values())))
        self._finish()

    def _merge_batch(self, pairs):
        """Merge some of the pairs; return {source id: sentence} of those refused."""
        self.env.flush_all()
        self._lock_records({each for pair in pairs for each in pair})
        refused = self._merge_refusals(pairs)
        self._log_refusals(pairs, refused)
        pairs = [pair for pair in pairs if pair[0] not in refused]
        if not pairs:
            return refused
        self._load_pairs(pairs)
        for step in self._merge_steps():
            getattr(self, step)()
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        self._recompute_described()
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", PAIRS))
        return refused

    def _merged_count(self):
        """How many pairs of this operation have been merged."""
        lines = self.env["customer.operation.line"]
        return lines.search_count(
            [("operation_id", "=", self.id), ("kind", "=", "pair")]
        )

    def _merge_steps(self):
        """The names of the steps, in order. Those of a model come before the links.

        A step works on the table of pairs and journals what it changes by
        `_set_values` or `_change_rows`.
        """
        return [
            "_merge_links",
            "_merge_fill",
            "_merge_choose",
            "_merge_close",
            "_merge_log",
        ]

    # -- the end ---------------------------------------------------------------------

    def _merge_close(self):
        """Archive the sources and let them point to their survivors."""
        values = {"merged_into_id": SQL("new.survivor"), "active": SQL("FALSE")}
        self._change_rows(
            self.env[self.model]._table,
            SQL("SELECT source AS id, survivor FROM %s", PAIRS),
            values,
        )

    def _merge_log(self):
        """Write into the history of the survivors what happened."""

    def _company_of_merged(self):
        """Return the company all these records belong to; False when none is it."""
        model = self.env[self.model]
        if "company_id" not in model._fields:
            return False
        ids = {survivor for _source, survivor in self.request["pairs"]}
        companies = {each.company_id.id for each in model.browse(ids).exists()}
        return companies.pop() if len(companies) == 1 else False

    def _finish(self):
        [(moved,)] = self.env.execute_query(
            SQL(
                "SELECT coalesce(sum(count), 0)::int FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'moved'",
                self.id,
            )
        )
        self.write(
            {
                "company_id": self._company_of_merged(),
                "state": "done",
                "date": fields.Datetime.now(),
                "pair_count": self._merged_count(),
                "row_count": moved,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
