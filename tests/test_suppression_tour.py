# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSuppressionTour(CustomerCommon, HttpCase):
    def test_an_address_is_suppressed_looked_up_and_noticed(self):
        self.start_tour(
            "/odoo/customer-suppressions",
            "customer_care_suppression",
            login="level_2",
        )
        rows = self.env["customer.suppression"].search(
            [("address", "=", "anna.kowalska@example.com")]
        )
        self.assertEqual(rows.mapped("channel"), ["email"])
        self.assertTrue(rows.active)
