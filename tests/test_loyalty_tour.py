# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .test_loyalty_rate import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestLoyaltyTour(LoyaltyCommon, HttpCase):
    """In a browser: who may changes the rate, who may not, and what a sale gives."""

    def test_the_manager_changes_the_rate_and_points_follow(self):
        page = f"/odoo/action-contacts.action_contacts/{self.anna.id}"
        seller = self._make_user(
            "seller", "customer_care.level_5,sales_team.group_sale_salesman_all_leads"
        )
        self.start_tour(page, "customer_care_rate_manager", login="level_2")
        self.assertEqual(self.anna.loyalty_rate, 150)
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", "rate")]
        )
        self.assertEqual(event.mapped("reason"), ["Ten years with us"])
        self.start_tour(page, "customer_care_rate_clerk", login="level_5")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.anna.id,
                "user_id": seller.id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
            }
        )
        self.start_tour(
            f"/odoo/action-sale.action_quotations/{order.id}",
            "customer_care_rate_order",
            login="seller",
        )
        card = self.env["loyalty.card"].search(
            [("program_id", "=", self.programs["loyalty"].id)]
        )
        self.assertRecordValues(
            card,
            [{"partner_id": self.anna.id, "points": 150 * order.amount_total / 100}],
        )
        self.start_tour(page, "customer_care_rate_points", login="level_5")
