# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_my_account import MyAccountCommon


@tagged("post_install", "-at_install")
class TestMyAccountTour(MyAccountCommon):
    """From the customer's telephone to the clerk's decision."""

    browser_size = "390x844"
    touch_enabled = True

    def test_customer_proposes_and_clerk_decides(self):
        self.start_tour(
            "/my/home", "customer_care_portal_correction", login="portal_anna"
        )
        self.assertEqual(
            sorted(self._proposals().line_ids.mapped("field")), ["name", "reading"]
        )
        self.assertEqual(self.anna.name, "Anna Kowalska")
        # the clerk's side is a desk
        self.browser_size, self.touch_enabled = "1366x768", False
        self.start_tour(
            "/odoo/customer-proposals",
            "customer_care_proposal_decide",
            login="level_5",
        )
        self.env.invalidate_all()
        self.assertEqual(self.car.reading_ids.value, 98765)
        self.assertEqual(self.anna.name, "Anna Kowalska")
        self.authenticate("portal_anna", "portal_anna")
        self.assertIn("Please bring the certificate", self._page("/my/corrections"))
