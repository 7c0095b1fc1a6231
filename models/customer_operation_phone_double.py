# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_operation_values import row_as_json
from .customer_phone_double import SHOWN


class CustomerOperation(models.Model):
    """Delete duplicate phones: what a customer has twice stays once.

    The row that stays takes the remarks of those that go, so nothing that was written
    down is lost; the undo brings the rows back as they were.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[("phone_double", "Delete duplicate phones")],
        ondelete={"phone_double": "cascade"},
    )

    @api.model
    def _rehearse_phone_doubles(self):
        """Return a rehearsed operation; its preview says what would go.

        :return: an operation whose `preview` is {"customers": int, "phones": int,
            "rows": [[partner id, kept row, [rows that go]], ...]}
        """
        found = self.env.execute_query(self.env["customer.phone"]._doubles())
        phones = [each for _partner, _kept, ids in found for each in ids]
        # sudo: the log is written by the program, its verbs check the function
        return self.sudo().create(
            {
                "kind": "phone_double",
                "model": "res.partner",
                "user_id": self.env.uid,
                "state": "rehearsed",
                "request": {"phones": phones},
                "preview": {
                    "customers": len({partner for partner, _kept, _ids in found}),
                    "phones": len(phones),
                    "rows": [list(row) for row in found[:SHOWN]],
                },
            }
        )

    def _run_phone_doubles(self):
        """Delete what was shown, as far as it still is there twice."""
        self._begin_phones(self.request["phones"])
        found = self.env.execute_query(
            self.env["customer.phone"]._doubles(self.request["phones"])
        )
        if not found:
            raise UserError(
                self.env._("There are no duplicate numbers left: nothing was changed.")
            )
        partners = self.env["res.partner"].browse(
            dict.fromkeys(partner for partner, _kept, _ids in found)
        )
        gone = [each for _partner, _kept, ids in found for each in ids]
        with self._logging_numbers(partners):
            self._keep_remarks(found)
            self._remove_phones(gone)
        self.env["customer.phone"].invalidate_model()
        self.env["res.partner"].invalidate_model(["customer_phone_ids"])
        self.write(
            {
                "state": "done",
                "pair_count": len(partners),
                "row_count": sum(len(ids) for _partner, _kept, ids in found),
                "company_id": self._only_company(partners.ids),
                "request": {**self.request, "customers": partners.ids},
            }
        )

    def _keep_remarks(self, found):
        """Give the row that stays what is noted with those that go."""
        goes = [(kept, each) for _partner, kept, ids in found for each in ids]
        self._change_rows(
            "customer_phone",
            SQL(
                """
                SELECT kept.id,
                       concat_ws('; ', nullif(kept.note, ''),
                                 string_agg(DISTINCT gone.note, '; ')) AS note
                  FROM unnest(%s::int[], %s::int[]) AS t (kept_id, gone_id)
                  JOIN customer_phone kept ON kept.id = t.kept_id
                  JOIN customer_phone gone ON gone.id = t.gone_id
                 WHERE gone.note <> '' AND gone.note IS DISTINCT FROM kept.note
              GROUP BY kept.id
                """,
                [kept for kept, _gone in goes],
                [gone for _kept, gone in goes],
            ),
            {"note": SQL("new.note")},
        )

    def _remove_phones(self, ids):
        """Delete rows and keep them in the journal."""
        columns = self._columns_of("customer_phone")
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM customer_phone WHERE id = ANY(%(ids)s) RETURNING *
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, key_name, source_id,
                       res_ids, count, before, note)
                SELECT %(operation)s, 'removed', 'customer_phone', 'customer_phone',
                       'id', gone.partner_id, jsonb_build_array(gone.id), 1, %(row)s,
                       gone.number
                  FROM gone
                """,
                ids=list(ids),
                operation=self.id,
                row=row_as_json("gone", columns),
            )
        )

    # -- undo ------------------------------------------------------------------------

    def _undo_removed(self):
        """Numbers of customers who were deleted since do not come back."""
        if self.kind == "phone_double":
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE customer_operation_line l SET kind = 'left', note = %s
                     WHERE l.operation_id = %s AND l.kind = 'removed'
                       AND NOT EXISTS (
                           SELECT FROM res_partner WHERE id = l.source_id)
                    """,
                    self.env._("Its customer was deleted since."),
                    self.id,
                )
            )
        return super()._undo_removed()
