# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_till import TillCommon

EXTRA = "_customer_till"


class TillSaleCase(TillCommon):
    """A till that sells a bag of flour for 100.00, for cash or on account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.use_customer_account = True
        cls.flour = cls.env["product.product"].create(
            {
                "name": "AAA Till Flour",
                "list_price": 100.0,
                "taxes_id": False,
                "available_in_pos": True,
                "is_favorite": True,
                "pos_categ_ids": cls.till.iface_available_categ_ids[:1].ids,
            }
        )
        cls.on_account = cls.env["pos.payment.method"].create(
            {"name": "Till Account", "split_transactions": True}
        )
        cls.cash = cls.till.payment_method_ids.filtered("is_cash_count")[:1]
        cls.till.write(
            {
                "payment_method_ids": [(6, 0, (cls.cash | cls.on_account).ids)],
                "use_fast_payment": True,
                "fast_payment_method_ids": [(6, 0, cls.on_account.ids)],
            }
        )
        cls.anna = cls._make_customer(
            name="Till Anna", account_status="active", credit_limit=250
        )
        cls.watched = cls._make_customer(name="Till Watched", account_status="watch")
        cls.held = cls._make_customer(
            name="Till Held", account_status="hold", account_reason="Owes for March"
        )

    def _orders(self, partner):
        return self.env["pos.order"].search([("partner_id", "=", partner.id)])

    def _methods(self, partner):
        """Return by which methods what this customer bought was paid, by order."""
        return [order.payment_ids.payment_method_id for order in self._orders(partner)]


@tagged("post_install", "-at_install")
class TestSoftPosTill(TillSaleCase):
    """What the till loads beside the core's data of customers."""

    def test_the_till_loads_the_verdict_and_the_code(self):
        rows = self._loaded(self.cashier, self.anna | self.held)
        self.assertEqual(
            rows[self.anna][EXTRA],
            {"refusal": False, "warning": False, "available": 250},
        )
        self.assertIn("is on hold (Owes", rows[self.held][EXTRA]["refusal"])
        self.assertEqual(rows[self.anna]["ref"], self.anna.ref)

    def test_a_cashier_without_a_level_loads_neither_reason_nor_limit(self):
        rows = self._loaded(self.outsider, self.anna | self.held)
        self.assertIsNone(rows[self.anna][EXTRA]["available"])
        self.assertNotIn("Owes for March", rows[self.held][EXTRA]["refusal"])

    def test_switched_off_the_till_loads_what_it_did(self):
        self.env.company.use_customer_account = False
        rows = self._loaded(self.cashier, self.anna)
        self.assertNotIn(EXTRA, rows[self.anna])

    def test_who_is_looked_for_later_brings_it_too(self):
        partners = self.env["res.partner"].with_user(self.cashier)
        found = partners.get_new_partner(self.till.id, [("id", "=", self.held.id)], 0)
        self.assertIn("is on hold", found["res.partner"][0][EXTRA]["refusal"])

    def test_the_server_finds_by_former_code_and_any_notation(self):
        self.anna.phone = "+48 609 876 543"
        self.anna.ref = "TILL-OLD"
        self.anna.ref = "TILL-NEW"
        partners = self.env["res.partner"].with_user(self.cashier)
        for term in ("TILL-OLD", "TILL-NEW", "609876543", "0048609-876-543"):
            with self.subTest(term):
                found = partners.get_new_partner(
                    self.till.id, [("display_name", "ilike", term)], 0
                )
                names = [row["name"] for row in found["res.partner"]]
                self.assertEqual(names, ["Till Anna"])


@tagged("post_install", "-at_install")
class TestSoftPosTillTour(TillSaleCase, HttpCase):
    """In a browser, at the till."""

    def test_on_hold_nothing_is_sold_on_account_and_cash_is_taken(self):
        self._tour("customer_care_till_hold")
        self.assertEqual(self._methods(self.held), [self.cash])

    def test_on_account_up_to_the_limit(self):
        self._tour("customer_care_till_limit")
        self.assertEqual(self._methods(self.watched), [self.on_account])
        self.assertEqual(self._methods(self.anna), [self.on_account])
        flags = self.env["customer.account.exception"]
        self.assertFalse(flags.search([("partner_id", "=", self.anna.id)]))

    def test_offline_what_the_till_loaded_last_counts(self):
        self._load_everybody()
        self.env["loyalty.program"].search([]).active = False
        self._tour("customer_care_till_hold_offline")
        self.assertFalse(self._orders(self.held).filtered("payment_ids"))

    def test_a_cashier_without_a_level_sees_no_panel_and_is_told_of_the_hold(self):
        self._tour("customer_care_till_plain", login="outsider")
        self.assertEqual(self._methods(self.held), [self.cash])

    def test_customers_are_found_as_in_the_rest_of_odoo(self):
        self.env["ir.config_parameter"].set_param(
            "point_of_sale.limited_customer_count", 1
        )
        self.anna.phone = "+48 609 876 543"
        self.anna.ref = "TILL-OLD"
        self.anna.ref = "TILL-NEW"
        self._tour("customer_care_till_search")

    def test_points_on_screen_and_receipt_are_those_of_the_card(self):
        programs = self.env["loyalty.program"]
        programs.search([]).active = False
        rule = {"reward_point_mode": "money", "reward_point_amount": 1}
        program = programs.create(
            {
                "name": "Till points",
                "program_type": "loyalty",
                "trigger": "auto",
                "applies_on": "both",
                "portal_visible": True,
                "portal_point_name": "Beans",
                "rule_ids": [(0, 0, rule)],
                "reward_ids": [(0, 0, {"required_points": 1000})],
            }
        )
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.anna.id, "points": 50}
        )
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        self.anna.loyalty_rate = 200
        self._tour("customer_care_till_points")
        self.assertEqual(card.points, 250)
        self.assertIn(200, card.history_ids.mapped("issued"))

    def test_a_note_is_recorded_from_the_panel(self):
        self._tour("customer_care_till_note")
        note = self.env["customer.note"].search([("partner_id", "=", self.anna.id)])
        self.assertEqual(note.mapped("name"), ["Asked for rye flour"])
        self.assertEqual((note.user_id, note.follow_up_user_id), (self.cashier,) * 2)
        self.assertEqual(note.activity_id.user_id, self.cashier)

    def test_the_panel_shows_and_does_what_the_cashier_may(self):
        today = fields.Date.context_today(self.cashier)
        vals = {"partner_id": self.anna.id, "date_remind": today}
        end = fields.Datetime.now() + timedelta(days=30)
        done = self._make_action(name="Till Kettle", **vals)
        late = self._make_action(name="Till Grinder", date_end=end, **vals)
        self.env["customer.alert"].create(
            {"name": "Deaf: speak up", "partner_id": self.anna.id}
        )
        kind = self._make_type(name="Till Warranty", duration=6, duration_unit="months")
        self.flour.action_type_id = kind
        self._tour("customer_care_till_panel")
        self.assertEqual(done.state, "done")
        self.assertEqual(late.extension_ids.reason, "Goodwill")
        self.assertGreater(late.date_end, end)
        made = self.env["customer.action"].search([("serial_number", "=", "SN-77")])
        self.assertRecordValues(
            made,
            [
                {
                    "name": "AAA Till Flour, two years",
                    "partner_id": self.anna.id,
                    "product_id": self.flour.id,
                    "type_id": kind.id,
                    "state": "open",
                    "user_id": self.cashier.id,
                }
            ],
        )
        self.assertTrue(made.date_end)
