# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

AREA_CODE = "area_code"
# Numbers that a person waits for; more are changed in the background.
AT_ONCE = 2000
# Numbers are changed by few statements: so many for each pair of a merge.
NUMBERS = 10


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("batch", "Batch"), ("batch_back", "Batch given back")],
        ondelete={"batch": "cascade", "batch_back": "cascade"},
    )


class CustomerOperation(models.Model):
    """A change of area code works through its numbers in the order of their rows.

    The last line of each batch is of the kind `batch`: its `source_id` is the last row
    that is done, so what was killed goes on behind it; its `count` says how many
    numbers changed; and the undo gives back what lies between two such lines.
    """

    _inherit = "customer.operation"

    shown = fields.Json(
        readonly=True,
        prefetch=False,
        help="The numbers of the preview, and their rows: there may be a million.",
    )

    @api.model
    def _area_at_once(self):
        return AT_ONCE

    def _batch_size(self, size):
        if self.kind != AREA_CODE:
            return super()._batch_size(size)
        # the undo takes back a batch as it was made
        return 1 if self.request.get("undoing") else size * NUMBERS

    def _pairs_left(self):
        """Return [(row, number as it was shown)] of what is not done yet."""
        if self.kind != AREA_CODE:
            return super()._pairs_left()
        if self.request.get("undoing"):
            return self._batches_left()
        self.flush_recordset(["shown"])
        return self.env.execute_query(
            SQL(
                """
                SELECT t.phone::int, t.number
                  FROM customer_operation o,
                       ROWS FROM (jsonb_array_elements_text(o.shown->'phones'),
                                  jsonb_array_elements_text(o.shown->'numbers'))
                       AS t (phone, number)
                 WHERE o.id = %s AND t.phone::int > %s ORDER BY 1
                """,
                self.id,
                self._done_up_to(),
            )
        )

    def _done_up_to(self):
        """Return the last row of the last batch."""
        [(row,)] = self.env.execute_query(
            SQL(
                "SELECT coalesce(max(source_id), 0) FROM customer_operation_line"
                " WHERE operation_id = %s AND kind IN ('batch', 'batch_back')",
                self.id,
            )
        )
        return row

    def _merge_batch(self, pairs):
        if self.kind != AREA_CODE:
            return super()._merge_batch(pairs)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        request = self.request
        # sudo: rows of any model; whoever asked for it did it, also in the background
        doer = self.with_user(request.get("undoing") or self.user_id).sudo()
        doer = doer.with_context(allowed_company_ids=request["companies"])
        if request.get("undoing"):
            return doer._give_back_batches([line for (line,) in pairs])
        done = self._done_up_to()
        pairs = [pair for pair in pairs if pair[0] > done]
        return doer._change_batch(request, dict(pairs)) if pairs else 0

    def _change_batch(self, request, shown):
        """Change what still is as it was shown: {row: number}; return how many."""
        rows = self._renumbered(
            {**request, "phones": list(shown), "numbers": list(shown.values())},
            self._moving(),
        )
        changing = [row for row in rows if not row[6]]
        if changing:
            # a few thousand rows: a million are not to be read for each step
            self.env.cr.execute(SQL("SET LOCAL enable_seqscan = off"))
            self._change_numbers(changing)
            self.env.cr.execute(SQL("SET LOCAL enable_seqscan = on"))
        self._log_unchanged(shown, rows)
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "batch",
                    "source_id": max(shown),
                    "count": len(changing),
                }
            ]
        )
        return len(changing)

    def _moving(self):
        """Return SQL: the row `c` got its number from this operation, or is to lose it.

        What moves in another batch is in nobody's way.
        """
        return SQL(
            """
            (c.id IN (SELECT (l.res_ids->>0)::int FROM customer_operation_line l
                       WHERE l.operation_id = %(id)s AND l.kind = 'value'
                         AND l.table_name = 'customer_phone')
             OR c.number_e164 LIKE %(prefix)s
             AND c.id IN (SELECT e.key::int FROM customer_operation o,
                                 jsonb_array_elements_text(o.shown->'phones')
                                 AS e (key)
                           WHERE o.id = %(id)s))
            """,
            id=self.id,
            prefix=f"{self._area_rule(self.request).prefix}%",
        )

    def _log_unchanged(self, shown, rows):
        """Write down what stays as it is, and why."""
        words = self.env["customer.operation"]._area_words()
        found = {row[0]: row for row in rows}
        changed_since = self.env._("Changed since the preview; left as it is")
        notes = {key: changed_since for key in shown if key not in found}
        notes.update({key: words[row[6]] for key, row in found.items() if row[6]})
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "refused",
                    "link": "customer.phone",
                    "source_id": found[key][1] if key in found else None,
                    "res_ids": [key],
                    "note": f"{shown[key]}: {note}",
                }
                for key, note in notes.items()
            ]
        )

    @api.model
    def _area_words(self):
        """Return {problem of a number: what is said about it}."""
        return {
            "": "",
            "invalid": self.env._("Would not be a valid number; left as it is"),
            "taken": self.env._("Another row has this number; left as it is"),
            "still": self.env._("Valid with the old code to this day; left as it is"),
        }

    def _finish(self):
        if self.kind != AREA_CODE:
            return super()._finish()
        self.env.flush_all()
        if self.request.get("undoing"):
            return self._end_undo()
        [(rows, customers, companies)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), count(DISTINCT p.id),
                       array_agg(DISTINCT coalesce(p.company_id, 0))
                  FROM customer_operation_line l
                  JOIN customer_phone c ON c.id = (l.res_ids->>0)::int
                  JOIN res_partner p ON p.id = c.partner_id
                 WHERE l.operation_id = %s AND l.kind = 'value'
                   AND l.table_name = 'customer_phone'
                """,
                self.id,
            )
        )
        return self.write(
            {
                "state": "done",
                "date": fields.Datetime.now(),
                "pair_count": customers,
                "row_count": rows,
                "company_id": (
                    companies[0] if companies and len(companies) == 1 else False
                )
                or False,
                "shown": False,
            }
        )

    def _progress_words(self):
        if self.kind != AREA_CODE:
            return super()._progress_words()
        left = len(self._pairs_left())
        if self.request.get("undoing"):
            return self.env._(
                "Is given back in the background: %s batches are left.", left
            )
        return self.env._(
            "In the background: %(left)s of %(all)s numbers are left.",
            left=left,
            all=self.preview["change"],
        )
