# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .paper import paper_zoom


class CustomerLayawayReport(models.AbstractModel):
    """What is agreed about a lay-away, for the customer to take home and sign."""

    _name = "report.customer_care.report_customer_layaway"
    _description = "Lay-away"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("layaway_see")
        orders = self.env["sale.order"].browse(docids)
        orders.check_access("read")
        layaways = orders.filtered("is_layaway")
        return {
            "doc_ids": layaways.ids,
            "doc_model": orders._name,
            "docs": layaways,
            "facts": self.env["customer.layaway"]._facts(layaways.ids),
            "parts": self.env["customer.layaway"]._parts(layaways.ids).values(),
            "payments": self._payments,
            "zoom": paper_zoom(),
        }

    @api.model
    def _payments(self, order):
        """Return [(date, what, amount)] of what came in and went back, oldest first."""
        # sudo: the customer's own payments, for whoever prints their lay-away
        moves = order.sudo().order_line.invoice_lines.move_id
        payments = moves.filtered(lambda move: move.state == "posted")
        payments = payments.reconciled_payment_ids
        return [
            (
                payment.date,
                payment.journal_id.name,
                payment.amount
                if payment.payment_type == "inbound"
                else -payment.amount,
                payment.currency_id,
            )
            for payment in payments.sorted(lambda row: (row.date, row.id))
        ]
