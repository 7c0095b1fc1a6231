# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_account import AccountCommon

QUOTATIONS = "/odoo/action-sale.action_quotations"


@tagged("post_install", "-at_install")
class TestAccountTour(AccountCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sells = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice"
        cls.boss = cls._make_user("boss", f"customer_care.level_2,{sells}")

    def test_an_order_is_stopped_by_status_and_by_limit_and_released(self):
        order = self._make_order(3)
        page = f"{QUOTATIONS}/{order.id}"
        self._set("hold", account_reason="Owes for March")
        self.start_tour(page, "customer_care_account_held", login="seller")
        self._set("active", credit_limit=200)
        self.start_tour(page, "customer_care_account_limit", login="seller")
        self.assertEqual(order.state, "draft")
        self.start_tour(page, "customer_care_account_released", login="boss")
        self.assertEqual(order.state, "sale")
        self.assertEqual(
            self.env["customer.account.exception"]
            .search([("partner_id", "=", self.customer.id)])
            .mapped("reason"),
            ["They pay on Friday"],
        )

    def test_the_page_and_another_status(self):
        self._make_bill(120, post=True)
        page = f"/odoo/action-contacts.action_contacts/{self.customer.id}"
        self.start_tour(page, "customer_care_account_page", login="boss")
        self.assertEqual(self.customer.account_status, "hold")
        self.assertEqual(self.customer.account_reason, "Owes for March")
