# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase


@tagged("post_install", "-at_install")
class TestFollowUp(FollowUpCase):
    """A rule is defined, looked at and switched on; what cannot be is said so."""

    def test_new_follow_up_is_off_and_sends_nothing(self):
        self._make_friend("Anna", birth_date="1980-03-10")
        rule = self._make_rule(is_on=False)
        self.assertFalse(rule.active)
        self.assertEqual(self._night(), [])
        self.assertFalse(self._entries(rule))

    def test_switched_off_in_the_settings_none_runs_and_none_is_in_the_menu(self):
        self._make_friend("Anna", birth_date="1980-03-10")
        rule = self._make_rule()
        menus = self.env["ir.ui.menu"].with_user(self.user_level_2)
        # what follow-ups need is used without them, too: searches, runs, schedules
        others = ("menu_data_searches", "menu_search_runs", "menu_search_schedules")
        here = self.env.ref("customer_care.menu_searches").child_id
        own = here - here.browse(
            self.env.ref(f"customer_care.{name}").id for name in others
        )
        self.assertFalse(set(own.ids) & set(menus._load_menus_blacklist()))
        self.env.company.customer_follow_ups = False
        self.assertLessEqual(set(own.ids), set(menus._load_menus_blacklist()))
        self.assertEqual(self._night(), [])
        self.assertFalse(self._entries(rule))
        with self.assertRaisesRegex(UserError, "switched off in the settings"):
            rule.with_user(self.user_level_3).action_make()

    def test_rules_that_come_with_the_addon_are_off_and_can_be_switched_on(self):
        names = ("oil_change", "vaccination", "thank_you", "birthday", "miss_you")
        for name in names:
            rule = self.env.ref(f"customer_care.follow_up_{name}")
            with self.subTest(rule=name):
                self.assertFalse(rule.active)
                self.assertFalse(rule._program()._problem())
                rule.active = True
                self.assertEqual(rule.since, DAY)
                rule._plan_due()

    def test_bad_numbers_are_refused_in_a_sentence(self):
        for vals, words in (
            ({"late_days": -1}, "go up to 3650"),
            ({"delay": 99999}, "go up to 3650"),
            ({"repetition": "months", "repeat_months": 0}, "every 1 to 120 months"),
            ({"hour": 24.0}, "0:00 to 23:59"),
            ({"control_percent": 95}, "0 to 90 percent"),
            ({"name": " "}, "missing"),
        ):
            rule = self._make_rule(is_on=False)
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(ValidationError, words):
                    rule.write(vals)
        rule = self._make_rule(is_on=False)
        with self.assertRaisesRegex(ValidationError, "0 to 730 days"):
            rule.step_ids.days = -1

    def test_trigger_that_does_not_fit_the_rows_is_refused(self):
        invoices = self._make_search(name="Invoices", base="invoice", domain="[]")
        with self.assertRaisesRegex(ValidationError, "vehicles and animals"):
            self._make_rule(is_on=False, trigger="service")
        with self.assertRaisesRegex(ValidationError, "does not fit the rows"):
            self._make_rule(is_on=False, search_id=invoices.id, trigger="birthday")

    def test_what_is_not_complete_cannot_be_switched_on_from_rpc_either(self):
        bare = self._make_search(name="Bare", email_template_id=False)
        for vals, words in (
            ({"search_id": False}, "not there any more"),
            ({"step_ids": [Command.clear()]}, "Add a step"),
            ({"search_id": bare.id}, "Choose the e-mail"),
            ({"trigger": "product"}, "Name the products"),
            ({"trigger": "anniversary"}, "date that returns each year"),
            ({"purpose_id": self.marketing.id}, "same purpose in both"),
            ({"step_ids": [Command.create({"channel": "sms"})]}, "Write the SMS"),
            ({"step_ids": [Command.create({"channel": "postcard"})]}, "postcard"),
            ({"step_ids": [Command.create({"channel": "letter"})]}, "letter"),
        ):
            rule = self._make_rule(is_on=False)
            rule.write(vals)
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(UserError, words):
                    rule.with_user(self.user_level_2).active = True

    def test_a_rule_that_reached_somebody_is_not_deleted(self):
        self._make_friend("Anna", birth_date="1980-03-10")
        rule = self._make_rule()
        self._night()
        with self.assertRaisesRegex(UserError, "Switch it off instead"):
            rule.unlink()
        self._make_rule(name="Never run", is_on=False).unlink()

    def test_who_may_what(self):
        rule = self._make_rule(is_on=False)
        with self.assertRaises(AccessError):
            rule.with_user(self.user_level_3).name = "Other"
        rule.with_user(self.user_level_2).name = "Other"
        # a clerk tags customers for a rule, and so reads what it is called
        self.assertTrue(rule.with_user(self.user_level_5).read(["name"]))
        with self.assertRaises(AccessError):
            rule.with_user(self.user_no_level).read(["name"])
        self._make_friend("Anna", birth_date="1980-03-10")
        rule.active = True
        self._night()
        entry = self._entries(rule)
        with self.assertRaises(AccessError):
            entry.with_user(self.user_level_5).read(["state"])
        with self.assertRaises(AccessError):
            entry.with_user(self.user_level_1).state = "running"

    def test_other_companies_see_and_reach_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self._make_friend(
            "Theirs", birth_date="1980-03-10", company_id=other.id
        )
        ours = self._make_friend("Ours", birth_date="1980-03-10")
        rule = self._make_rule()
        self._night()
        self.assertEqual(self._found(rule), ours)
        self.assertNotIn(theirs, self._found(rule))
        stranger = self._make_user(
            "stranger",
            "customer_care.level_1",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self.Rule.with_user(stranger).search([("id", "=", rule.id)]))


@tagged("post_install", "-at_install")
class TestFollowUpPreview(FollowUpCase):
    """Whom a rule would reach is said by the statement that plans."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls._make_friend("Today", birth_date="1980-03-10")
        cls.later = cls._make_friend("Later", birth_date="1980-03-20")
        cls.mute = cls._make_friend("Mute", birth_date="1980-03-20")
        cls.mute.email = False
        cls.before = cls._make_friend("Before", birth_date="1980-03-05")

    def _preview(self, rule, user=None):
        action = rule.with_user(user or self.user_level_2).action_preview()
        return self.env["customer.follow.up.preview"].browse(action["res_id"])

    def _outcomes(self, wizard):
        return {line.partner_id: line.outcome for line in wizard.line_ids}

    def test_it_says_who_when_and_why_not_and_plans_nothing(self):
        rule = self._make_rule(is_on=False)
        wizard = self._preview(rule)
        self.assertEqual(
            self._outcomes(wizard),
            {self.today: "now", self.later: "later", self.mute: "refused"},
        )
        self.assertEqual(
            (wizard.now_count, wizard.later_count, wizard.not_count), (1, 1, 1)
        )
        refused = wizard.line_ids.filtered(lambda line: line.outcome == "refused")
        self.assertEqual(refused.reason, "E-mail: There is no e-mail address.")
        self.assertFalse(self._entries(rule))
        self.assertFalse(rule.active)

    def test_asked_for_the_past_it_shows_them_and_switched_on_they_get_it(self):
        rule = self._make_rule(is_on=False)
        wizard = self._preview(rule)
        wizard.since = DAY - timedelta(days=10)
        wizard.with_user(self.user_level_2).action_refresh()
        self.assertEqual(self._outcomes(wizard)[self.before], "now")
        expected = wizard.line_ids.filtered(lambda row: row.outcome == "now").partner_id
        wizard.with_user(self.user_level_2).action_switch_on()
        self.assertTrue(rule.active)
        self.assertEqual(len(self._night()), 2)
        self.assertEqual(self._found(rule), expected.sorted("id"))

    def test_whom_it_reached_already_is_not_shown_again(self):
        rule = self._make_rule()
        self._night()
        self.assertNotIn(self.today, self._outcomes(self._preview(rule)))

    def test_days_that_make_no_sense_are_refused(self):
        wizard = self._preview(self._make_rule(is_on=False))
        wizard.until = DAY - timedelta(days=400)
        with self.assertRaisesRegex(UserError, "from one day to a later one"):
            wizard.action_refresh()

    def test_a_rule_that_cannot_run_says_why_instead(self):
        rule = self._make_rule(is_on=False)
        self.search.active = False
        with self.assertRaisesRegex(UserError, "was archived"):
            self._preview(rule)

    def test_looking_is_for_level_4_switching_on_is_not(self):
        rule = self._make_rule(is_on=False)
        wizard = self._preview(rule, self.user_level_4)
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_level_4).action_switch_on()
        with self.assertRaises(AccessError):
            self._preview(rule, self.user_no_level)
        self.assertFalse(rule.active)
