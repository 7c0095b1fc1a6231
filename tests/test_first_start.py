# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .common import CustomerCommon
from .common_import import ImportCommon

KEYS = ["settings", "purposes", "types", "import", "security"]
STEP = "onboarding.onboarding.step"


class FirstStartCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._make_user("boss", "base.group_system")
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        cls.boss.company_ids |= cls.branch

    def _panel(self, user=None, company=None):
        panel = self.env["onboarding.onboarding"].with_user(user or self.boss)
        return panel.with_company(company or self.env.company)

    def _step(self, user=None, company=None):
        step = self.env[STEP].with_user(user or self.boss)
        return step.with_company(company or self.env.company)

    def _states(self, user=None, company=None):
        shown = self._panel(user, company).get_customer_first_start()
        return {step["key"]: step["state"] for step in shown["steps"]}

    def _done(self, company=None):
        states = self._states(company=company)
        return [key for key in KEYS if states[key] == "done"]


@tagged("post_install", "-at_install")
class TestFirstStart(FirstStartCommon, ImportCommon):
    """After installing: five steps, each done by what was really saved."""

    def test_after_installing_five_steps_wait_in_their_order(self):
        self.assertEqual(self._states(), dict.fromkeys(KEYS, "not_done"))
        shown = self._panel().get_customer_first_start()
        self.assertEqual([step["key"] for step in shown["steps"]], KEYS)
        self.assertEqual(shown["done"], 0)

    def test_each_step_opens_the_screen_it_is_about(self):
        opened = {
            step["key"]: getattr(self._step(), step["action"])()["xml_id"]
            for step in self._panel().get_customer_first_start()["steps"]
        }
        self.assertEqual(
            opened,
            {
                "settings": "customer_care.customer_settings_open_action",
                "purposes": "customer_care.customer_consent_purpose_action",
                "types": "customer_care.customer_action_type_action",
                "import": "customer_care.customer_import_action",
                "security": "customer_care.customer_security_action",
            },
        )

    def test_opening_a_step_is_not_doing_it(self):
        self._step().action_open_customer_types()
        states = self._states()
        self.assertEqual(states.pop("types"), "opened")
        self.assertEqual(set(states.values()), {"not_done"})

    def test_a_step_is_right_as_it_is_after_a_look_and_not_before(self):
        with self.assertRaisesRegex(UserError, "Open “Consents” first"):
            self._step().action_confirm_customer_step("purposes")
        self.assertEqual(self._done(), [])
        self._step().action_open_customer_purposes()
        self._step().action_confirm_customer_step("purposes")
        self.assertEqual(self._done(), ["purposes"])

    def test_settings_that_were_saved_are_done(self):
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        form = settings.create({})
        self.assertEqual(self._done(), [])
        form.action_save()
        self.assertEqual(self._done(), ["settings"])

    def test_odoos_page_counts_when_it_was_opened_at_ours(self):
        page = self.env["res.config.settings"].with_user(self.boss)
        page.with_context(module="sale").create({}).execute()
        self.assertEqual(self._done(), [])
        page.with_context(module="customer_care").create({}).execute()
        self.assertEqual(self._done(), ["settings"])

    def test_a_wording_that_was_written_is_done(self):
        purpose = self.env.ref("customer_care.purpose_marketing")
        with Form(purpose.with_user(self.user_level_2)) as form:
            with form.wording_ids.new() as wording:
                wording.text = "May we write to you about our offers?"
        self.assertEqual(self._done(), ["purposes"])

    def test_a_type_that_was_changed_is_done(self):
        kind = self.env.ref("customer_care.customer_action_type_warranty")
        kind.with_user(self.user_level_2).name = "Guarantee"
        self.assertEqual(self._done(), ["types"])

    def test_a_type_of_another_company_is_not(self):
        kind = self.env["customer.action.type"].with_user(self.boss)
        kind.create({"name": "New", "code": "new", "company_id": self.branch.id})
        self.assertEqual(self._done(), [])
        self.assertEqual(self._done(self.branch), ["types"])

    def test_customers_that_were_imported_are_done_and_a_test_of_a_file_is_not(self):
        self._run("res.partner", "Name\nAnna Nowak", user=self.boss, dryrun=True)
        self.assertEqual(self._done(), [])
        self._run("res.partner", "Name\nAnna Nowak", user=self.boss)
        self.assertEqual(self._done(), ["import"])

    def test_a_function_given_to_another_level_is_done(self):
        security = self.env["customer.security"].with_user(self.boss)
        function = self.env.ref("customer_care.function_merge")
        security.save({function.id: function._customer_lowest_level()[function.id]})
        self.assertEqual(self._done(), [])
        security.save({function.id: 1})
        self.assertEqual(self._done(), ["security"])

    def test_what_is_done_stays_done(self):
        kind = self.env["customer.action.type"].with_user(self.boss)
        kind = kind.create({"name": "New", "code": "new"})
        self.assertEqual(self._done(), ["types"])
        kind.unlink()
        self.assertEqual(self._done(), ["types"])

    def test_each_company_has_its_own_steps_and_its_own_panel(self):
        self._step().action_open_customer_security()
        self._step().action_confirm_customer_step("security")
        self.assertEqual(self._done(), ["security"])
        self.assertEqual(self._done(self.branch), [])
        self._panel().action_close_customer_first_start()
        self.assertIs(self._panel().get_customer_first_start(), False)
        self.assertEqual(self._done(self.branch), [])

    def test_closed_it_is_brought_back_as_it_was(self):
        self._step().action_open_customer_types()
        self._panel().action_close_customer_first_start()
        self.assertIs(self._panel().get_customer_first_start(), False)
        action = self._panel().action_open_customer_first_start()
        self.assertEqual(
            action["xml_id"], "customer_care.customer_action_action_center"
        )
        self.assertEqual(self._states()["types"], "opened")

    def test_all_five_are_counted_and_the_panel_says_so(self):
        for key in KEYS:
            getattr(self._step(), f"action_open_customer_{key}")()
            self._step().action_confirm_customer_step(key)
        shown = self._panel().get_customer_first_start()
        self.assertEqual(shown["done"], 5)
        self.assertIn("All five steps are done", shown["text"])

    def test_a_clerk_neither_sees_nor_changes_it(self):
        calls = [
            (self._panel, "get_customer_first_start", ()),
            (self._panel, "action_close_customer_first_start", ()),
            (self._panel, "action_open_customer_first_start", ()),
            (self._step, "action_confirm_customer_step", ("types",)),
            *((self._step, f"action_open_customer_{key}", ()) for key in KEYS),
        ]
        for user in (self.user_level_3, self.user_level_5, self.user_no_level):
            for record, method, args in calls:
                with self.subTest(user.name, method=method):
                    with self.assertRaises(AccessError):
                        getattr(record(user), method)(*args)
        self.assertEqual(self._states(), dict.fromkeys(KEYS, "not_done"))

    def test_level_2_is_told_that_set_security_is_not_theirs(self):
        shown = self._panel(self.user_level_2).get_customer_first_start()["steps"]
        may = {step["key"]: step["may"] for step in shown}
        self.assertEqual([key for key in KEYS if not may[key]], ["security"])
        with self.assertRaises(AccessError):
            self._step(self.user_level_2).action_open_customer_security()
        with self.assertRaises(AccessError):
            self._step(self.user_level_2).action_confirm_customer_step("security")

    def test_a_step_that_is_none_is_refused(self):
        for key in ("everything", "", False, None, 7):
            with self.assertRaisesRegex(UserError, "First start has no step"):
                self._step().action_confirm_customer_step(key)

    def test_a_panel_that_was_deleted_is_missed_by_nobody(self):
        self.env.ref("customer_care.onboarding_first_start").unlink()
        self.env.ref("customer_care.onboarding_step_settings").unlink()
        self.assertIs(self._panel().get_customer_first_start(), False)
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        settings.create({}).action_save()
        with self.assertRaisesRegex(UserError, "was deleted"):
            self._step().action_open_customer_settings()

    def test_the_menu_brings_it_back_for_those_who_may(self):
        menu = self.env.ref("customer_care.menu_first_start")
        for user, sees in ((self.user_level_2, True), (self.user_level_3, False)):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in visible, sees, user.name)
        action = self.env.ref("customer_care.customer_first_start_action")
        with self.assertRaises(AccessError):
            action.with_user(self.user_level_3).run()
        self._panel().action_close_customer_first_start()
        action.with_user(self.user_level_2).run()
        self.assertTrue(self._panel().get_customer_first_start())


@tagged("post_install", "-at_install")
class TestFirstStartTour(FirstStartCommon, HttpCase):
    def test_from_the_panel_through_a_step_to_closed_and_back(self):
        self.start_tour(
            "/odoo/actions-center", "customer_care_first_start", login="level_2"
        )
        self.assertEqual(self._states()["types"], "done")
        self.assertEqual(self._states()["purposes"], "opened")

    def test_a_clerk_sees_the_center_without_it(self):
        self.browser_js(
            "/odoo/actions-center",
            "if (document.querySelector('.o_first_start')) throw new Error('shown');"
            "console.log('test successful')",
            ready="!!document.querySelector('.o_center_counter')",
            login="level_5",
        )
