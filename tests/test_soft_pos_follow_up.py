# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase
from .test_soft_pos_turnover import TillTurnoverCommon

BEFORE = DAY - timedelta(days=10)


@tagged("post_install", "-at_install")
class TestSoftPosFollowUp(FollowUpCase, TillTurnoverCommon):
    """What is bought at the till begins and ends follow-ups as an invoice does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._become_the_program()
        cls.env.company.partner_id.tz = "Europe/Warsaw"
        cls.anna = cls._make_friend("Anna Till", birth_date="1980-03-10")
        cls.jan = cls._make_friend("Jan Till", birth_date="1980-06-01")

    @classmethod
    def _become_the_program(cls):
        """Rules and messages are the program's; the accountant sold and invoiced."""
        context = {"allowed_company_ids": cls.env.company.ids}
        cls.env = cls.env(user=SUPERUSER_ID, context=context)
        for name in ("Rule", "Entry", "Message", "search", "session", "food"):
            setattr(cls, name, getattr(cls, name).with_env(cls.env))
        cls.food.taxes_id = cls.food.taxes_id.filtered(
            lambda tax: tax.company_id == cls.env.company
        )

    def _till(self, partner, day, quantity=1, **vals):
        """A paid sale at noon of a day."""
        order = self._sell(quantity, partner=partner, **vals)
        moment = day if isinstance(day, datetime) else datetime(*day.timetuple()[:3])
        order.date_order = moment + timedelta(hours=12)
        return order

    def _rule_after(self, **vals):
        return self._make_rule(**{"trigger": "invoice", "delay": 10, **vals})

    def test_a_sale_at_the_till_is_the_last_purchase(self):
        self._till(self.anna, BEFORE)
        self._make_invoice(self.anna, BEFORE - timedelta(days=20))
        rule = self._rule_after()
        self._night()
        self.assertEqual(self._found(rule), self.anna)
        self.assertEqual(self._entries(rule).basis, BEFORE)

    def test_who_bought_later_at_the_till_is_not_asked_where_they_are(self):
        self._make_invoice(self.anna, BEFORE)
        self._till(self.anna, DAY - timedelta(days=2))
        self._till(self.jan, BEFORE)
        self._make_invoice(self.jan, DAY - timedelta(days=2))
        rule = self._rule_after()
        self._night()
        self.assertFalse(self._found(rule))

    def test_what_was_brought_back_or_never_paid_is_no_purchase(self):
        self._till(self.anna, BEFORE, quantity=-1)
        self._till(self.jan, BEFORE, pay=False)
        rule = self._rule_after()
        self._night()
        self.assertFalse(self._found(rule))

    def test_an_invoiced_sale_counts_once_on_the_day_of_its_invoice(self):
        order = self._till(self.anna, BEFORE)
        order.action_pos_order_invoice()
        day = order.account_move.invoice_date
        rule = self._rule_after(delay=(DAY - day).days)
        self._night()
        self.assertEqual(self._entries(rule).mapped("basis"), [day])

    def test_a_sale_after_midnight_is_of_the_day_where_the_company_is(self):
        late = datetime(*BEFORE.timetuple()[:3]) - timedelta(hours=12.5)
        # half past eleven in the evening by UTC, half past midnight in Warsaw
        order = self._till(self.anna, late)
        self.assertEqual(order.date_order.date(), BEFORE - timedelta(days=1))
        rule = self._rule_after()
        self._night()
        self.assertEqual(self._entries(rule).basis, BEFORE)

    def test_a_product_bought_at_the_till_is_found_and_another_one_is_not(self):
        soap = self.env["product.product"].create({"name": "Soap"})
        self._till(self.anna, BEFORE)
        mine = self._rule_after(
            trigger="product", product_ids=[Command.set(self.food.ids)]
        )
        other = self._rule_after(
            name="Soap", trigger="product", product_ids=[Command.set(soap.ids)]
        )
        self._night()
        self.assertEqual(self._found(mine), self.anna)
        self.assertFalse(self._found(other))

    def test_a_sale_for_a_vehicle_is_of_this_vehicle(self):
        car, other = self.env["customer.asset"].create(
            [
                {"kind": "vehicle", "name": name, "partner_id": self.anna.id}
                for name in ("Till car", "Till van")
            ]
        )
        search = self._make_search(
            name="Cars", base="asset", domain="[('name', 'ilike', 'Till ')]"
        )
        kept = self.env["customer.asset.sale"]
        kept._keep(self._till(self.anna, BEFORE), car)
        kept._keep(self._till(self.anna, BEFORE), other)
        kept._keep(self._till(self.anna, DAY - timedelta(days=1)), other)
        rule = self._rule_after(search_id=search.id)
        self._night()
        self.assertEqual(self._entries(rule).asset_id, car)

    def test_who_was_merged_brings_their_sales(self):
        self._till(self.jan, BEFORE)
        self.env["customer.operation"]._merge([(self.jan.id, self.anna.id)])
        self.env.invalidate_all()
        rule = self._rule_after()
        self._night()
        self.assertEqual(self._found(rule), self.anna)

    def test_another_company_s_till_is_none_of_ours(self):
        self._till(self.anna, BEFORE)
        other = self.env["res.company"].create(
            {"name": "Other shop", "customer_follow_ups": True}
        )
        search = self._make_search(name="Other friends", company_id=other.id)
        rule = self._rule_after(search_id=search.id, company_id=other.id)
        self._night()
        self.assertFalse(self._found(rule))

    def test_who_buys_at_the_till_gets_no_more(self):
        rule = self._make_rule(steps=((0, "email"), (5, "call")))
        self._night()
        self._till(self.anna, DAY + timedelta(days=2))
        with self._days_later(3):
            self._night()
        entry = self._entries(rule)
        self.assertEqual((entry.state, entry.reason), ("done", "Came and bought."))
        self.assertEqual(self._messages(rule).mapped("state"), ["sent", "cancelled"])

    def test_who_brings_something_back_goes_on(self):
        rule = self._make_rule(steps=((0, "email"), (5, "call")))
        self._night()
        self._till(self.anna, DAY + timedelta(days=2), quantity=-1)
        with self._days_later(3):
            self._night()
        self.assertEqual(self._entries(rule).state, "running")
