# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


class LoyaltyCommon(CustomerCommon):
    """Own rates are on; goods at 100.00; a loyalty programme and one of coupons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.settings"]._write_own_loyalty_rates(True)
        cls.env["loyalty.program"].search([]).active = False
        cls.product = cls.env["product.product"].create(
            {"name": "Dog food", "list_price": 100.0, "taxes_id": False}
        )
        cls.programs = {
            kind: cls._make_program(kind) for kind in ("loyalty", "next_order_coupons")
        }
        cls.anna = cls._make_customer()

    @classmethod
    def _make_program(cls, kind):
        return cls.env["loyalty.program"].create(
            {
                "name": kind,
                "program_type": kind,
                "trigger": "auto",
                "applies_on": "both" if kind == "loyalty" else "future",
                "rule_ids": [
                    (0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})
                ],
                "reward_ids": [(0, 0, {"required_points": 1000})],
            }
        )

    def _points(self, customer=None, kind="loyalty", company=None):
        """Sell for 100.00 and return the points of the card."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (customer or self.anna).id,
                "company_id": (company or self.env.company).id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
            }
        )
        order._update_programs_and_rewards()
        order.action_confirm()
        cards = self.env["loyalty.card"].search(
            [("program_id", "=", self.programs[kind].id)]
        )
        return order, cards.filtered(
            lambda c: c.partner_id in (customer or self.anna) or c.order_id == order
        ).points


@tagged("post_install", "-at_install")
class TestLoyaltyRate(LoyaltyCommon):
    """Points on confirmed sales follow the customer's rate, when rates are on."""

    def test_everybody_gets_the_programmes_points_at_first(self):
        self.assertEqual(self.anna.loyalty_rate, 100)
        self.assertEqual(self._points()[1], 100)

    def test_points_follow_the_rate(self):
        for rate, points in ((200, 200), (0, 0), (500, 500), (33.33, 33.33)):
            customer = self._make_customer(loyalty_rate=rate)
            with self.subTest(rate):
                self.assertEqual(self._points(customer)[1], points)

    def test_points_of_other_programmes_do_not(self):
        self.anna.loyalty_rate = 500
        self.assertEqual(self._points(kind="next_order_coupons")[1], 100)

    def test_a_cancelled_order_takes_back_what_it_gave(self):
        self.anna.loyalty_rate = 200
        order, points = self._points()
        self.assertEqual(points, 200)
        self.anna.loyalty_rate = 50
        order._action_cancel()
        card = self.env["loyalty.card"].search([("partner_id", "=", self.anna.id)])
        self.assertEqual(sum(card.mapped("points")), 0)

    def test_a_contact_person_collects_at_the_rate_of_the_firm(self):
        firm = self._make_customer(name="Firm", is_company=True, loyalty_rate=300)
        person = self._make_customer(name="Buyer", parent_id=firm.id)
        self.assertEqual(self._points(person)[1], 300)
        with self.assertRaisesRegex(ValidationError, "at the rate of Firm"):
            person.loyalty_rate = 500

    def test_another_company_has_its_own_rate(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self.anna.loyalty_rate = 200
        self.assertEqual(self.anna.with_company(other).loyalty_rate, 100)
        order = self.env["sale.order"].new({"partner_id": self.anna.id})
        order.company_id = other
        partner = self.anna.with_company(other)
        self.assertEqual(partner._loyalty_factors(), {self.anna.id: 1.0})

    def test_switched_off_all_get_the_programmes_points(self):
        self.anna.loyalty_rate = 500
        self.env["customer.settings"]._write_own_loyalty_rates(False)
        self.assertEqual(self._points()[1], 100)
        with self.assertRaisesRegex(UserError, "switched off"):
            self.anna.loyalty_rate = 300
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        self.assertEqual(self.anna.loyalty_rate, 500, "it was kept")

    def test_what_is_no_rate_is_refused(self):
        for rate in (-5, 501, "text", "", None, False, float("nan"), float("inf")):
            with (
                self.subTest(rate),
                self.assertRaisesRegex(ValidationError, "0 to 500"),
            ):
                self.anna.write({"loyalty_rate": rate})
            with (
                self.subTest(rate),
                self.assertRaisesRegex(ValidationError, "0 to 500"),
            ):
                self._make_customer(loyalty_rate=rate)
        self.assertEqual(self.anna.loyalty_rate, 100)

    def test_what_is_no_rate_is_refused_by_import(self):
        for text in ("-5", "501", "many"):
            result = self.env["res.partner"].load(
                ["name", "loyalty_rate"], [["Imported", text]]
            )
            with self.subTest(text):
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])

    def test_only_the_function_writes_it(self):
        for user in (self.user_level_3, self.user_level_5):
            for rate in (200, 100):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self.anna.with_user(user).write({"loyalty_rate": rate})
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).create(
                        {"name": "New", "loyalty_rate": rate}
                    )
            result = (
                self.env["res.partner"]
                .with_user(user)
                .load(["name", "loyalty_rate"], [["Imported", "200"]])
            )
            self.assertFalse(result["ids"])
        self.assertEqual(self.anna.loyalty_rate, 100)
        self.anna.with_user(self.user_level_2).loyalty_rate = 150
        self.assertEqual(self.anna.loyalty_rate, 150)

    def test_a_change_is_logged_with_its_reason(self):
        manager = self.anna.with_user(self.user_level_2)
        action = manager.action_change_rate()
        model = manager.env["customer.rate.change"].with_context(**action["context"])
        form = Form(model)
        form.rate = 150
        form.reason = "Ten years with us"
        form.save().action_change()
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", "rate")]
        )
        self.assertRecordValues(
            event,
            [
                {
                    "old_value": "100 %",
                    "new_value": "150 %",
                    "reason": "Ten years with us",
                    "user_id": self.user_level_2.id,
                }
            ],
        )

    def test_a_rate_that_was_given_survives_a_clerks_merge(self):
        double = self._make_customer(loyalty_rate=500)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(self.user_level_5)._merge(
            (self.anna | double).ids, self.anna, extra_checks=False
        )
        self.env.invalidate_all()
        self.assertEqual(double.merged_into_id, self.anna)
        self.assertEqual(self.anna.loyalty_rate, 500)

    def test_a_change_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "Reason"):
            self.env["customer.rate.change"].create(
                {"partner_id": self.anna.id, "rate": 150, "reason": " "}
            )

    def test_the_page_shows_rate_cards_and_history(self):
        self.anna.loyalty_rate = 200
        self._points()
        shown = self.anna.with_user(self.user_level_5).get_customer_loyalty()
        self.assertEqual(shown["rate"], 200)
        self.assertFalse(shown["can_change"])
        self.assertEqual([card["program"] for card in shown["cards"]], ["loyalty"])
        self.assertEqual([row["issued"] for row in shown["history"]], [200])
        manager = self.anna.with_user(self.user_level_2).get_customer_loyalty()
        self.assertTrue(manager["can_change"])
        with self.assertRaises(AccessError):
            self.anna.with_user(self.user_no_level).get_customer_loyalty()
