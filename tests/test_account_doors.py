# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, freeze_time, tagged

from .common_account import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountDoors(AccountCommon):
    """Further ways into the state that sells, and further documents."""

    def _refused(self, sentence, call, *args, **kwargs):
        with self.assertRaisesRegex(UserError, sentence):
            call(*args, **kwargs)

    def _rpc(self, user, records, method, *args, **kwargs):
        return call_kw(
            records.browse().with_user(user), method, [records.ids, *args], kwargs
        )

    def test_no_invoice_is_created_or_imported_as_posted(self):
        moves = self.env["account.move"]
        vals = {
            "move_type": "out_invoice",
            "partner_id": self.customer.id,
            "invoice_date": "2027-03-10",
            "state": "posted",
            "invoice_line_ids": [Command.create({"product_id": self.goods.id})],
        }
        count = moves.search_count([])
        for status in ("hold", "active"):
            self._set(status)
            with self.assertRaises(UserError):
                moves.with_user(self.seller).create([vals])
            result = moves.load(
                ["move_type", "partner_id/.id", "state", "invoice_line_ids/product_id/.id"],
                [["out_invoice", str(self.customer.id), "posted", str(self.goods.id)]],
            )
            self.assertFalse(result["ids"])
        self.assertEqual(moves.search_count([]), count)
        invoice = self._make_bill()
        self._refused("already in the posted", invoice.copy, {"state": "posted"})

    def test_default_state_in_the_context(self):
        self._set("hold")
        orders = self.env["sale.order"].with_context(default_state="sale")
        self._refused("is on hold", orders.create, self._order_vals())

    def test_the_nightly_posting_leaves_a_held_invoice_and_posts_the_others(self):
        held = self._make_bill(invoice_date="2027-03-10", date="2027-03-10", auto_post="at_date")
        other = self._make_bill(invoice_date="2027-03-10", date="2027-03-10", auto_post="at_date", partner_id=self.firm.id)
        self._set("hold")
        self.env.flush_all()
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual((held.state, other.state), ("draft", "posted"))
        self.assertIn("is on hold", str(held.message_ids.mapped("body")))

    def test_a_recurring_invoice_stops_when_the_customer_is_held(self):
        first = self._make_bill(
            invoice_date="2027-03-10", date="2027-03-10", auto_post="monthly"
        )
        first.action_post()
        following = self.env["account.move"].search(
            [("auto_post_origin_id", "=", first.id), ("state", "=", "draft")]
        )
        self.assertEqual(len(following), 1)
        self._set("hold")
        with freeze_time("2027-04-11"):
            self._refused("is on hold", following._post)
        self.assertEqual(following.state, "draft")

    def test_the_due_day_of_a_posted_invoice_is_not_put_off(self):
        self._set("none")
        invoice = self._make_bill(100, post=True, invoice_date="2027-03-10")
        seller = invoice.with_user(self.seller)
        for vals in (
            {"invoice_payment_term_id": self.later.id},
            {"invoice_date_due": "2027-09-30"},
        ):
            with self.subTest(vals):
                with self.assertRaises(UserError):
                    seller.write(vals)
        print(invoice.invoice_date_due, invoice.line_ids.mapped("date_maturity"))

    def test_the_limit_is_with_taxes_and_they_are_not_counted_twice(self):
        self.goods.taxes_id = self.env["account.tax"].create(
            {"name": "20 % on top", "amount": 20, "price_include_override": "tax_excluded"}
        )
        self.customer.credit_limit = 119
        order = self._make_order()
        self.assertEqual(order.amount_total, 120)
        self._refused("1.00 over the limit", order.action_confirm)
        self.customer.credit_limit = 120
        order.action_confirm()
        self.assertEqual(self._state()["uninvoiced"], 120)
        order._create_invoices().action_post()
        state = self._state()
        self.assertEqual((state["balance"], state["uninvoiced"]), (120, 0))

    def test_a_fixed_down_payment_is_counted_once(self):
        self.customer.credit_limit = 300
        order = self._make_order(3, confirm=True)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": 100,
            }
        )
        wizard.create_invoices()
        down = order.invoice_ids
        self.assertEqual(self._state()["used"], 300)
        down.action_post()
        self.assertEqual(self._state()["used"], 300)
        self._pay(down)
        self.assertEqual(self._state()["used"], 200)
        self._make_order(1, confirm=True)
        self._refused("over the limit", self._make_order(1).action_confirm)

    def test_an_address_of_another_firm_for_the_delivery_changes_nothing(self):
        self._set("hold", self.firm)
        order = self._make_order(partner_shipping_id=self.firm.id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_invoice_address_below_a_held_firm(self):
        self._set("hold", self.firm)
        address = self._make_customer(
            name="Accounts", parent_id=self.firm.id, type="invoice"
        )
        order = self._make_order(partner_invoice_id=address.id)
        self._refused("Mill and Sons is on hold", order.action_confirm)
        invoice = self._make_bill(partner_id=address.id)
        self._refused("Mill and Sons is on hold", invoice.action_post)

    def test_a_hundred_orders_cost_the_queries_of_ten(self):
        counts = []
        self._make_order(confirm=True)
        for number in (10, 10, 60):
            orders = self.env["sale.order"]
            for __ in range(number):
                orders |= self._make_order()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._account_verdicts(counted=True)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_posting_five_hundred_invoices_costs_no_query_for_each(self):
        """Against the same invoices with accounts switched off."""
        extra = []
        for number in (20, 200):
            queries = []
            for is_on in (False, True):
                self.env.company.use_customer_account = is_on
                bills = self.env["account.move"]
                for __ in range(number):
                    bills |= self._make_bill(1)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                bills.action_post()
                self.env.flush_all()
                queries.append(self.env.cr.sql_log_count - before)
            extra.append(queries[1] - queries[0])
            print(queries)
        print(extra)

    def test_the_orders_not_invoiced_are_all_in_the_list_behind_the_number(self):
        order = self._make_order(3, confirm=True)
        order._create_invoices()
        self.assertEqual(self._state()["uninvoiced"], 300)
        action = self.customer.with_user(self.seller).action_account_orders()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)

    def test_a_merge_of_contacts_does_not_lift_a_hold(self):
        self._set("hold", account_reason="Owes for March")
        for status in ("none", "active", "watch"):
            other = self._make_customer(name=f"New {status}", email=False)
            other.account_status = status
            source = self.customer.copy({"email": False})
            self._set("hold", source)
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (source | other).ids, other, extra_checks=False
            )
            self.assertEqual(other.account_status, "hold", status)

    def test_a_new_customer_with_an_account_is_an_event(self):
        new = self._make_customer(name="New", account_status="active", credit_limit=500)
        [event] = new.customer_event_ids.filtered(lambda e: e.kind == "account")
        self.assertEqual(
            (event.old_value, event.new_value.replace("\xa0", " ")),
            ("Pays at once", "On account, limit $ 500.00"),
        )
        plain = self._make_customer(name="Plain")
        self.assertEqual(plain.customer_event_ids.mapped("kind"), ["created"])

    def test_a_clerk_gives_no_account_by_defaults_or_copy(self):
        partners = self.env["res.partner"].with_user(self.user_level_4)
        for vals in ({"account_status": "active"}, {"credit_limit": 900}):
            (name, value), = vals.items()
            with self.assertRaises(AccessError):
                partners.with_context(**{f"default_{name}": value}).create(
                    {"name": "New"}
                )
            with self.assertRaises(AccessError):
                self.customer.with_user(self.user_level_4).copy(vals)
            self.env["ir.default"].with_user(self.user_level_4).set(
                "res.partner", name, value, user_id=True
            )
        new = partners.create({"name": "New"}).sudo()
        self.assertEqual((new.account_status, new.credit_limit), ("none", 0))
        self._set("active", credit_limit=700)
        copied = self.customer.with_user(self.user_level_4).copy().sudo()
        self.assertEqual((copied.account_status, copied.credit_limit), ("none", 0))

    def test_who_leaves_a_firm_leaves_its_account(self):
        self.buyer.parent_id = False
        self.assertEqual(self._state(self.buyer)["status"], "none")
        order = self._make_order(partner_id=self.buyer.id, payment_term_id=self.later.id)
        self._refused("pays at once", order.action_confirm)

    def test_a_locked_or_cancelled_order(self):
        order = self._make_order(confirm=True)
        order._action_cancel()
        self._set("hold")
        order.action_draft()
        self._refused("is on hold", order.action_confirm)
        self._refused("is on hold", order.write, {"state": "sale"})

    def test_the_statement_and_the_refund_credit(self):
        self._set("closed")
        refund = self._make_bill(70, move_type="out_refund")
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_refund_and_new_invoice(self):
        bill = self._make_bill(70, post=True)
        self._set("hold")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id, "date": "2027-03-10"})
        )
        wizard.modify_moves()
        self.assertEqual(bill.payment_state, "reversed")

    def test_another_company_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2027-01-01", 2.0)])
        self.customer.credit_limit = 100
        pricelist = self.env["product.pricelist"].create({"name": "E", "currency_id": euro.id})
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 200.02
        self._refused(r"0.01 over the limit", order.action_confirm)
        order.order_line.price_unit = 200
        order.action_confirm()

    def test_a_company_of_a_group_holds_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        other.use_customer_account = True
        self.customer.with_company(other).account_status = "hold"
        self.assertEqual(self._state()["status"], "active")
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.env.company.id})
        self.assertFalse(branch.use_customer_account)

    def test_terms_that_are_immediate_in_all_notations(self):
        self._set("none")
        zero = self.immediate.copy({"name": "Zero days"})
        zero.line_ids = [Command.clear(), Command.create({"value": "percent", "value_amount": 40, "nb_days": 0}), Command.create({"value": "percent", "value_amount": 60, "nb_days": 0})]
        half = self.immediate.copy({"name": "Half later"})
        half.line_ids = [Command.clear(), Command.create({"value": "percent", "value_amount": 40, "nb_days": 0}), Command.create({"value": "percent", "value_amount": 60, "nb_days": 10})]
        nxt = self.immediate.copy({"name": "next month"})
        nxt.line_ids = [Command.clear(), Command.create({"value": "percent", "value_amount": 100, "nb_days": 0, "delay_type": "days_after_end_of_next_month"})]
        dom = self.immediate.copy({"name": "10th"})
        dom.line_ids = [Command.clear(), Command.create({"value": "percent", "value_amount": 100, "nb_days": 0, "delay_type": "days_end_of_month_on_the", "days_next_month": "10"})]
        for term, ok in ((self.env["account.payment.term"], True), (self.immediate, True), (zero, True), (half, False), (nxt, False), (dom, False)):
            order = self._make_order(payment_term_id=term.id)
            bill = self._make_bill(invoice_payment_term_id=term.id, invoice_date="2027-03-10")
            with self.subTest(term.name):
                if ok:
                    order.action_confirm()
                    bill.action_post()
                    self.assertEqual((order.state, bill.state), ("sale", "posted"))
                else:
                    self._refused("pays at once", order.action_confirm)
                    self._refused("pays at once", bill.action_post)

    def test_pays_at_once_order_without_terms_invoices_with_the_partners_terms(self):
        self._set("none")
        self.customer.property_payment_term_id = self.later
        order = self._make_order(payment_term_id=self.immediate.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        order = self._make_order()
        self.assertEqual(order.payment_term_id, self.later)

    def test_hold_until_a_day_by_the_company_clock(self):
        self._set("hold", account_until="2027-03-10")
        order = self._make_order()
        self._refused("is on hold until 03/10/2027", order.action_confirm)
        with freeze_time("2027-03-10 22:59:00"):
            self._refused("is on hold", order.action_confirm)
        with freeze_time("2027-03-10 23:01:00"):
            order.action_confirm()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestAccountPortal(AccountCommon, HttpCase):
    def test_a_signature_on_the_portal_confirms_nothing_for_a_held_customer(self):
        order = self._make_order(require_signature=True, require_payment=False)
        order.action_quotation_sent()
        order._portal_ensure_token()
        image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        self._set("hold", account_reason="Owes for March")
        self.env.flush_all()
        def sign():
            return self.make_jsonrpc_request(f"/my/orders/{order.id}/accept", {
            "access_token": order.access_token, "name": "Anna", "signature": image})
        from odoo.tests.common import JsonRpcException
        with self.assertRaises(JsonRpcException) as e:
            print(sign())
        print(e.exception)
        order.invalidate_recordset()
        self.assertEqual((order.state, order.signed_by), ("sent", False))
        self._set("active")
        self.env.flush_all()
        sign()
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")
