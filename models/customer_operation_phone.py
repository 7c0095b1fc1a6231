# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Operations on rows of numbers; `request` has their customers once they are done.
KINDS = ("phone_double", "area_code")


class CustomerOperation(models.Model):
    """What the operations on numbers share: they begin once, and what they undo."""

    _inherit = "customer.operation"

    def _begin_phones(self):
        """Lock the operation and the numbers that were shown; refuse a second start."""
        self.ensure_one()
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])
        if self.state != "rehearsed":
            raise UserError(self.env._("This operation has been started already."))
        self.env.cr.execute(
            SQL(
                "SELECT FROM customer_phone c WHERE c.partner_id IN ("
                "SELECT partner_id FROM customer_phone WHERE id = ANY(%s))"
                " ORDER BY c.id FOR UPDATE",
                self.request["phones"],
            )
        )

    def _merged_records(self):
        if self.kind not in KINDS:
            return super()._merged_records()
        return self.env["res.partner"].browse(self.request.get("customers", ()))

    def _recompute_described(self):
        """Nothing but the numbers was changed, and those are given back."""
        if self.kind in KINDS:
            return None
        return super()._recompute_described()

    def _undo(self):
        if self.kind not in KINDS:
            return super()._undo()
        partners = self._merged_records().exists()
        old = partners._phone_texts()
        result = super()._undo()
        self.env.invalidate_all()
        partners._log_phones(old)
        return result
