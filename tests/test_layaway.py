# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.tests import tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestLayaway(LayawayCommon):
    def test_a_lay_away_paid_in_two_parts(self):
        order = self._make_layaway()
        self.assertEqual(self._facts(order)["state"], "open")
        self._take(order, 100.0, self.clerk_4)
        self.assertEqual((order.layaway_paid, order.layaway_balance), (100.0, 200.0))
        self._take(order, 200.0, self.clerk_4)
        self.assertEqual((order.layaway_paid, order.layaway_balance), (300.0, 0.0))
        self.assertEqual(order.layaway_state, "paid")
        invoices = self._documents(order)
        self.assertEqual(invoices.mapped("amount_total"), [100.0, 200.0])
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})

    def test_the_final_invoice_takes_the_payments_off(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._take(order, 200.0)
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 0.0)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.layaway_state, "paid")
        self.assertEqual(self._facts(order)["paid"], 300.0)
