# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementTour(SettlementCommon, HttpCase):
    def test_one_invoice_of_three_orders_with_sections(self):
        orders = self.env["sale.order"]
        for number, quantity in enumerate((1, 2, 3, 10), 1):
            orders |= self._confirmed(
                quantity, partner_id=self.firm.id, client_order_ref=f"PO {number}"
            )
        self.start_tour(
            "/odoo/customers-care", "customer_care_settlement", login="biller"
        )
        invoice = orders[:3].invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.amount_total, 600)
        self.assertFalse(orders[3].invoice_ids)
        self.assertEqual(
            [kind for kind, __ in self._outline(invoice)], ["section", "product"] * 3
        )
