# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSoftPosLoyalty(CustomerCommon):
    """With a till: the points it gives follow the customer's rate, on the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.settings"]._write_own_loyalty_rates(True)
        cls.product = cls.env["product.product"].create(
            {"name": "Dog food", "list_price": 100.0, "available_in_pos": True}
        )
        cls.config = cls.env["pos.config"].create({"name": "Front counter"})
        cls.session = cls.env["pos.session"].create({"config_id": cls.config.id})
        cls.anna = cls._make_customer(loyalty_rate=200)

    def _program(self, kind):
        return self.env["loyalty.program"].create(
            {
                "name": kind,
                "program_type": kind,
                "trigger": "auto",
                "applies_on": "both" if kind == "loyalty" else "future",
                "rule_ids": [
                    (0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})
                ],
                "reward_ids": [(0, 0, {"required_points": 10})],
            }
        )

    def _confirm(self, program, points, spent=0, partner=None, **told):
        """What the till sends after the sale; return the card."""
        partner = partner or self.anna
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": partner.id, "points": 50}
        )
        line = {
            "product_id": self.product.id,
            "qty": 1,
            "price_unit": 100,
            "price_subtotal": 100,
            "price_subtotal_incl": 100,
        }
        reward = {
            **line,
            "price_unit": 0,
            "price_subtotal": 0,
            "price_subtotal_incl": 0,
            "is_reward_line": True,
            "reward_id": program.reward_ids.id,
            "coupon_id": card.id,
            "reward_identifier_code": "REWARD",
            "points_cost": spent,
        }
        order = self.env["pos.order"].create(
            {
                "session_id": self.session.id,
                "company_id": self.env.company.id,
                "partner_id": partner.id,
                "amount_total": 100,
                "amount_tax": 0,
                "amount_paid": 100,
                "amount_return": 0,
                "lines": [(0, 0, line), *([(0, 0, reward)] if spent else [])],
            }
        )
        order.confirm_coupon_programs(
            {
                str(card.id): {
                    "points": points - spent,
                    "program_id": program.id,
                    "coupon_id": card.id,
                    "line_codes": ["REWARD"] if spent else [],
                    **told,
                }
            }
        )
        return card

    def test_what_was_won_follows_the_rate(self):
        card = self._confirm(self._program("loyalty"), 100)
        self.assertEqual(card.points, 50 + 200)
        self.assertEqual(card.history_ids.mapped("issued"), [200])

    def test_what_was_spent_does_not(self):
        card = self._confirm(self._program("loyalty"), 100, spent=10)
        self.assertEqual(card.points, 50 + 200 - 10)

    def test_a_till_that_has_counted_at_the_rate_is_taken_at_its_word(self):
        card = self._confirm(self._program("loyalty"), 200, customer_factor=2)
        self.assertEqual(card.points, 50 + 200)

    def test_counted_at_a_rate_that_was_changed_since_it_is_corrected(self):
        card = self._confirm(
            self._program("loyalty"), 50, spent=10, customer_factor=0.5
        )
        self.assertEqual(card.points, 50 + 200 - 10)
        other = self._make_customer(name="Jan")
        card = self._confirm(
            self._program("loyalty"), 300, partner=other, customer_factor=3
        )
        self.assertEqual(card.points, 50 + 100)

    def test_what_is_no_rate_counts_as_none(self):
        for factor in (-1, 6, "2", None):
            with self.subTest(factor):
                card = self._confirm(
                    self._program("loyalty"), 100, customer_factor=factor
                )
                self.assertEqual(card.points, 50 + 200)

    def test_money_on_an_ewallet_is_not_multiplied(self):
        card = self._confirm(self._program("ewallet"), 100)
        self.assertEqual(card.points, 50 + 100)

    def test_a_customer_without_an_own_rate_gets_the_programmes_points(self):
        other = self._make_customer(name="Jan")
        card = self._confirm(self._program("loyalty"), 100, partner=other)
        self.assertEqual(card.points, 50 + 100)

    def test_switched_off_the_rate_does_nothing(self):
        self.env["customer.settings"]._write_own_loyalty_rates(False)
        card = self._confirm(self._program("loyalty"), 100)
        self.assertEqual(card.points, 50 + 100)

    def test_the_first_card_is_made_by_the_till_and_follows_the_rate(self):
        self._confirm(self._program("ewallet"), 100)
        program = self._program("loyalty")
        order = self.env["pos.order"].search([], limit=1)
        other = self._make_customer(name="Jan", loyalty_rate=50)
        order.partner_id = other
        order.confirm_coupon_programs(
            {
                "-1": {
                    "points": 100,
                    "program_id": program.id,
                    "coupon_id": -1,
                    "partner_id": other.id,
                }
            }
        )
        card = self.env["loyalty.card"].search([("partner_id", "=", other.id)])
        self.assertEqual(card.points, 50)

    def test_a_contact_person_collects_at_the_rate_of_the_firm(self):
        person = self._make_customer(name="Buyer", parent_id=self.anna.id)
        card = self._confirm(self._program("loyalty"), 100, partner=person)
        self.assertEqual(card.points, 50 + 200)

    def test_at_no_percent_nothing_is_won(self):
        self.anna.loyalty_rate = 0
        card = self._confirm(self._program("loyalty"), 100, spent=10)
        self.assertEqual(card.points, 50 - 10)
