# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_layaway import LayawayCommon

QUOTATIONS = "/odoo/action-sale.action_quotations"


@tagged("post_install", "-at_install")
class TestLayawayTour(LayawayCommon, HttpCase):
    def test_paid_in_two_parts_and_invoiced(self):
        order = self._make_order(3)
        page = f"{QUOTATIONS}/{order.id}"
        self.start_tour(page, "customer_care_layaway", login="clerk_4")
        self.assertEqual(order.layaway_state, "paid")
        self.assertEqual(self._documents(order)[:2].mapped("amount_total"), [100, 200])
        order._create_invoices(final=True).action_post()
        self.assertEqual(order.invoice_status, "invoiced")

    def test_cancelled_after_part_payment_from_the_order(self):
        today = str(fields.Date.context_today(self.customer))
        order = self._make_layaway(parts=[(today, 300.0)], due=today)
        self._take(order, 100.0)
        page = f"{QUOTATIONS}/{order.id}"
        self.start_tour(page, "customer_care_layaway_cancelled", login="clerk_4")
        self.assertEqual(order.state, "cancel")
        paid_back = self.env["account.payment"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("payment_type", "=", "outbound"),
            ]
        )
        self.assertEqual(paid_back.mapped("amount"), [85.0])

    def test_the_customer_s_page_takes_a_payment(self):
        today = str(fields.Date.context_today(self.customer))
        order = self._make_layaway(parts=[(today, 300.0)], due=today)
        page = f"/odoo/action-contacts.action_contacts/{self.customer.id}"
        self.start_tour(page, "customer_care_layaway_page", login="clerk_4")
        self.assertEqual(order.layaway_state, "paid")
