# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMaintenanceTour(HttpCase):
    def test_a_value_is_corrected_from_the_centre_and_given_back(self):
        new_test_user(self.env, "cleaner", groups="customer_care.level_1")
        self.env["customer.finding"].search([]).unlink()
        self.env["res.partner"].search([("email", "!=", False)]).email = False
        partner = self.env["res.partner"].create(
            {"name": "Tour", "email": "tour@gmial.com"}
        )
        self.env["customer.finding"]._scan()
        self.start_tour(
            "/odoo/customers-care", "customer_care_maintenance", login="cleaner"
        )
        self.env.invalidate_all()
        self.assertEqual(partner.email, "tour@gmial.com")
        operation = self.env["customer.operation"].search(
            [("kind", "=", "correct")], limit=1
        )
        self.assertEqual(operation.state, "undone")
