# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common_account import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountStatus(AccountCommon):
    """What each status sells, and that there is no way round."""

    def _refused(self, sentence, call, *args, **kwargs):
        with self.assertRaisesRegex(UserError, sentence):
            call(*args, **kwargs)

    def test_a_new_customer_pays_at_once(self):
        customer = self._make_customer(name="Jan")
        self.assertEqual(customer.account_status, "none")
        self.assertEqual(self._state(customer)["status"], "none")

    def test_who_pays_at_once_gets_no_terms_on_an_order(self):
        self._set("none")
        order = self._make_order(payment_term_id=self.later.id)
        self._refused("Anna Kowalska pays at once", order.action_confirm)
        self.assertEqual(order.state, "draft")
        order.payment_term_id = self.immediate
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_who_pays_at_once_gets_no_terms_on_an_invoice(self):
        self._set("none")
        invoice = self._make_bill(invoice_payment_term_id=self.later.id)
        self._refused("pays at once", invoice.action_post)
        invoice.invoice_payment_term_id = self.immediate
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_who_pays_at_once_gets_no_later_day_typed_by_hand(self):
        self._set("none")
        invoice = self._make_bill(invoice_date_due="2027-04-30")
        self.assertFalse(invoice.invoice_payment_term_id)
        self._refused("pays at once", invoice.action_post)

    def test_who_pays_at_once_gets_no_end_of_the_month(self):
        self._set("none")
        term = self.later.copy({"name": "End of this month"})
        term.line_ids.write({"nb_days": 0, "delay_type": "days_after_end_of_month"})
        order = self._make_order(payment_term_id=term.id)
        self._refused("pays at once", order.action_confirm)

    def test_an_order_made_on_terms_before_is_invoiced_on_them(self):
        order = self._make_order(confirm=True, payment_term_id=self.later.id)
        self._set("none")
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertGreater(invoice.invoice_date_due, invoice.invoice_date)

    def test_an_order_paid_at_once_gets_no_terms_on_its_invoice(self):
        self._set("none")
        order = self._make_order(confirm=True, payment_term_id=self.immediate.id)
        invoice = order._create_invoices()
        invoice.invoice_payment_term_id = self.later
        self._refused("pays at once", invoice.action_post)

    def test_a_customer_on_account_buys_on_terms(self):
        order = self._make_order(payment_term_id=self.later.id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.account_warning)

    def test_on_hold_and_closed_no_order_is_confirmed_whatever_the_way(self):
        for status, words in (("hold", "is on hold"), ("closed", "is closed")):
            self._set(status)
            order = self._make_order()
            seller = order.with_user(self.seller)
            vals = self._order_vals(state="sale")
            for name, call, args in (
                ("button", order.action_confirm, ()),
                ("seller", seller.action_confirm, ()),
                ("outsider", order.with_user(self.outsider).action_confirm, ()),
                ("sudo", order.sudo().action_confirm, ()),
                ("write", order.write, ({"state": "sale"},)),
                ("write by RPC", seller.write, ({"state": "sale"},)),
                ("create", order.create, (vals,)),
                ("create by RPC", seller.create, ([vals],)),
                ("copy", order.copy().action_confirm, ()),
                ("copy confirmed", order.copy, ({"state": "sale"},)),
            ):
                with self.subTest(name, status=status):
                    count = order.search_count([])
                    self._refused(words, call, *args)
                    self.assertEqual(order.state, "draft")
                    self.assertEqual(order.search_count([]), count)

    def test_on_hold_no_order_is_imported_as_confirmed(self):
        self._set("hold")
        names = ["partner_id/.id", "state", "date_order", "order_line/product_id/.id"]
        row = [str(self.customer.id), "sale", "2027-03-10", str(self.goods.id)]
        count = self.env["sale.order"].search_count([])
        result = self.env["sale.order"].load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("is on hold", result["messages"][0]["message"])
        self.assertEqual(self.env["sale.order"].search_count([]), count)
        self._set("active")
        result = self.env["sale.order"].load(names, [row])
        self.assertEqual(self.env["sale.order"].browse(result["ids"]).state, "sale")

    def test_on_hold_no_invoice_is_posted_whatever_the_way(self):
        self._set("hold")
        for kind in ("out_invoice", "out_receipt"):
            invoice = self._make_bill(move_type=kind)
            seller = invoice.with_user(self.seller)
            for name, call, args in (
                ("button", invoice.action_post, ()),
                ("seller", seller.action_post, ()),
                ("post", invoice._post, ()),
                ("sudo", invoice.sudo()._post, ()),
                ("write", invoice.write, ({"state": "posted"},)),
                ("write by RPC", seller.write, ({"state": "posted"},)),
                ("copy", invoice.copy().action_post, ()),
            ):
                with self.subTest(name, kind=kind):
                    self._refused("is on hold", call, *args)
                    self.assertEqual(invoice.state, "draft")

    def test_an_invoice_to_be_posted_by_itself_says_why_it_was_not(self):
        invoice = self._make_bill(invoice_date="2027-03-12", date="2027-03-12")
        invoice._post(soft=True)
        self.assertEqual((invoice.state, invoice.auto_post), ("draft", "at_date"))
        self._set("hold")
        with freeze_time("2027-03-13"):
            self._refused("is on hold", invoice._post)

    def test_a_contact_person_of_a_held_firm_buys_nothing(self):
        self._set("hold", self.firm)
        order = self._make_order(partner_id=self.buyer.id)
        self._refused("Mill and Sons is on hold", order.action_confirm)
        invoice = self._make_bill(partner_id=self.buyer.id)
        self._refused("Mill and Sons is on hold", invoice.action_post)

    def test_who_is_on_hold_does_not_buy_on_the_account_of_another(self):
        self._set("hold")
        order = self._make_order(partner_invoice_id=self.firm.id)
        self._refused("Anna Kowalska is on hold", order.action_confirm)
        order = self._make_order(
            partner_id=self.firm.id, partner_invoice_id=self.customer.id
        )
        self._refused("Anna Kowalska is on hold", order.action_confirm)

    def test_a_customer_merged_into_one_on_hold_buys_nothing(self):
        middle = self._make_customer(name="Middle")
        last = self._make_customer(name="Survivor")
        self.customer.sudo().merged_into_id = middle
        middle.sudo().merged_into_id = last
        self._set("hold", last)
        order = self._make_order()
        self._refused("Survivor is on hold", order.action_confirm)

    def test_a_confirmed_order_does_not_grow_on_hold(self):
        order = self._make_order(2, confirm=True)
        self._set("hold")
        line = order.order_line
        self._refused("on hold", line.write, {"product_uom_qty": 3})
        self._refused("on hold", line.write, {"price_unit": 101})
        self._refused(
            "on hold",
            order.write,
            {"order_line": [(0, 0, {"product_id": self.goods.id})]},
        )
        self.assertEqual(order.amount_total, 200)
        line.product_uom_qty = 1
        self.assertEqual(order.amount_total, 100)

    def test_a_confirmed_order_does_not_go_to_a_customer_on_hold(self):
        order = self._make_order(confirm=True)
        self._set("hold", self.firm)
        self._refused("on hold", order.write, {"partner_invoice_id": self.firm.id})
        self._refused("on hold", order.write, {"partner_id": self.buyer.id})
        self.assertEqual(order.partner_id, self.customer)

    def test_a_confirmed_order_gets_no_terms_from_who_pays_at_once(self):
        self._set("none")
        order = self._make_order(confirm=True, payment_term_id=self.immediate.id)
        self._refused("pays at once", order.write, {"payment_term_id": self.later.id})
        self.assertEqual(order.payment_term_id, self.immediate)

    def test_watch_sells_with_a_warning_and_a_note(self):
        self._set("watch", account_reason="Moved away")
        order = self._make_order(payment_term_id=self.later.id)
        self.assertEqual(
            (order.account_stop, order.account_warning),
            ("watch", "Anna Kowalska is to be watched (Moved away)."),
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertIn("to be watched", str(order.message_ids.mapped("body")))
        invoice = self._make_bill()
        self.assertEqual(invoice.account_stop, "watch")
        self.assertEqual(invoice.alerts["customer_account"]["level"], "warning")
        invoice.action_post()
        self.assertIn("to be watched", str(invoice.message_ids.mapped("body")))
        self.assertFalse(
            self.env["customer.account.exception"].search(
                [("partner_id", "=", self.customer.id)]
            )
        )

    def test_the_form_says_it_before_the_button_is_pressed(self):
        self._set("hold", account_reason="Owes for March")
        order = self._make_order()
        self.assertEqual(order.account_stop, "hold")
        self.assertIn("(Owes for March)", order.account_warning)
        invoice = self._make_bill()
        self.assertEqual(invoice.alerts["customer_account"]["level"], "danger")
        self._set("active")
        order.invalidate_recordset()
        self.assertFalse(order.account_stop)

    def test_the_reason_is_for_those_who_see_accounts(self):
        self._set("hold", account_reason="Owes for March")
        order = self._make_order()
        self._refused(r"on hold \(Owes", order.with_user(self.seller).action_confirm)
        self._refused(
            "is on hold: nothing", order.with_user(self.outsider).action_confirm
        )

    def test_a_customer_on_the_website_does_not_read_what_we_think_of_them(self):
        self._set("hold", account_reason="Owes for March")
        portal = new_test_user(self.env, "anna", "base.group_portal")
        order = self._make_order().with_user(portal).sudo()
        self._refused("^This cannot be confirmed online", order._validate_order)
        self.assertEqual(order.state, "draft")

    def test_the_status_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        other.use_customer_account = True
        customer = self.customer.with_company(other)
        self.assertEqual(customer.account_status, "none")
        customer.account_status = "hold"
        self._make_order(confirm=True)
        self.assertEqual(self.customer.account_status, "active")
        order = self._make_order(company_id=other.id)
        order = order.sudo().with_company(self.env.company)
        self._refused("is on hold", order.action_confirm)

    def test_switched_off_nothing_is_checked(self):
        self._set("hold", credit_limit=10)
        self.env.company.use_customer_account = False
        order = self._make_order(5)
        self.assertFalse(order.account_warning)
        order.action_confirm()
        self._make_bill(500, post=True)
        self.assertEqual(self.customer.get_till_verdict(1000), {})


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountNeverStopped(AccountCommon):
    """What is never stopped, though the customer is on hold."""

    def test_a_credit_note_and_a_payment(self):
        invoice = self._make_bill(post=True)
        other = self._make_bill(post=True)
        self._set("hold")
        self.assertEqual(self._make_refund(invoice).state, "posted")
        self._pay(other)
        self.assertEqual(other.payment_state, "paid")

    def test_a_vendor_bill(self):
        self._set("closed")
        bill = self._make_bill(move_type="in_invoice")
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_an_invoice_of_what_was_ordered_before(self):
        order = self._make_order(3, confirm=True)
        self._set("hold")
        invoice = order._create_invoices()
        self.assertFalse(invoice.account_warning)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_a_down_payment_and_the_rest_of_the_order(self):
        order = self._make_order(3, confirm=True)
        self._set("hold")
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": 40,
            }
        )
        wizard.create_invoices()
        order.invoice_ids.action_post()
        self.assertEqual(self._state()["balance"], 120)
        self.assertEqual(self._state()["uninvoiced"], 180)
        rest = order._create_invoices(final=True)
        rest.action_post()
        self.assertEqual(rest.amount_total, 180)
        self.assertEqual(
            (self._state()["balance"], self._state()["uninvoiced"]), (300, 0)
        )

    def test_what_an_invoice_has_beyond_the_order_is_a_sale(self):
        order = self._make_order(3, confirm=True)
        self._set("hold")
        for vals in ({"price_unit": 200}, {"quantity": 4}):
            invoice = order._create_invoices()
            invoice.invoice_line_ids.write(vals)
            with self.assertRaisesRegex(UserError, "is on hold"):
                invoice.action_post()
            invoice.unlink()
        invoice = order._create_invoices()
        invoice.write(
            {"invoice_line_ids": [Command.create({"product_id": self.goods.id})]}
        )
        with self.assertRaisesRegex(UserError, "is on hold"):
            invoice.action_post()

    def test_one_order_does_not_serve_for_two_invoices(self):
        order = self._make_order(3, confirm=True)
        invoices = order._create_invoices()
        second = invoices.copy()
        for line, origin in zip(
            second.invoice_line_ids, invoices.invoice_line_ids, strict=True
        ):
            line.sale_line_ids = origin.sale_line_ids
        self._set("hold")
        with self.assertRaisesRegex(UserError, "is on hold"):
            (invoices | second).action_post()

    def test_an_order_of_another_customer_is_no_excuse(self):
        order = self._make_order(3, confirm=True)
        invoice = order._create_invoices()
        self._set("hold", self.firm)
        invoice.partner_id = self.firm
        with self.assertRaisesRegex(UserError, "is on hold"):
            invoice.action_post()

    def test_an_invoice_that_is_corrected(self):
        invoice = self._make_bill(post=True)
        self._set("hold")
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 150
        with self.assertRaisesRegex(UserError, "is on hold"):
            invoice.action_post()

    def test_a_corrected_invoice_does_not_go_to_another_customer(self):
        invoice = self._make_bill(post=True)
        self._set("hold", self.firm)
        invoice.button_draft()
        invoice.partner_id = self.firm
        with self.assertRaisesRegex(UserError, "is on hold"):
            invoice.action_post()

    def test_an_order_paid_online_passes_and_is_flagged(self):
        self._set("hold", account_reason="Owes for March")
        order = self._make_order()
        order.require_payment = True
        self._pay_online(order)._check_amount_and_confirm_order()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.is_account_flagged)
        self.assertIn(order, order.search([("is_account_flagged", "=", True)]))
        flag = self.env["customer.account.exception"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertRecordValues(
            flag,
            [
                {
                    "kind": "online",
                    "partner_id": self.customer.id,
                    "name": order.name,
                    "amount": 100,
                    "is_open": True,
                }
            ],
        )
        self.assertEqual(flag.action_open_document()["res_id"], order.id)
        flag.action_seen()
        order.invalidate_recordset()
        self.assertFalse(order.is_account_flagged)

    def test_an_order_only_promised_to_be_paid_online_is_stopped(self):
        self._set("hold")
        order = self._make_order()
        self._pay_online(order, state="pending")
        with self.assertRaisesRegex(UserError, "is on hold"):
            order.action_confirm()

    def test_a_small_payment_online_does_not_open_the_door(self):
        self._set("hold")
        order = self._make_order(5)
        order.require_payment = False
        self._pay_online(order, amount=1)
        with self.assertRaisesRegex(UserError, "is on hold"):
            order.action_confirm()

    def test_an_order_paid_online_by_a_good_customer_is_not_flagged(self):
        order = self._make_order()
        self._pay_online(order)._check_amount_and_confirm_order()
        self.assertFalse(order.is_account_flagged)
        self.assertFalse(
            self.env["customer.account.exception"].search(
                [("partner_id", "=", self.customer.id)]
            )
        )
