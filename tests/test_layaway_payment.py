# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestLayawayPayment(LayawayCommon):
    def test_a_lay_away_paid_in_two_parts(self):
        order = self._make_layaway()
        self.assertEqual(self._facts(order)["state"], "open")
        self._take(order, 100.0, self.clerk_4)
        self.assertEqual((order.layaway_paid, order.layaway_balance), (100.0, 200.0))
        self._take(order, 200.0, self.clerk_4)
        self.assertEqual((order.layaway_paid, order.layaway_balance), (300.0, 0.0))
        self.assertEqual(order.layaway_state, "paid")
        invoices = self._documents(order)
        self.assertEqual(invoices.mapped("amount_total"), [100.0, 200.0])
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})

    def test_the_final_invoice_takes_the_payments_off(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._take(order, 200.0)
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 0.0)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.layaway_state, "paid")
        self.assertEqual(self._facts(order)["paid"], 300.0)

    def test_the_next_instalment_and_the_till_are_proposed(self):
        order = self._make_layaway()
        wizard = Form(
            self.env["customer.layaway.payment"].with_context(default_order_id=order.id)
        )
        self.assertEqual((wizard.amount, wizard.balance), (100.0, 300.0))
        self.assertEqual(wizard.after, 200.0)
        self.assertEqual(wizard.journal_id.type, "cash")
        wizard.amount = 120.0
        self.assertEqual((wizard.amount, wizard.after), (120.0, 180.0))

    def test_all_that_is_overdue_is_proposed(self):
        order = self._make_layaway()
        self._take(order, 30.0)
        with freeze_time("2027-04-02 10:00:00"):
            wizard = self.env["customer.layaway.payment"].create({"order_id": order.id})
            self.assertEqual(wizard.amount, 170.0)

    def test_a_payment_settles_the_oldest_instalments_first(self):
        order = self._make_layaway()
        self._take(order, 150.0)
        parts = self.env["customer.layaway"]._parts(order.ids).values()
        self.assertEqual([part["open"] for part in parts], [0.0, 50.0, 100.0])
        rows = order.layaway_instalment_ids
        self.assertEqual(rows.mapped("open_amount"), [0.0, 50.0, 100.0])

    def test_more_than_is_left_is_refused_and_books_nothing(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        with self.assertRaisesRegex(UserError, "Only .*200.00 are left"):
            self._take(order, 200.01)
        self.assertEqual(len(self._documents(order)), 1)
        self.assertEqual(self._facts(order)["balance"], 200.0)

    def test_nothing_and_less_cannot_be_paid(self):
        order = self._make_layaway()
        for amount in (0.0, -5.0):
            with self.assertRaisesRegex(UserError, "more than nothing"):
                self._take(order, amount)
        self.assertFalse(self._documents(order))

    def test_what_is_paid_takes_no_more(self):
        order = self._make_layaway()
        self._take(order, 300.0)
        with self.assertRaisesRegex(UserError, "paid in full"):
            order.action_layaway_payment()

    def test_an_ordinary_order_takes_none(self):
        order = self._make_order(confirm=True)
        with self.assertRaisesRegex(UserError, "is no lay-away"):
            order.action_layaway_payment()

    def test_a_clerk_without_the_function_cannot_by_rpc(self):
        order = self._make_layaway()
        for method in ("action_layaway", "action_layaway_payment"):
            with self.assertRaisesRegex(AccessError, "Change lay-aways"):
                getattr(order.with_user(self.clerk_5), method)()
        with self.assertRaises(AccessError):
            self._take(order, 100.0, self.clerk_5)
        with self.assertRaises(AccessError):
            self._take(order, 100.0, self.outsider)
        self.assertFalse(self._documents(order))

    def test_a_seller_cannot_take_money_for_orders_hidden_from_them(self):
        mine_only = self._make_user(
            "mine_only", "customer_care.level_4,sales_team.group_sale_salesman"
        )
        order = self._make_layaway(user_id=self.clerk_4.id)
        with self.assertRaises(AccessError):
            order.with_user(mine_only).action_layaway_payment()

    def test_taxes_on_top_and_odd_amounts_come_out_to_the_cent(self):
        lines = [
            self._line(price_unit=99.99, tax_ids=[Command.set(self.tax.ids)]),
            self._line(price_unit=33.33, product_uom_qty=3),
        ]
        order = self._make_layaway(order_line=lines, parts=[("2027-05-01", 222.98)])
        self.assertEqual(order.amount_total, 222.98)
        for amount in (33.33, 0.01, 77.77, 111.87):
            self._take(order, amount)
            self.assertEqual(self._documents(order)[-1].amount_total, amount)
        self.assertEqual(order.layaway_state, "paid")
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 0.0)
        self.assertEqual(self._facts(order)["paid"], 222.98)

    def test_the_tax_is_due_with_each_payment(self):
        line = self._line(price_unit=100.0, tax_ids=[Command.set(self.tax.ids)])
        order = self._make_layaway(order_line=[line], parts=[("2027-05-01", 123.0)])
        self._take(order, 61.5)
        invoice = self._documents(order)
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (50.0, 11.5))

    def test_an_order_in_another_currency_is_paid_in_it(self):
        currency = self.setup_other_currency("EUR", rates=[("2027-01-01", 0.25)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": currency.id}
        )
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 90.0
        order.action_confirm()
        self._agree(order, [("2027-03-01", 30.0), ("2027-04-01", 60.0)])
        self._take(order, 30.0)
        invoice = self._documents(order)
        self.assertEqual(invoice.currency_id, currency)
        self.assertEqual(invoice.amount_total, 30.0)
        facts = self._facts(order)
        self.assertEqual((facts["paid"], facts["balance"]), (30.0, 60.0))
        self._take(order, 60.0)
        self.assertEqual(order.layaway_state, "paid")

    def test_an_invoice_that_is_open_already_is_paid_first(self):
        order = self._make_layaway()
        final = order._create_invoices(final=True)
        final.action_post()
        self._take(order, 120.0)
        self.assertEqual(self._documents(order), final)
        self.assertEqual(final.amount_residual, 180.0)
        self.assertEqual(self._facts(order)["paid"], 120.0)
        self._take(order, 180.0)
        self.assertEqual(order.layaway_state, "paid")

    def test_a_payment_booked_in_accounting_counts(self):
        order = self._make_layaway()
        final = order._create_invoices(final=True)
        final.action_post()
        self._pay(final, 75.0)
        self.assertEqual(self._facts(order)["paid"], 75.0)

    def test_an_invoice_of_two_orders_counts_by_its_lines(self):
        order, other = self._make_layaway(), self._make_order(confirm=True)
        invoice = (order | other)._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 400.0)
        self._pay(invoice, 200.0)
        self.assertEqual(self._facts(order)["paid"], 150.0)
        with self.assertRaisesRegex(UserError, "invoice with other orders"):
            self._take(order, 150.0)

    def test_a_draft_invoice_and_a_credit_note_do_not_count_as_paid(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        with freeze_time("2027-03-05 10:00:00"):
            self._make_refund(self._documents(order))
        self.assertEqual(self._facts(order)["paid"], 0.0)
        order._create_invoices(final=True)
        self.assertEqual(self._facts(order)["paid"], 0.0)

    def test_a_journal_that_takes_no_money_is_refused(self):
        order = self._make_layaway()
        sales = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        with self.assertRaisesRegex(UserError, "cash or bank"):
            self._take(order, 10.0, journal_id=sales.id)

    def test_the_journal_of_another_company_is_refused(self):
        order = self._make_layaway()
        other = self._create_company(name="Another shop")
        journal = self.env["account.journal"].create(
            {"name": "Theirs", "type": "cash", "code": "THEIR", "company_id": other.id}
        )
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            self._take(order, 10.0, journal_id=journal.id)

    def test_a_payment_is_logged_with_who_took_it(self):
        order = self._make_layaway()
        self._take(order, 100.0, self.clerk_4)
        note = order.message_ids.filtered(lambda m: "left" in (m.body or ""))[:1]
        self.assertIn("200.00", note.body)
        self.assertEqual(note.author_id, self.clerk_4.partner_id)

    # The account: what is paid ahead is not sold on account

    def test_who_pays_at_once_may_buy_a_lay_away_with_terms(self):
        self._set("none")
        order = self._make_order(3.0, payment_term_id=self.later.id)
        with self.assertRaisesRegex(UserError, "pays at once"):
            order.action_confirm()
        self._agree(order, [("2027-03-01", 100.0), ("2027-05-01", 200.0)])
        order.action_confirm()
        self._take(order, 100.0)
        invoice = self._documents(order)
        self.assertEqual(invoice.invoice_date_due, fields.Date.to_date("2027-03-01"))

    def test_a_lay_away_takes_no_room_of_the_limit(self):
        self.customer.credit_limit = 150.0
        order = self._make_order(3.0)
        with self.assertRaisesRegex(UserError, "over the limit"):
            order.action_confirm()
        self._agree(order, [("2027-05-01", 300.0)])
        order.action_confirm()
        self.assertEqual(self._state()["uninvoiced"], 0.0)
        self._make_order(1.0, confirm=True)

    def test_who_is_on_hold_buys_no_lay_away_but_pays_what_was_sold(self):
        order = self._make_layaway()
        other = self._make_order(3.0)
        self._agree(other, [("2027-05-01", 300.0)])
        self._set("hold")
        with self.assertRaisesRegex(UserError, "on hold"):
            other.action_confirm()
        self._take(order, 100.0)
        self.assertEqual(order.layaway_paid, 100.0)

    def test_handed_over_early_it_is_on_account_again(self):
        self.customer.credit_limit = 150.0
        order = self._make_order(3.0)
        self._agree(order, [("2027-05-01", 300.0)])
        order.action_confirm()
        release = self.env["customer.layaway.release"]
        wizard = release.create({"order_id": order.id, "reason": "A friend"})
        with self.assertRaisesRegex(UserError, "over the limit"):
            wizard.action_release()
        self.assertFalse(order.layaway_released)
        self._take(order, 200.0)
        wizard.action_release()
        self.assertTrue(order.layaway_released)
        self.assertEqual(self._state()["uninvoiced"], 100.0)
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.customer.id), ("reason", "=", "A friend")]
        )
        self.assertEqual(event.kind, "account")
