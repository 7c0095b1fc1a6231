# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_account import AccountCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountLimit(AccountCommon):
    """The limit: open items, confirmed orders and this document, each counted once."""

    def _limit(self, amount, partner=None):
        (partner or self.customer).credit_limit = amount

    def _over(self, amount, call, *args):
        """The call is refused, and says by how much."""
        with self.assertRaisesRegex(
            UserError, rf"would be \$\s{amount} over the limit"
        ):
            call(*args)

    def _owes(self, balance, uninvoiced, partner=None):
        state = self._state(partner)
        self.assertEqual((state["balance"], state["uninvoiced"]), (balance, uninvoiced))

    def test_up_to_the_limit_is_sold_and_not_a_cent_more(self):
        self._limit(300)
        order = self._make_order(3)
        order.order_line.price_unit = 100.01
        self._over("0.03", order.action_confirm)
        self.assertEqual(order.state, "draft")
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_open_items_orders_and_this_document_add_up(self):
        self._limit(400)
        self._make_bill(100, post=True)
        self._make_order(2, confirm=True)
        self._owes(100, 200)
        order = self._make_order(2)
        self._over("100.00", order.action_confirm)
        self._over("50.00", self._make_bill(150).action_post)
        self._make_bill(100, post=True)
        self._owes(200, 200)

    def test_the_limit_is_the_same_whatever_the_way(self):
        self._limit(100)
        order = self._make_order(2)
        vals = self._order_vals(2, state="sale")
        seller = order.with_user(self.seller)
        for name, call, args in (
            ("button", seller.action_confirm, ()),
            ("sudo", order.sudo().action_confirm, ()),
            ("write", seller.write, ({"state": "sale"},)),
            ("create", seller.create, ([vals],)),
            ("copy", order.copy().action_confirm, ()),
            ("invoice", self._make_bill(200).action_post, ()),
            ("invoice by RPC", self._make_bill(200).write, ({"state": "posted"},)),
        ):
            with self.subTest(name):
                self._over("100.00", call, *args)
                self._owes(0, 0)

    def test_several_confirmed_at_once_share_the_limit(self):
        self._limit(300)
        orders = self._make_order(2) | self._make_order(2)
        self._over("100.00", orders.action_confirm)
        self.assertEqual(set(orders.mapped("state")), {"draft"})
        bills = self._make_bill(200) | self._make_bill(200)
        self._over("100.00", bills.action_post)

    def test_an_invoice_of_a_counted_order_is_not_counted_twice(self):
        self._limit(300)
        order = self._make_order(3, confirm=True)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self._owes(300, 0)

    def test_a_part_of_an_order_is_invoiced(self):
        order = self._make_order(3, confirm=True)
        invoice = order._create_invoices()
        invoice.invoice_line_ids.quantity = 1
        self._owes(0, 300)
        invoice.action_post()
        self._owes(100, 200)

    def test_an_order_counts_whole_before_it_is_delivered(self):
        self.goods.invoice_policy = "delivery"
        self._make_order(3, confirm=True)
        self._owes(0, 300)

    def test_a_draft_makes_no_room(self):
        order = self._make_order(3, confirm=True)
        order._create_invoices()
        self.assertEqual(order.invoice_status, "invoiced")
        self._owes(0, 300)

    def test_another_unit_of_measure_is_the_same_goods(self):
        order = self._make_order(12, confirm=True)
        invoice = order._create_invoices()
        invoice.invoice_line_ids.write(
            {
                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                "quantity": 0.5,
                "price_unit": 1200,
            }
        )
        invoice.action_post()
        self._owes(600, 600)

    def test_an_order_invoiced_at_a_lower_price_is_done(self):
        order = self._make_order(3, confirm=True)
        invoice = order._create_invoices()
        invoice.invoice_line_ids.price_unit = 80
        invoice.action_post()
        self._owes(240, 0)

    def test_a_cancelled_order_does_not_count(self):
        order = self._make_order(3, confirm=True)
        order._action_cancel()
        self._owes(0, 0)

    def test_a_credit_note_and_a_payment_make_room(self):
        self._limit(300)
        first, second = (self._make_bill(150, post=True) for __ in range(2))
        self._make_refund(first)
        self._owes(150, 0)
        self._pay(second, 100)
        self._owes(50, 0)
        self._make_bill(250, post=True)

    def test_what_is_paid_ahead_makes_room(self):
        self._limit(100)
        self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 150, "payment_type": "inbound"}
        ).action_post()
        self._owes(-150, 0)
        self._make_bill(250, post=True)
        self.assertEqual(self._state()["available"], 0)

    def test_overdue_is_what_is_late(self):
        self._make_bill(100, post=True, invoice_date_due="2027-03-09")
        self._make_bill(50, post=True, invoice_payment_term_id=self.later.id)
        state = self._state()
        self.assertEqual((state["balance"], state["overdue"]), (150, 100))

    def test_contact_persons_and_merged_customers_owe_together(self):
        self._make_bill(100, post=True, partner_id=self.firm.id)
        self._make_order(2, confirm=True, partner_id=self.buyer.id)
        self._owes(100, 200, self.firm)
        self._make_bill(30, post=True)
        self.customer.sudo().merged_into_id = self.firm
        for partner in (self.firm, self.buyer, self.customer):
            self._owes(130, 200, partner)

    def test_a_limit_of_the_firm_stops_its_people(self):
        self._limit(100, self.firm)
        order = self._make_order(2, partner_id=self.buyer.id)
        self._over("100.00", order.action_confirm)

    def test_who_is_invoiced_owes(self):
        self._limit(100)
        self._make_order(5, confirm=True, partner_invoice_id=self.firm.id)
        self._owes(0, 0)
        self._owes(0, 500, self.firm)

    def test_a_foreign_currency_counts_in_our_own(self):
        euro = self.setup_other_currency("EUR", rates=[("2027-01-01", 2.0)])
        self._limit(100)
        bill = self._make_bill(250, currency_id=euro.id)
        self._over("25.00", bill.action_post)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 200
        order.action_confirm()
        self._owes(0, 100)
        order._create_invoices().action_post()
        self._owes(100, 0)

    def test_no_limit_is_no_limit(self):
        self._limit(0)
        self._make_order(1000, confirm=True)
        self.assertIsNone(self._state()["available"])

    def test_the_companys_default_limit_is_that_of_all_others(self):
        self.env["ir.default"].set(
            "res.partner", "credit_limit", 100.0, company_id=self.env.company.id
        )
        self._over("100.00", self._make_order(2).action_confirm)
        self._limit(500)
        self._make_order(2, confirm=True)

    def test_who_pays_at_once_has_no_limit(self):
        self._limit(10)
        self._set("none")
        order = self._make_order(5, confirm=True)
        self.assertEqual((order.state, order.amount_total), ("sale", 500.0))

    def test_a_lower_limit_stops_new_sales_and_not_old_ones(self):
        order = self._make_order(3, confirm=True)
        self._limit(100)
        order._create_invoices().action_post()
        self._owes(300, 0)
        self._over("300.00", self._make_order(1).action_confirm)

    def test_a_confirmed_order_does_not_grow_over_the_limit(self):
        self._limit(300)
        order = self._make_order(2, confirm=True)
        order.order_line.product_uom_qty = 3
        self._over("100.00", order.order_line.write, {"product_uom_qty": 4})
        self.assertEqual(order.amount_total, 300)

    def test_a_limit_is_an_amount(self):
        for limit in (-1, float("nan"), float("inf")):
            with self.subTest(limit), self.assertRaises(ValidationError):
                self._limit(limit)

    def test_ten_thousand_customers_cost_the_queries_of_ten(self):
        ids = self._make_many(10000)
        many = self.env["res.partner"].browse(ids)
        self._make_bill(40, post=True, partner_id=ids[0])
        many[:1]._account_states()  # what is read once for all
        counts = []
        for partners in (many[:10], many):
            with counted(self.env) as queries:
                states = partners._account_states()
            counts.append(queries.number)
            self.assertEqual(len(states), len(partners))
            self.assertEqual(states[ids[0]]["balance"], 40)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 10)

    def test_posting_many_invoices_asks_once(self):
        counts = []
        for number in (2, 12):
            moves = self.env["account.move"]
            for __ in range(number):
                moves |= self._make_bill(1)
            moves._account_verdicts()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            moves._check_account()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountRelease(AccountCommon):
    """Over the limit by one who may: for one document, as it is, with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 100
        sells = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice"
        cls.boss = cls._make_user("boss", f"customer_care.level_2,{sells}")

    def _release(self, document, user=None, reason="They pay on Friday"):
        document = document.with_user(user or self.boss)
        context = document.action_release_account()["context"]
        wizard = document.env["customer.account.release"].with_context(**context)
        wizard = wizard.create({"reason": reason})
        wizard.action_release()
        return wizard

    def test_a_released_order_is_confirmed_by_the_clerk(self):
        order = self._make_order(3)
        self._release(order)
        self.assertFalse(order.account_stop)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_released_invoice_is_posted(self):
        invoice = self._make_bill(300)
        self._release(invoice)
        invoice.with_user(self.seller).action_post()
        self.assertEqual(invoice.state, "posted")

    def test_it_is_written_down(self):
        order = self._make_order(3)
        self._release(order)
        self.assertRecordValues(
            self.env["customer.account.exception"].search(
                [("partner_id", "=", self.customer.id)]
            ),
            [
                {
                    "kind": "release",
                    "partner_id": self.customer.id,
                    "name": order.name,
                    "amount": 300,
                    "reason": "They pay on Friday",
                    "user_name": "Boss",
                    "is_open": False,
                }
            ],
        )
        event = self.customer.customer_event_ids[:1]
        self.assertEqual((event.kind, event.reason), ("account", "They pay on Friday"))
        self.assertIn(order.name, event.new_value)
        self.assertIn("They pay on Friday", str(order.message_ids.mapped("body")))

    def test_it_is_for_this_document_alone(self):
        order = self._make_order(3)
        self._release(order)
        for other in (order.copy(), self._make_order(3)):
            with self.assertRaisesRegex(UserError, "over the limit"):
                other.action_confirm()

    def test_it_ends_when_the_document_grows(self):
        order = self._make_order(3)
        self._release(order)
        order.order_line.product_uom_qty = 4
        with self.assertRaisesRegex(UserError, "over the limit"):
            order.action_confirm()
        order.order_line.product_uom_qty = 2
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "over the limit"):
            order.order_line.product_uom_qty = 4

    def test_it_is_for_this_customer(self):
        order = self._make_order(3)
        self._release(order)
        self.firm.credit_limit = 100
        order.partner_id = self.firm
        with self.assertRaisesRegex(UserError, "over the limit"):
            order.action_confirm()

    def test_it_does_not_lift_a_hold(self):
        order = self._make_order(3)
        self._release(order)
        self._set("hold")
        with self.assertRaisesRegex(UserError, "is on hold"):
            order.action_confirm()
        with self.assertRaisesRegex(UserError, "is on hold"):
            self._release(order)

    def test_there_must_be_something_to_release(self):
        with self.assertRaisesRegex(UserError, "can be confirmed"):
            self._release(self._make_order(1))
        for model, number in (("res.partner", self.customer.id), ("no.model", 1)):
            wizard = self.env["customer.account.release"].create(
                {"res_model": model, "res_id": number, "reason": "x"}
            )
            with self.assertRaisesRegex(UserError, "Only orders and invoices"):
                wizard.action_release()

    def test_a_reason_is_needed(self):
        order = self._make_order(3)
        for reason in ("", "  ", False):
            with self.assertRaisesRegex(ValidationError, "Reason"):
                self._release(order, reason=reason)
        self.assertEqual(order.account_stop, "limit")

    def test_the_function_is_needed(self):
        order = self._make_order(3)
        with self.assertRaises(AccessError):
            order.with_user(self.seller).action_release_account()
        with self.assertRaises(AccessError):
            self._release(order, user=self.outsider)
        rows = self.env["customer.account.exception"].with_user(self.boss)
        with self.assertRaises(AccessError):
            rows.create(
                {
                    "kind": "release",
                    "partner_id": self.customer.id,
                    "name": order.name,
                    "res_model": order._name,
                    "res_id": order.id,
                    "amount": 999,
                    "currency_id": order.currency_id.id,
                    "company_id": order.company_id.id,
                }
            )

    def test_an_invoice_of_a_released_order_passes(self):
        order = self._make_order(3)
        self._release(order)
        order.action_confirm()
        order._create_invoices().action_post()
        self.assertEqual(self._state()["balance"], 300)

    def test_lines_added_to_a_released_invoice_are_asked_about(self):
        invoice = self._make_bill(300)
        self._release(invoice)
        line = {"product_id": self.goods.id, "price_unit": 1}
        invoice.write({"invoice_line_ids": [Command.create(line)]})
        with self.assertRaisesRegex(UserError, "over the limit"):
            invoice.action_post()
