# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class SaleOrder(models.Model):
    """An order on the account of a family's head; its invoices name the member too."""

    _name = "sale.order"
    _inherit = ["sale.order", "customer.family.purchase"]

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        account = self.partner_id.commercial_partner_id
        if (
            self.customer_member_id
            and self.partner_invoice_id.commercial_partner_id == account
        ):
            vals["customer_member_id"] = self.customer_member_id.id
        return vals

    def _create_account_invoices(self, invoice_vals_list, final):
        """An invoice of several orders names the member when all of them do."""
        moves = super()._create_account_invoices(invoice_vals_list, final)
        for move in moves.filtered("customer_member_id"):
            orders = move.invoice_line_ids.sale_line_ids.order_id
            if len({order.customer_member_id for order in orders}) > 1:
                move.customer_member_id = False
        return moves
