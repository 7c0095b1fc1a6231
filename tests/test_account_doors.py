# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from .common_account import AccountCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountDoors(AccountCommon):
    """Further ways into the state that sells, and further documents."""

    def _refused(self, sentence, call, *args, **kwargs):
        with self.assertRaisesRegex(UserError, sentence):
            call(*args, **kwargs)

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
                [
                    "move_type",
                    "partner_id/.id",
                    "state",
                    "invoice_line_ids/product_id/.id",
                ],
                [["out_invoice", str(self.customer.id), "posted", str(self.goods.id)]],
            )
            self.assertFalse(result["ids"])
        del vals["state"]
        with self.assertRaisesRegex(UserError, "made as a draft"):
            moves.with_context(default_state="posted").create(vals)
        self.assertEqual(moves.search_count([]), count)
        invoice = self._make_bill()
        self._refused("already in the posted", invoice.copy, {"state": "posted"})

    def test_over_the_limit_no_order_is_imported_as_confirmed(self):
        self.customer.credit_limit = 100
        names = [
            "partner_id/.id",
            "state",
            "order_line/product_id/.id",
            "order_line/product_uom_qty",
        ]
        count = self.env["sale.order"].search_count([])
        for quantity, is_imported in ("2", False), ("1", True):
            row = [str(self.customer.id), "sale", str(self.goods.id), quantity]
            result = self.env["sale.order"].load(names, [row])
            self.assertEqual(bool(result["ids"]), is_imported, result["messages"])
        self.assertIn("sale", self.env["sale.order"].browse(result["ids"]).state)
        self.assertEqual(self.env["sale.order"].search_count([]), count + 1)

    def test_watch_sells_up_to_the_limit_and_no_further(self):
        self._set("watch", credit_limit=100)
        self._make_order(1, confirm=True)
        self._refused("100.00 over the limit", self._make_order(1).action_confirm)

    def test_a_mass_edit_of_those_who_may_is_an_event_each(self):
        both = (self.customer | self.firm).with_user(self.user_level_3)
        both.write({"account_status": "watch"})
        for customer in both:
            event = customer.sudo().customer_event_ids[:1]
            self.assertEqual((event.kind, event.new_value), ("account", "Watch"))

    def test_a_default_of_the_state_is_no_way_round(self):
        self._set("hold")
        orders = self.env["sale.order"].with_context(default_state="sale")
        self._refused("is on hold", orders.create, self._order_vals())

    def test_the_nightly_posting_leaves_a_held_invoice_and_posts_the_others(self):
        held = self._make_bill(
            invoice_date="2027-03-10", date="2027-03-10", auto_post="at_date"
        )
        other = self._make_bill(
            invoice_date="2027-03-10",
            date="2027-03-10",
            auto_post="at_date",
            partner_id=self.firm.id,
        )
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
        self.assertEqual(str(invoice.invoice_date_due), "2027-03-10")
        self._set("active")
        seller.write({"invoice_date_due": "2027-09-30"})
        self._set("hold")
        seller.write({"invoice_date_due": "2027-10-31"})
        self.assertEqual(str(invoice.invoice_date_due), "2027-10-31", "no new sale")

    def test_the_limit_is_with_taxes_and_they_are_not_counted_twice(self):
        self.goods.taxes_id = self.env["account.tax"].create(
            {
                "name": "20 % on top",
                "amount": 20,
                "price_include_override": "tax_excluded",
            }
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

    def _queries(self, call):
        with counted(self.env) as queries:
            call()
            self.env.flush_all()
        return queries.number

    def test_confirming_sixty_orders_asks_as_often_as_ten(self):
        counts = []
        for number in (10, 10, 60):
            orders = self.env["sale.order"]
            for __ in range(number):
                orders |= self._make_order()
            check = orders._account_verdicts
            counts.append(self._queries(lambda check=check: check(counted=True)))
        self.assertEqual(counts[1], counts[2])

    def test_posting_many_invoices_costs_no_query_of_ours_for_each(self):
        """Posted whole, with accounts switched on and off."""
        ours = []
        for number in (5, 5, 60):
            queries = []
            for is_on in (False, True):
                self.env.company.use_customer_account = is_on
                bills = self.env["account.move"]
                for __ in range(number):
                    bills |= self._make_bill(1)
                queries.append(self._queries(bills.action_post))
            ours.append(queries[1] - queries[0])
        self.assertLess(ours[1], 15)
        self.assertLess(ours[2], 15)

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
            ((name, value),) = vals.items()
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
        order = self._make_order(
            partner_id=self.buyer.id, payment_term_id=self.later.id
        )
        self._refused("pays at once", order.action_confirm)

    def test_a_cancelled_order_comes_back_as_any_other(self):
        order = self._make_order(confirm=True)
        order._action_cancel()
        self._set("hold")
        order.action_draft()
        self._refused("is on hold", order.action_confirm)
        self._refused("is on hold", order.write, {"state": "sale"})

    def test_a_credit_note_of_no_invoice_is_posted_for_a_closed_customer(self):
        self._set("closed")
        refund = self._make_bill(70, move_type="out_refund")
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_an_invoice_is_reversed_and_written_anew_as_a_draft(self):
        bill = self._make_bill(70, post=True)
        self._set("hold")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id, "date": "2027-03-10"})
        )
        action = wizard.modify_moves()
        self.assertEqual(bill.payment_state, "reversed")
        anew = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(anew.state, "draft")
        self._refused("is on hold", anew.action_post)

    def test_a_foreign_currency_is_over_by_a_cent(self):
        euro = self.setup_other_currency("EUR", rates=[("2027-01-01", 2.0)])
        self.customer.credit_limit = 100
        pricelist = self.env["product.pricelist"].create(
            {"name": "E", "currency_id": euro.id}
        )
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 200.02
        self._refused(r"0.01 over the limit", order.action_confirm)
        order.order_line.price_unit = 200
        order.action_confirm()

    def test_companies_and_branches_hold_their_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        other.use_customer_account = True
        self.customer.with_company(other).account_status = "hold"
        self.assertEqual(self._state()["status"], "active")
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        self.assertTrue(branch.use_customer_account, "it begins like headquarters")
        branch.use_customer_account = False
        self.assertTrue(self.env.company.use_customer_account)

    def _term(self, name, *parts):
        """Payment terms of parts (percent, days, kind of delay)."""
        lines = [
            {"value": "percent", "value_amount": share, "nb_days": days, **delay}
            for share, days, delay in parts
        ]
        term = self.immediate.copy({"name": name})
        term.line_ids = [Command.clear(), *map(Command.create, lines)]
        return term

    def test_terms_that_are_immediate_in_all_notations(self):
        self._set("none")
        next_month = {"delay_type": "days_after_end_of_next_month"}
        tenth = {"delay_type": "days_end_of_month_on_the", "days_next_month": "10"}
        for term, is_immediate in (
            (self.env["account.payment.term"], True),
            (self.immediate, True),
            (self._term("Two parts", (40, 0, {}), (60, 0, {})), True),
            (self._term("Half later", (40, 0, {}), (60, 10, {})), False),
            (self._term("Next month", (100, 0, next_month)), False),
            (self._term("On the tenth", (100, 0, tenth)), False),
        ):
            order = self._make_order(payment_term_id=term.id)
            bill = self._make_bill(
                invoice_payment_term_id=term.id, invoice_date="2027-03-10"
            )
            with self.subTest(term.name):
                if is_immediate:
                    order.action_confirm()
                    bill.action_post()
                    self.assertEqual((order.state, bill.state), ("sale", "posted"))
                else:
                    self._refused("pays at once", order.action_confirm)
                    self._refused("pays at once", bill.action_post)

    def test_an_order_paid_at_once_is_invoiced_so_whatever_the_customers_terms(self):
        self._set("none")
        self.customer.property_payment_term_id = self.later
        order = self._make_order(payment_term_id=self.immediate.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(
            (invoice.state, invoice.invoice_date_due), ("posted", invoice.invoice_date)
        )
        order = self._make_order()
        self.assertEqual(order.payment_term_id, self.later)
        self._refused("pays at once", order.action_confirm)

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
    """A customer who signs a quotation on the website has not paid it."""

    def _sign(self, order):
        dot = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            "WjR9awAAAABJRU5ErkJggg=="
        )
        vals = {"access_token": order.access_token, "name": "Anna", "signature": dot}
        self.env.flush_all()
        try:
            self.make_jsonrpc_request(f"/my/orders/{order.id}/accept", vals)
        finally:
            order.invalidate_recordset()

    def test_a_signature_confirms_nothing_for_a_customer_on_hold(self):
        order = self._make_order(require_signature=True, require_payment=False)
        order.action_quotation_sent()
        order._portal_ensure_token()
        self._set("hold", account_reason="Owes for March")
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._sign(order)
        self.assertEqual((order.state, order.signed_by), ("sent", False))
        self._set("active")
        self._sign(order)
        self.assertEqual((order.state, order.signed_by), ("sale", "Anna"))
