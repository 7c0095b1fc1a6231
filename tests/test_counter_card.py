# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_account import AccountCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestCounterCard(AccountCommon):
    """What the counter shows of a customer, to those who may see each of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.to_date("2027-03-10")
        cls.coffee = cls._make_action(
            name="Coffee machine",
            partner_id=cls.customer.id,
            serial_number="SN-1",
            date_remind=cls.today,
            date_end="2027-03-20 11:00:00",
        )

    def _card(self, partner=None, user=None):
        partner = partner or self.customer
        return partner.with_user(user or self.seller).get_counter_card()

    def _block(self, key, **options):
        blocks = {block["key"]: block for block in self._card(**options)["blocks"]}
        return blocks.get(key)

    def _figures(self, key, **options):
        block = self._block(key, **options)
        return {figure["key"]: figure["value"] for figure in block["figures"]}

    def _take(self, name, level=1):
        """Take a function, and those that imply it, from the levels below."""
        function = self.env.ref(f"customer_care.function_{name}")
        functions = self.env["res.groups"]._customer_functions()
        functions.filtered(
            lambda f: function in f.all_implied_ids
        )._customer_set_lowest_level(level)

    # -- the head ---------------------------------------------------------------------

    def test_the_head_says_who_this_is(self):
        card = self._card()
        self.assertEqual(card["customer"]["id"], self.customer.id)
        self.assertEqual(card["customer"]["code"], self.customer.ref)
        self.assertIn("ul. Prosta 1, 00-001 Warszawa", card["customer"]["address"])
        self.assertEqual(card["contact"], "")
        self.assertFalse(card["customer"]["is_inactive"])

    def test_a_contact_person_leads_to_the_firm_and_is_named(self):
        card = self._card(self.buyer)
        self.assertEqual(card["customer"]["id"], self.firm.id)
        self.assertEqual(card["contact"], "Otto")

    def test_a_merged_customer_leads_to_the_survivor(self):
        merged = {"active": False, "merged_into_id": self.firm.id}
        self.customer.sudo().write(merged)
        card = self._card()
        self.assertEqual(card["customer"]["id"], self.firm.id)
        self.assertEqual(card["contact"], "")

    def test_who_is_no_customer_is_refused_in_a_sentence(self):
        supplier = self._make_customer(name="Parts Ltd")
        supplier.write({"supplier_rank": 1, "customer_rank": 0})
        with self.assertRaisesRegex(UserError, "Parts Ltd is no customer"):
            self._card(supplier)
        self.customer.sudo().write({"active": False, "is_forgotten": True})
        with self.assertRaisesRegex(UserError, "asked to be forgotten"):
            self._card()

    def test_a_customer_of_another_company_is_closed(self):
        company = self.env["res.company"].create({"name": "Other"})
        theirs = self._make_customer(name="Hidden", company_id=company.id)
        with self.assertRaises(AccessError):
            self._card(theirs)

    # -- alerts -----------------------------------------------------------------------

    def test_red_lines_come_with_it_until_they_are_read(self):
        alert = self.env["customer.alert"].create(
            {
                "partner_id": self.firm.id,
                "name": "Pays cash only",
                "kind": "acknowledge",
            }
        )
        [line] = self._card(self.buyer)["alerts"]
        self.assertEqual((line["name"], line["is_read"]), ("Pays cash only", False))
        alert.with_user(self.seller).action_acknowledge(["Pays cash only"])
        [line] = self._card(self.buyer)["alerts"]
        self.assertTrue(line["is_read"])

    # -- the blocks -------------------------------------------------------------------

    def test_actions_stand_in_the_order_of_their_need(self):
        self._make_action(
            name="Later", partner_id=self.customer.id, date_remind="2027-06-01"
        )
        self._make_action(
            name="Missed", partner_id=self.customer.id, date_remind="2027-02-01"
        )
        done = self._make_action(name="Done", partner_id=self.customer.id)
        done.action_done()
        rows = self._block("actions")["rows"]
        self.assertEqual(
            [(row["text"], row["badge"], row["tone"]) for row in rows],
            [
                ("Missed", "Overdue", "danger"),
                ("Coffee machine", "Due", "warning"),
                ("Later", "", "muted"),
            ],
        )
        self.assertIn("SN-1 · until 03/20/2027", rows[1]["detail"])

    def test_what_ran_out_lately_can_still_be_extended(self):
        self.coffee.date_remind = "2027-03-01"
        for days, shown in ((30, True), (120, False)):
            end = fields.Datetime.now() - timedelta(days=days)
            over = {"date_start": end, "date_end": end, "state": "expired"}
            self.coffee.sudo().write(over)
            with self.subTest(days):
                rows = self._block("actions")["rows"]
                self.assertEqual(bool(rows), shown)
        self.assertEqual(self._block("actions")["empty"], "None is open.")

    def test_the_account_says_what_they_owe(self):
        self._make_bill(120, post=True, invoice_date_due="2027-03-09")
        self._set("watch", credit_limit=100, account_reason="Slow payer")
        figures = {f["key"]: f for f in self._block("account")["figures"]}
        self.assertEqual(figures["status"]["value"], "Watch")
        self.assertEqual(figures["status"]["note"], "Slow payer")
        self.assertEqual(figures["balance"]["value"], "$\xa0120.00")
        self.assertEqual(figures["overdue"]["value"], "$\xa0120.00")
        self.assertEqual(figures["available"]["value"], "$\xa00.00")
        self.assertEqual(figures["available"]["tone"], "danger")

    def test_without_accounts_there_is_no_such_block(self):
        self.env.company.use_customer_account = False
        self.assertIsNone(self._block("account"))

    def test_points_and_rate(self):
        self.env["ir.config_parameter"].set_param(
            "customer_care.own_loyalty_rates", "True"
        )
        program = self.env["loyalty.program"].create(
            {"name": "Bonus", "program_type": "loyalty"}
        )
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.customer.id, "points": 12}
        )
        self.customer.loyalty_rate = 150
        figures = self._figures("points")
        self.assertEqual(figures["rate"], "150 %")
        self.assertEqual(figures[f"points_{card.id}"], card.points_display)
        self.assertIn("12", card.points_display)

    def test_next_appointment_and_last_visit(self):
        self.assertEqual(self._figures("visits"), {"next": "none", "last": "none"})
        self.env["calendar.event"].create(
            [
                {
                    "name": name,
                    "start": start,
                    "stop": start,
                    "partner_ids": self.customer.ids,
                }
                for name, start in (
                    ("Fitting", "2027-03-12 09:00:00"),
                    ("Later", "2027-04-12 09:00:00"),
                    ("First visit", "2027-02-01 09:00:00"),
                )
            ]
        )
        figures = self._figures("visits")
        self.assertIn("3/12/27", figures["next"])
        self.assertIn("10:00", figures["next"], "in the user's time")
        self.assertEqual(figures["last"], "02/01/2027")
        self._make_bill(post=True, invoice_date="2027-03-02")
        self.assertEqual(self._figures("visits")["last"], "03/02/2027")
        self._take("history_see")
        self.assertEqual(self._figures("visits")["last"], "02/01/2027")

    def test_which_consents_are_missing(self):
        self.assertEqual(
            self._figures("consents"), {"offers": "E-mail, SMS, Post, Call"}
        )
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("sms", False, "counter")
        self.assertEqual(self._figures("consents"), {"offers": "Post, Call"})
        for channel in ("letter", "call"):
            self.customer._set_marketing_consent(channel, False, "counter")
        self.assertIsNone(self._block("consents"))

    def test_lay_aways_for_those_who_may_see_them(self):
        row = {"id": 7, "name": "S0007", "due": "04/01/2027", "is_overdue": True}
        row |= {"total": "$ 90", "paid": "$ 30", "balance": "$ 60", "can_open": True}
        closed = {**row, "can_open": False, "due": False, "is_overdue": False}
        model = type(self.env["res.partner"])
        with patch.object(model, "get_customer_layaways", lambda this: [row, closed]):
            shown, other = self._block("layaways")["rows"]
            self._take("layaway_see")
            self.assertIsNone(self._block("layaways"))
        self.assertEqual((shown["model"], shown["id"]), ("sale.order", 7))
        self.assertEqual((shown["badge"], shown["tone"]), ("$ 60", "danger"))
        self.assertEqual(shown["detail"], "$ 30 of $ 90 paid · due 04/01/2027")
        self.assertFalse(other["model"], "whoever may not read orders opens none")
        self.assertEqual(other["detail"], "$ 30 of $ 90 paid")

    def test_a_real_lay_away_is_shown(self):
        order = self._make_order(3, confirm=True)
        due = fields.Date.to_date("2027-04-01")
        order._set_layaway(due, [(due, 300.0)])
        [row] = self._block("layaways")["rows"]
        self.assertEqual((row["id"], row["text"]), (order.id, order.name))
        self.assertIn("300.00", row["badge"])

    # -- rights -----------------------------------------------------------------------

    def test_each_block_obeys_its_own_function(self):
        for block, function in (
            ("actions", "action_see"),
            ("account", "account_see"),
            ("consents", "consent_see"),
        ):
            with self.subTest(block):
                self.assertTrue(self._block(block))
                self._take(function)
                self.assertIsNone(self._block(block))
        self.assertNotIn("120.00", str(self._card()))

    def test_it_needs_its_function(self):
        with self.assertRaisesRegex(AccessError, "Work at the counter"):
            self._card(user=self.user_no_level)
        self._take("counter", 3)
        with self.assertRaisesRegex(AccessError, "Work at the counter"):
            self._card()

    # -- keys -------------------------------------------------------------------------

    def _keys(self, **options):
        return {
            button["key"]: button["operation"]
            for button in self._card(**options)["keys"]
        }

    def test_keys_are_what_the_user_may_do(self):
        seller = {
            "F2": "new_sale",
            "F3": "show_card",
            "F4": "new_customer_action",
            "F7": "new_note",
            "F8": "extend_customer_action",
            "Shift+F4": "new_appointment",
        }
        self.assertEqual(self._keys(), seller)
        self.assertNotIn("F2", self._keys(user=self.user_level_5))
        self.assertEqual(self._keys(user=self.user_level_4)["F9"], "send_sms")
        self.coffee.action_done()
        self.assertNotIn("F8", self._keys())
        self._take("action_change")
        self.assertEqual(set(self._keys()), {"F2", "F3", "F7", "Shift+F4"})

    def test_nothing_new_begins_with_an_inactive_customer(self):
        self.customer.active = False
        card = self._card()
        self.assertTrue(card["customer"]["is_inactive"])
        # what they say can be noted all the same
        self.assertEqual(set(self._keys()), {"F3", "F7", "F8"})

    def test_each_key_is_an_operation_and_free(self):
        partners = self.env["res.partner"]
        names = {entry["key"] for entry in partners._customer_operations()}
        self.assertLessEqual(set(partners._counter_keys().values()), names)
        browser = {"F1", "F5", "F6", "F10", "F11", "F12"}
        self.assertFalse(set(partners._counter_keys()) & browser)

    def test_extending_takes_the_chosen_action(self):
        other = self._make_action(name="Kettle", partner_id=self.customer.id)
        mine = self.customer.with_user(self.seller)
        several = mine.run_customer_operation("extend_customer_action")
        self.assertEqual(several["res_model"], "customer.action")
        chosen = mine.with_context(counter_row=["customer.action", other.id])
        action = chosen.run_customer_operation("extend_customer_action")
        self.assertEqual(action["res_model"], "customer.action.extend")
        self.assertEqual(action["context"]["active_ids"], other.ids)
        strange = mine.with_context(counter_row=["customer.action", 0])
        with self.assertRaisesRegex(UserError, "no customer action to extend"):
            strange.action_extend_customer_action()
        other.action_done()
        alone = mine.action_extend_customer_action()
        self.assertEqual(alone["context"]["active_ids"], self.coffee.ids)

    def test_a_new_action_is_for_this_customer_if_there_may_be_one(self):
        mine = self.customer.with_user(self.seller)
        action = mine.run_customer_operation("new_customer_action")
        self.assertEqual(action["context"], {"default_partner_id": self.customer.id})
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            mine.action_new_customer_action()

    def test_a_full_card_costs_the_queries_of_an_empty_one(self):
        def queries(partner):
            with counted(self.env) as queries:
                self._card(partner)
            return queries.number

        for name in ("One", "Two", "Three", "Four", "Five"):
            self._make_action(name=name, partner_id=self.customer.id)
        plain = self._make_customer(name="Plain")
        self._make_action(partner_id=plain.id)
        queries(self.customer)
        self.assertLessEqual(queries(self.customer), queries(plain) + 2)
