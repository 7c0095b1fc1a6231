# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_operation_no_business import AT_ONCE, NO_BUSINESS


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("activated", "Active again")],
        ondelete={"activated": "cascade"},
    )

    _cleaned_idx = models.Index(
        "(operation_id, source_id) WHERE kind IN ('deactivated', 'deleted', 'refused',"
        " 'activated', 'left')"
    )


class CustomerOperation(models.Model):
    """Undo of a deactivation: whoever is as the operation left them is active again.

    Many of them are given back in the background, batch by batch.
    """

    _inherit = "customer.operation"

    @api.depends("state", "kind", "request")
    def _compute_may_undo(self):
        result = super()._compute_may_undo()
        for operation in self:
            if operation.kind == NO_BUSINESS and operation.request.get("delete"):
                operation.may_undo = False
        return result

    def _refuse_undo(self):
        if self.kind == NO_BUSINESS and self.request.get("delete"):
            raise UserError(
                self.env._(
                    "What was deleted cannot be brought back. The file of what went"
                    " says who it was."
                )
            )
        return super()._refuse_undo()

    def _undo(self):
        if self.kind != NO_BUSINESS:
            return super()._undo()
        self._begin_undo()
        self.request = {**self.request, "undoing": self.env.uid}
        ids = self._not_given_back()
        if len(ids) > AT_ONCE:
            self.state = "queued"
            self.env.ref("customer_care.cron_operation")._trigger()
            return None
        self._give_back(ids)
        return self._end_giving_back()

    def _not_given_back(self):
        """Return the customers of the operation whom the undo did not judge yet."""
        self.env["customer.operation.line"].flush_model()
        return [
            each
            for (each,) in self.env.execute_query(
                SQL(
                    """
                    SELECT source_id FROM customer_operation_line
                     WHERE operation_id = %(id)s AND kind = 'deactivated'
                    EXCEPT
                    SELECT source_id FROM customer_operation_line
                     WHERE operation_id = %(id)s AND kind IN ('activated', 'left')
                  ORDER BY 1
                    """,
                    id=self.id,
                )
            )
        ]

    def _give_back(self, ids):
        """Activate those customers who are as the operation left them."""
        # sudo: the function was checked when the undo was asked for
        operation = self.with_user(self.request["undoing"]).sudo()
        operation._lock_records(ids)
        left = operation._changed_by_others(ids)
        operation._log_given_back("left", left)
        back = operation.env["res.partner"].browse(
            [each for each in ids if each not in left]
        )
        if back:
            reason = self.env._("Operation %s was undone.", self.id)
            back._activate(reason)
            operation._log_given_back("activated", dict.fromkeys(back.ids))

    def _changed_by_others(self, ids):
        """Return {id: what happened to the customer since}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.source_id,
                       CASE WHEN p.id IS NULL THEN 'deleted'
                            WHEN p.merged_into_id IS NOT NULL THEN 'merged'
                            WHEN p.is_forgotten THEN 'forgotten'
                            WHEN p.active THEN 'active'
                            WHEN (l.after->>'event')::int IS DISTINCT FROM (
                                 SELECT max(e.id) FROM customer_event e
                                  WHERE e.partner_id = p.id AND e.kind = 'status')
                            THEN 'again' END
                  FROM customer_operation_line l
             LEFT JOIN res_partner p ON p.id = l.source_id
                 WHERE l.operation_id = %s AND l.kind = 'deactivated'
                   AND l.source_id = ANY(%s)
                """,
                self.id,
                ids,
            )
        )
        words = {
            "deleted": self.env._("Deleted since."),
            "merged": self.env._("Merged into another customer since."),
            "forgotten": self.env._("Forgotten since."),
            "active": self.env._("Activated since."),
            "again": self.env._("Activated and deactivated again since."),
        }
        return {key: words[what] for key, what in rows if what}

    def _log_given_back(self, kind, rows):
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": kind,
                    "link": "res.partner",
                    "source_id": each,
                    "note": words,
                }
                for each, words in rows.items()
            ]
        )

    def _end_giving_back(self):
        self.write(
            {
                "state": "undone",
                "undone_at": fields.Datetime.now(),
                "undone_by_id": self.request["undoing"],
            }
        )
