# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestTours(CustomerCommon, HttpCase):
    def test_actions_center_from_the_window_to_done(self):
        today = fields.Date.context_today(self.env["customer.action"])
        customer = self._make_customer()
        for name, days in (
            ("Due tomorrow", 1),
            ("Due in three weeks", 21),
            ("Overdue", -10),
        ):
            self._make_action(
                name=name,
                partner_id=customer.id,
                date_remind=today + timedelta(days=days),
            )
        self.start_tour(
            "/odoo/actions-center", "customer_care_actions_center", login="level_4"
        )
        action = self.env["customer.action"].search([("serial_number", "=", "TOUR-1")])
        self.assertRecordValues(
            action,
            [{"name": "Tour machine", "state": "done", "extension_count": 1}],
        )
        self.assertEqual(action.partner_id.name, "Berta Tour")
        self.assertTrue(action.partner_id.ref)
        message = self.env["customer.message"].search(
            [("partner_id", "=", action.partner_id.id)]
        )
        self.assertEqual(message.mapped("channel"), ["email"])

    def test_a_customer_is_recoded_deactivated_activated_and_deleted(self):
        self._make_customer(name="Somebody Else")
        customer = self._make_customer(name="Tour Customer", ref="TOUR-1")
        self.start_tour(
            "/odoo/customers-care", "customer_care_customer_life", login="level_2"
        )
        self.assertFalse(customer.exists())
        event = self.env["customer.event"].search([("kind", "=", "deleted")], limit=1)
        self.assertRecordValues(
            event, [{"partner_code": "TOUR-2", "reason": "A tour", "partner_id": False}]
        )

    def test_a_new_customer_is_found_by_digits_and_by_the_old_code(self):
        self.env.company.country_id = self.env.ref("base.pl")
        self._make_customer(name="Other Tour")
        sequence = self.env.ref("customer_care.sequence_customer_code")
        sequence.write({"prefix": "TOUR-OLD", "padding": 1})
        self.env["customer.interest"].create([{"name": "Tea"}, {"name": "Books"}])
        self.env["customer.measurement.type"].search([]).active = False
        self.env["customer.measurement.type"].create(
            [
                {"name": name, "group": "Shirts", "uom_name": "cm", "sequence": number}
                for number, name in enumerate(("Collar", "Sleeve"))
            ]
        )
        self.start_tour("/odoo/customers-care", "customer_care_card", login="level_2")
        customer = self.env["res.partner"].search([("ref", "=", "CELINA-1")])
        self.assertEqual(customer.name, "Celina Tour")
        self.assertRecordValues(
            customer.customer_phone_ids.sorted("is_primary", reverse=True),
            [
                {"number_e164": "+48601987321", "extension": False, "type": "mobile"},
                {"number_e164": "+48228266543", "extension": "12", "type": "home"},
            ],
        )
        self.assertEqual(set(customer.interest_ids.mapped("name")), {"Tea", "Books"})
        self.assertEqual(
            {row.type_id.name: row.value for row in customer.measurement_ids},
            {"Collar": 39, "Sleeve": 64},
        )
        codes = customer.alias_ids.filtered(lambda alias: alias.kind == "code")
        self.assertEqual(len(codes), 2)
        self.assertIn("CELINA-1", codes.mapped("value"))
