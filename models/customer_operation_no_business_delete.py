# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from .customer_no_business_kind import UNCONFIRMED


class CustomerOperation(models.Model):
    """Deleting for good: a file of what went is left, and nothing else.

    Objections, suppressed addresses and the log of consents are about addresses and
    not about rows of customers: they stay, and whoever comes back is still refused.
    """

    _inherit = "customer.operation"

    def _clean_delete(self, customers):
        """Delete customers, with who goes along, and keep their rows for the file."""
        partners = customers.with_context(active_test=False)
        people = partners._clean_companions()
        rows = self._file_rows(partners, people)
        codes = {each.id: each.ref or None for each in partners}
        orders = self._old_quotations(partners | people)
        orders.filtered(lambda order: order.state == "sent")._action_cancel()
        orders.unlink()
        partners._delete(self.env._("No business (operation %s)", self.id))
        self.env.flush_all()
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "deleted",
                    "link": "res.partner",
                    "source_id": key,
                    "note": code,
                }
                for key, code in codes.items()
            ]
        )
        self._keep_part(rows)

    @api.model
    def _old_quotations(self, partners):
        """Unconfirmed and cancelled quotations: all of them are old, or their customer
        would have stayed."""
        orders = self.env["sale.order"].with_context(active_test=False)
        return orders.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("state", "in", UNCONFIRMED)
            & Domain("is_layaway", "=", False)
        )
