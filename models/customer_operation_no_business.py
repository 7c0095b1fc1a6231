# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import customer_operation

NO_BUSINESS = "no_business"
# What a person waits for; more is done in the background.
AT_ONCE = 200
# How many of the customers a preview shows.
SHOWN = 80

customer_operation.FUNCTIONS[NO_BUSINESS] = NO_BUSINESS


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("deactivated", "Deactivated"), ("deleted", "Deleted")],
        ondelete={"deactivated": "cascade", "deleted": "cascade"},
    )


class CustomerOperation(models.Model):
    """Delete customers with no invoices: who has no business is deactivated or deleted.

    `request` holds the criteria (see `customer.no.business`), `customers`, those who
    were found, and `past`, who of them has old quotations.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[(NO_BUSINESS, "Delete customers with no invoices")],
        ondelete={NO_BUSINESS: "cascade"},
    )

    is_deletion = fields.Boolean(compute="_compute_is_deletion")

    @api.depends("kind", "request")
    def _compute_is_deletion(self):
        for operation in self:
            ours = operation.kind == NO_BUSINESS
            operation.is_deletion = ours and bool(operation.request.get("delete"))

    def _progress_words(self):
        if self.kind != NO_BUSINESS:
            return super()._progress_words()
        return self.env._(
            "In the background: %(left)s of %(all)s customers are left.",
            left=len(self._pairs_left()),
            all=self.pair_count,
        )

    # -- rehearse --------------------------------------------------------------------

    @api.model
    def _rehearse_no_business(self, criteria):
        """Return a rehearsed operation; nothing is changed.

        :return: an operation whose `preview` is {"asked": int, "old": int, "stay":
            {key of a kind: customers}, "refused": {customer id: sentence}}
        """
        found = self.env["customer.no.business"]._found(criteria)
        customers, refused = found["customers"], {}
        if criteria.get("delete"):
            refused = self._references_to(customers, criteria)
            customers = [each for each in customers if each not in refused]
        # sudo: the log is written by the program, its verbs check the function
        return self.sudo().create(
            {
                "kind": NO_BUSINESS,
                "model": "res.partner",
                "user_id": self.env.uid,
                "state": "rehearsed",
                "pair_count": len(customers),
                "reason": self._no_business_reason(criteria),
                "request": {
                    **criteria,
                    "customers": customers,
                    "past": found["old"],
                },
                "preview": {
                    "asked": found["asked"],
                    "old": len(set(found["old"]).intersection(customers)),
                    "stay": found["stay"],
                    "refused": {str(key): words for key, words in refused.items()},
                },
            }
        )

    @api.model
    def _no_business_reason(self, criteria):
        if criteria.get("delete"):
            return self.env._("Deleted: entered before %s", criteria["before"])
        return self.env._("Deactivated: entered before %s", criteria["before"])

    # -- run -------------------------------------------------------------------------

    def _run_no_business(self):
        """Do what was shown, at once or in the background."""
        self.ensure_one()
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])
        if self.state != "rehearsed":
            raise UserError(self.env._("This operation has been started already."))
        if not self.request["customers"]:
            raise UserError(self.env._("There is no such customer: nothing to do."))
        if len(self.request["customers"]) > AT_ONCE:
            return self._queue()
        self._merge_batch(self._pairs_left())
        return self._finish()

    def _finish(self):
        if self.kind != NO_BUSINESS:
            return super()._finish()
        self.env.flush_all()
        if self.request.get("undoing"):
            return self._end_giving_back()
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM customer_operation_line"
                " WHERE operation_id = %s AND kind IN ('deactivated', 'deleted')",
                self.id,
            )
        )
        if self.request.get("delete"):
            self._join_files()
        return self.write({"state": "done", "pair_count": count, "row_count": count})
