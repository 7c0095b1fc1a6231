# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Operations on rows of numbers; `request` has their customers once they are done.
KINDS = ("phone_double", "area_code")


class CustomerOperation(models.Model):
    """What the operations on numbers share: they begin once, and what they undo."""

    _inherit = "customer.operation"

    def _begin_phones(self, phones):
        """Lock the operation; refuse a second start.

        Rows that go are locked with those beside them. What is only changed need not
        be: PostgreSQL refuses to change what somebody else changed since it was read.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])
        if self.state != "rehearsed":
            raise UserError(self.env._("This operation has been started already."))
        if self.kind == "phone_double":
            self.env.cr.execute(
                SQL(
                    "SELECT FROM customer_phone c WHERE c.partner_id IN ("
                    "SELECT partner_id FROM customer_phone WHERE id = ANY(%s))"
                    " ORDER BY c.id FOR UPDATE",
                    phones,
                )
            )

    def _merged_records(self):
        if self.kind != "phone_double":
            return super()._merged_records()
        partners = self.env["res.partner"].browse(self.request.get("customers", ()))
        return partners.exists()

    @api.model
    def _only_company(self, ids):
        """Return the id of the company that alone these customers belong to, if any."""
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT company_id FROM res_partner WHERE id = ANY(%s)"
                " LIMIT 2",
                ids,
            )
        )
        return found[0][0] if len(found) == 1 else False

    def _recompute_described(self):
        """Nothing but the numbers was changed, and those are given back."""
        if self.kind in KINDS:
            return None
        return super()._recompute_described()

    def _is_one_value(self, table):
        """A number is what was typed and how it was understood."""
        if self.kind == "area_code":
            return True
        return super()._is_one_value(table)

    def _undo_log(self):
        """No pairs were merged; each customer's event says what was given back."""
        return None if self.kind in KINDS else super()._undo_log()

    def _undo(self):
        if self.kind != "phone_double":
            return super()._undo()
        with self._logging_numbers(self._merged_records()):
            result = super()._undo()
        self.env.invalidate_all()
        return result
