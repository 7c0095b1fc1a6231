# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_account import AccountCommon


@tagged("post_install", "-at_install")
class TestSoftAccount(AccountCommon):
    """Orders of a till are taken when they arrive, flagged if the account says no."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_till()

    def _sell(self, method=None, amount=100.0, partner=None, **vals):
        """An order as a till sends it, paid by one method."""
        order = {
            "uuid": f"till-{self.env['pos.order'].search_count([])}",
            "access_token": "x",
            "session_id": self.session.id,
            "company_id": self.env.company.id,
            "pricelist_id": False,
            "partner_id": (partner or self.customer).id,
            "user_id": self.env.uid,
            "fiscal_position_id": False,
            "to_invoice": False,
            "amount_total": amount,
            "amount_tax": 0.0,
            "amount_paid": amount,
            "amount_return": 0.0,
            "state": "paid",
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "lines": [
                (
                    0,
                    0,
                    {
                        "product_id": self.goods.id,
                        "qty": 1,
                        "price_unit": amount,
                        "price_subtotal": amount,
                        "price_subtotal_incl": amount,
                    },
                )
            ],
            "payment_ids": [
                (
                    0,
                    0,
                    {
                        "name": fields.Datetime.to_string(fields.Datetime.now()),
                        "amount": amount,
                        "payment_method_id": (method or self.on_account).id,
                    },
                )
            ],
            **vals,
        }
        result = self.env["pos.order"].sync_from_ui([order])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def _flags(self):
        return self.env["customer.account.exception"].search([])

    def test_on_hold_a_till_order_on_account_passes_and_is_flagged(self):
        self._set("hold", account_reason="Owes for March")
        order = self._sell()
        self.assertEqual(order.state, "paid")
        self.assertRecordValues(
            self._flags(),
            [
                {
                    "kind": "till",
                    "partner_id": self.customer.id,
                    "res_model": "pos.order",
                    "res_id": order.id,
                    "amount": 100,
                    "is_open": True,
                }
            ],
        )
        self.assertIn("is on hold", self._flags().sentence)
        self.assertEqual(self._flags().action_open_document()["res_id"], order.id)

    def test_an_invoiced_till_order_passes_and_its_invoice_is_flagged(self):
        self._set("hold")
        order = self._sell(to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self.assertTrue(order.account_move.is_account_flagged)
        self.assertEqual(self._flags().mapped("res_model"), ["account.move"])
        self.assertEqual(self._state()["balance"], 100)

    def test_paid_in_cash_nobody_is_flagged(self):
        self._set("closed")
        self._sell(self.cash)
        order = self._sell(self.cash, to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self.assertFalse(self._flags())

    def test_a_customer_on_account_is_not_flagged(self):
        self._sell()
        self._sell(to_invoice=True)
        self.assertFalse(self._flags())

    def test_who_pays_at_once_is_flagged_when_sold_on_account(self):
        self._set("none")
        self._sell()
        self.assertIn("pays at once", self._flags().sentence)

    def test_what_an_open_till_sold_on_account_counts_at_once(self):
        self._set("active", credit_limit=150)
        self._sell()
        self.assertEqual(self._state()["uninvoiced"], 100)
        verdict = self.customer.get_till_verdict(60)
        self.assertIn("over the limit", verdict["refusal"])
        self.assertFalse(self._flags())
        self._sell()
        self.assertIn("over the limit", self._flags().sentence)

    def test_switched_off_nothing_is_flagged(self):
        self._set("hold")
        self.env.company.use_customer_account = False
        self._sell()
        self._sell(to_invoice=True)
        self.assertFalse(self._flags())

    def test_an_order_of_the_website_that_is_paid_passes_and_is_flagged(self):
        self._set("hold", account_reason="Owes for March")
        order = self._website_order()
        with self.assertRaisesRegex(UserError, "is on hold"):
            order.action_confirm()
        self._pay_online(order)._check_amount_and_confirm_order()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.is_account_flagged)
        self.assertEqual(self._flags().mapped("kind"), ["online"])

    def test_an_order_of_the_website_waiting_for_a_transfer_is_not_confirmed(self):
        self._set("hold")
        order = self._website_order()
        self._pay_online(order, state="pending")
        with self.assertRaisesRegex(UserError, "is on hold"):
            order._validate_order()
        self.assertEqual(order.state, "draft")

    def _website_order(self):
        website = self.env["website"].search([], limit=1)
        website.company_id = self.env.company
        return self._make_order(website_id=website.id)

    def test_goods_taken_back_on_account_lower_what_is_owed(self):
        self._set("active", credit_limit=150)
        self._sell()
        self._sell(amount=-40.0)
        self.assertEqual(self._state()["uninvoiced"], 60)
        self._set("hold")
        self._sell(amount=-10.0)
        self.assertFalse(self._flags())
