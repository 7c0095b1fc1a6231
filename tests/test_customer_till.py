# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_account import AccountCommon


@tagged("post_install", "-at_install")
class TestCustomerTill(AccountCommon):
    """What a till asks about a customer; there need be none for these answers."""

    def _panel(self, partner=None, user=None):
        return (partner or self.customer).with_user(user or self.seller)

    def _without(self, *functions):
        """Take functions from everybody below level 1."""
        for name in functions:
            function = self.env.ref(f"customer_care.function_{name}")
            function._customer_set_lowest_level(1)

    # -- The panel ----------------------------------------------------------

    def test_panel_needs_the_function_to_see_customers(self):
        with self.assertRaisesRegex(AccessError, "See customers"):
            self._panel(user=self.outsider).get_customer_till()

    def test_panel_says_who_it_is(self):
        self.customer.ref = "TILL-1"
        self.env["customer.alert"].create(
            {"name": "Cash only", "partner_id": self.customer.id}
        )
        panel = self._panel().get_customer_till()
        self.assertEqual(panel["name"], self.customer.display_name)
        self.assertEqual(panel["code"], "TILL-1")
        self.assertEqual(panel["phone"], self.customer.phone)
        self.assertEqual([line["name"] for line in panel["alerts"]], ["Cash only"])
        self.assertEqual(panel["actions"], [])
        self.assertEqual(panel["last_visit"], False)
        # none, or no part with lay-aways
        self.assertFalse(panel["layaways"])

    @freeze_time("2027-03-10 09:00:00")
    def test_open_actions_of_the_firm_and_its_people_what_is_due_first(self):
        vals = {"type_id": self._make_type(name="Service").id, "date_end": False}
        day = fields.Date.to_date("2027-03-10")
        due = self._make_action(
            partner_id=self.buyer.id, name="Due", date_remind=day, **vals
        )
        late = self._make_action(
            partner_id=self.firm.id, name="Late", date_remind="2027-02-01", **vals
        )
        self._make_action(partner_id=self.customer.id, **vals)
        self._make_action(partner_id=self.firm.id, **vals).action_done()
        rows = self._panel(self.buyer).get_customer_till()["actions"]
        self.assertEqual(
            [(row["id"], row["timeliness"], row["type"]) for row in rows],
            [(late.id, "overdue", "Service"), (due.id, "due", "Service")],
        )
        self.assertEqual(rows[1]["remind"], "03/10/2027")

    def test_the_rest_of_many_actions_is_a_number(self):
        kind = self._make_type()
        for __ in range(8):
            self._make_action(partner_id=self.customer.id, type_id=kind.id)
        panel = self._panel().get_customer_till()
        self.assertEqual((len(panel["actions"]), panel["more_actions"]), (6, 2))

    @freeze_time("2027-03-10 09:00:00")
    def test_last_visit_is_the_last_purchase_and_no_refund(self):
        self._make_bill(post=True, invoice_date="2027-03-01")
        self._make_bill(post=True, invoice_date="2027-02-01")
        self._make_bill(post=True, invoice_date="2027-03-05", move_type="out_refund")
        self.assertEqual(self._panel().get_customer_till()["last_visit"], "03/01/2027")

    def test_account_and_points_are_those_of_their_pages(self):
        self._set("watch", account_reason="Moved", credit_limit=500)
        self._make_bill(100, post=True)
        panel = self._panel().get_customer_till()
        self.assertEqual(panel["account"]["label"], "Watch")
        self.assertEqual(panel["account"]["reason"], "Moved")
        self.assertIn("100.00", panel["account"]["balance"])
        self.assertIn("400.00", panel["account"]["available"])
        self.assertEqual(panel["loyalty"]["rate"], False)
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        self.customer.loyalty_rate = 150
        program = self.env["loyalty.program"].create(
            {"name": "Bean points", "program_type": "loyalty", "trigger": "auto"}
        )
        self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.customer.id, "points": 42}
        )
        loyalty = self._panel().get_customer_till()["loyalty"]
        self.assertEqual(loyalty["rate"], 150)
        self.assertEqual(loyalty["cards"][0]["program"], "Bean points")
        self.assertIn("42", loyalty["cards"][0]["points"])

    def test_each_part_is_for_its_function(self):
        self._without("history_see", "action_change", "action_see", "account_see")
        panel = self._panel().get_customer_till()
        self.assertFalse(panel["last_visit"])
        self.assertIs(panel["actions"], False)
        self.assertIs(panel["can_change_actions"], False)
        self.assertIs(panel["account"], False)

    def test_switched_off_there_is_no_account(self):
        self.env.company.use_customer_account = False
        self.assertIs(self._panel().get_customer_till()["account"], False)

    # -- Register an action -------------------------------------------------

    def _register(self, product=False, user=None):
        """Open the dialog as the till does; return its form."""
        action = self._panel(user=user).action_till_register(product)
        model = self.env[action["res_model"]].with_user(user or self.seller)
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        return Form(model.with_context(**action["context"]), view)

    def test_register_needs_its_function(self):
        self._without("action_change")
        with self.assertRaisesRegex(AccessError, "Change customer actions"):
            self._panel().action_till_register()

    @freeze_time("2027-03-10 09:00:00")
    def test_register_proposes_the_expiry_of_the_type(self):
        form = self._register()
        form.name = "Kettle"
        form.type_id = self._make_type(duration=6, duration_unit="months")
        action = form.save()
        self.assertEqual(action.partner_id, self.customer)
        self.assertEqual(str(action.date_end.date()), "2027-09-10")
        self.assertEqual(action.user_id, self.seller)

    @freeze_time("2027-03-10 09:00:00")
    def test_register_proposes_the_product_with_its_own_type_and_duration(self):
        kind = self._make_type(duration=6, duration_unit="months")
        self.goods.action_type_id = kind
        self.goods.product_tmpl_id.write(
            {"action_duration": 24, "action_duration_unit": "months"}
        )
        action = self._register(self.goods.id).save()
        self.assertRecordValues(
            action,
            [
                {
                    "name": "Bag of flour",
                    "product_id": self.goods.id,
                    "type_id": kind.id,
                    "partner_id": self.customer.id,
                }
            ],
        )
        self.assertEqual(str(action.date_end.date()), "2029-03-10")

    def test_register_without_a_description_is_refused(self):
        form = self._register()
        with self.assertRaisesRegex(AssertionError, "name is a required field"):
            form.save()

    def test_a_product_that_is_gone_is_not_proposed(self):
        context = self._panel().action_till_register(2**30)["context"]
        self.assertFalse(context["default_product_id"])

    # -- May they buy on account --------------------------------------------

    def _verdict(self, amount=100.0, partner=None, user=None, **options):
        partner = (partner or self.customer).with_user(user or self.seller)
        return partner.get_till_verdict(amount, **options)

    def test_on_hold_and_closed_refuse(self):
        self._set("hold", account_reason="Owes for March")
        self.assertRegex(
            self._verdict()["refusal"], r"is on hold \(Owes for March\): nothing"
        )
        self._set("closed")
        self.assertIn("The account of", self._verdict()["refusal"])

    def test_who_pays_at_once_is_refused(self):
        self._set("none")
        self.assertIn("pays at once", self._verdict()["refusal"])

    def test_an_active_customer_may_up_to_the_limit(self):
        self._set("active", credit_limit=150)
        nothing = {"refusal": False, "warning": False}
        self.assertEqual(self._verdict(150), nothing)
        self.assertRegex(self._verdict(150.01)["refusal"], "over the limit")
        self._make_bill(100, post=True)
        self.assertEqual(self._verdict(50), nothing)
        self.assertRegex(self._verdict(60)["refusal"], r"10\.00.* over the limit")

    def test_what_was_ordered_before_is_counted_once_and_never_stopped(self):
        self._set("active", credit_limit=150)
        self._make_order(confirm=True)
        self.assertTrue(self._verdict(100)["refusal"])
        self.assertFalse(self._verdict(100, ordered=100)["refusal"])
        self.assertFalse(self._verdict(150, ordered=100)["refusal"])
        self.assertTrue(self._verdict(160, ordered=100)["refusal"])
        self._set("hold")
        self.assertFalse(self._verdict(100, ordered=100)["refusal"])
        self.assertTrue(self._verdict(101, ordered=100)["refusal"])
        self._set("none")
        self.assertTrue(self._verdict(100, ordered=100)["refusal"])

    def test_watch_warns_and_sells(self):
        self._set("watch", account_reason="Moved")
        self.assertEqual(self._verdict()["refusal"], False)
        self.assertIn("to be watched (Moved)", self._verdict()["warning"])

    def test_a_contact_person_answers_as_the_firm(self):
        self._set("hold", self.firm)
        self.assertIn(
            "Mill and Sons is on hold", self._verdict(partner=self.buyer)["refusal"]
        )

    def test_a_cashier_without_a_level_is_told_but_not_why(self):
        self._set("hold", account_reason="Owes for March")
        refusal = self._verdict(user=self.outsider)["refusal"]
        self.assertIn("is on hold", refusal)
        self.assertNotIn("Owes for March", refusal)

    def test_an_amount_in_the_currency_of_the_till(self):
        other = self.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        self._set("active", credit_limit=150)
        self.assertFalse(self._verdict(75, currency_id=other.id)["refusal"])
        self.assertTrue(self._verdict(76, currency_id=other.id)["refusal"])

    def test_a_text_is_no_amount(self):
        for amount in ("a lot", None, "nan", [1]):
            with (
                self.subTest(amount),
                self.assertRaisesRegex(UserError, "An amount is a number"),
            ):
                self._verdict(amount)

    def test_nobody_outside_is_told_and_nothing_while_switched_off(self):
        self._set("hold")
        portal = self._make_user(
            "portal", "base.group_portal", partner_id=self.customer.id
        )
        self.assertEqual(self._verdict(user=portal), {})
        self.env.company.use_customer_account = False
        self.assertEqual(self._verdict(), {})

    # -- What the till keeps for when it is offline -------------------------

    def _states(self, partners, user=None):
        partners = partners.with_user(user or self.seller)
        return partners._till_states(self.env.company.currency_id)

    def test_the_till_keeps_refusal_and_room(self):
        self._set("hold")
        self._set("active", self.firm, credit_limit=150)
        states = self._states(self.customer | self.buyer)
        self.assertIn("is on hold", states[self.customer.id]["refusal"])
        self.assertEqual(
            states[self.buyer.id],
            {"refusal": False, "warning": False, "available": 150},
        )

    def test_room_is_for_those_who_see_accounts(self):
        self._set("active", credit_limit=150)
        states = self._states(self.customer, self.outsider)
        self.assertIsNone(states[self.customer.id]["available"])

    def test_it_keeps_the_factor_of_the_points(self):
        self.env.company.use_customer_account = False
        self.assertEqual(self._states(self.customer), {})
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        self.customer.loyalty_rate = 50
        self.assertEqual(
            self._states(self.customer), {self.customer.id: {"factor": 0.5}}
        )

    def test_many_customers_cost_the_queries_of_few(self):
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        counts = []
        for number in (2, 2, 300):  # the first one fills caches
            many = self.env["res.partner"].browse(self._make_many(number))
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            states = self._states(many)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(states), number)
        self.assertEqual(counts[1], counts[2])
