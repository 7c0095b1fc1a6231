# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from .account_move_line import SOLD_IN


class AccountMove(models.Model):
    """An invoice on the account of a family's head, and what credits it."""

    _name = "account.move"
    _inherit = ["account.move", "customer.family.purchase"]

    def _is_for_customer(self):
        return self.move_type in (*SOLD_IN, "out_refund")

    def _is_settled(self):
        return self.state == "posted"

    def _members_taken_over(self):
        """The members of what it credits and of the orders it invoices."""
        # sudo: where an invoice comes from matters whoever writes it
        move = self.sudo()
        orders = move.invoice_line_ids.sale_line_ids.order_id
        origin = move.reversed_entry_id
        same = orders.filtered(
            lambda order: (
                order.partner_id.commercial_partner_id
                == move.partner_id.commercial_partner_id
            )
        )
        if origin.commercial_partner_id == move.partner_id.commercial_partner_id:
            return same.customer_member_id | origin.customer_member_id
        return same.customer_member_id

    def _names_member_in_copy(self, default):
        if default.get("reversed_entry_id") and self.customer_member_id:
            return True
        return super()._names_member_in_copy(default)
