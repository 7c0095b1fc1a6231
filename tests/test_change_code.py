# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_customer_event import EventCase
from .test_security import ONE_SENTENCE

CONTACTS = "base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestChangeCode(EventCase):
    """A code is changed by a function of its own, with a reason; the old one finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coded = cls._make_customer(name="Ewa Lis", ref="OLD-1")

    def _wizard(self, user=None, **vals):
        user = user or self.user_level_2
        return (
            self.env["customer.change.code"]
            .with_user(user)
            .create({"partner_id": self.coded.id, **vals})
        )

    def _aliases(self):
        return set(self.coded.alias_ids.mapped("value"))

    def test_a_typed_code_replaces_the_old_one_which_stays_as_alias(self):
        with self.assertEvents((self.coded, "code", "OLD-1", "NEW-1")):
            self._wizard(new_code=" NEW-1 ", reason="Card lost").action_change()
        self.assertEqual(self.coded.ref, "NEW-1")
        self.assertEqual(self._aliases(), {"OLD-1", "NEW-1"})
        event = self.coded.customer_event_ids[0]
        self.assertEqual(event.reason, "Card lost")
        self.assertEqual(event.user_id, self.user_level_2)
        self.assertEqual(event.partner_code, "NEW-1")

    def test_without_one_the_next_free_code_is_taken_as_it_was_shown(self):
        sequence = self.env.ref("customer_care.sequence_customer_code")
        start = sequence.number_next_actual
        typed = [f"c{number:06d}" for number in (start, start + 1)]
        self.Partner.create([{"name": code, "ref": code} for code in typed])
        wizard = self._wizard(reason="A rule of ours")
        self.assertEqual(wizard.proposal, f"C{start + 2:06d}")
        self.assertEqual(wizard.proposal, wizard.copy().proposal, "nothing was drawn")
        proposal = wizard.proposal
        wizard.action_change()
        self.assertEqual(self.coded.ref, proposal)

    def test_a_company_s_own_pattern_is_proposed(self):
        self.env["ir.sequence"].create(
            {
                "name": "Own",
                "code": "customer_care.customer_code",
                "prefix": "W-",
                "padding": 3,
                "company_id": self.env.company.id,
            }
        )
        self.coded.company_id = self.env.company
        self.assertEqual(self._wizard().proposal, "W-001")

    def test_without_a_reason_nothing_happens(self):
        for reason in (False, "", "   "):
            with (
                self.assertEvents(),
                self.assertRaisesRegex(UserError, "Say why"),
            ):
                self._wizard(new_code="NEW-1", reason=reason).action_change()
        self.assertEqual(self.coded.ref, "OLD-1")

    def test_a_used_code_is_refused_in_any_case_also_as_alias(self):
        first = self._make_customer(name="First", ref="USED")
        first.ref = "NOW"
        for code in ("NOW", "now", "USED", "uSeD", " used "):
            with (
                self.subTest(code),
                self.assertRaisesRegex(ValidationError, "once had, the customer code"),
                self.env.cr.savepoint(),
            ):
                self._wizard(new_code=code, reason="A test").action_change()
        self.assertEqual(self.coded.ref, "OLD-1")
        self.assertEqual(self._aliases(), {"OLD-1"})

    def test_a_code_of_a_company_is_not_for_a_shared_customer(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.Partner.create({"name": "X", "ref": "THEIRS", "company_id": company.id})
        with self.assertRaisesRegex(ValidationError, "theirs"):
            self._wizard(new_code="theirs", reason="A test").action_change()

    def test_ones_own_former_code_may_come_back(self):
        self.coded.ref = "NEW-1"
        self._wizard(new_code="OLD-1", reason="It was right").action_change()
        self.assertEqual(self.coded.ref, "OLD-1")
        self.assertEqual(self._aliases(), {"OLD-1", "NEW-1"})

    def test_the_present_code_is_no_change(self):
        with self.assertRaisesRegex(UserError, "OLD-1 is the present code"):
            self._wizard(new_code="OLD-1", reason="A test").action_change()

    def test_who_has_no_code_gets_none(self):
        for partner in (self.person, self.env.company.partner_id):
            with self.assertRaisesRegex(UserError, "has no customer code"):
                partner._change_code("X-1", "A test")
        self.assertFalse(self.person.ref)

    def test_the_verb_needs_the_function(self):
        with self.assertRaisesRegex(
            AccessError, ONE_SENTENCE % "Change customer codes"
        ):
            self.coded.with_user(self.user_level_3)._change_code("NEW-1", "A test")

    def test_the_function_is_enough(self):
        change = self.env.ref("customer_care.function_customer_change")
        change._customer_set_lowest_level(0)
        self._wizard(new_code="NEW-1", reason="A test").action_change()
        self.assertEqual(self.coded.ref, "NEW-1")

    # -- past the wizard -------------------------------------------------------

    def _refused(self, call):
        with self.assertRaisesRegex(
            AccessError, ONE_SENTENCE % "Change customer codes"
        ):
            call()
        self.assertEqual(self.coded.ref, "OLD-1")

    def test_a_direct_write_needs_the_function_too(self):
        clerk = self._make_user("clerk", f"customer_care.level_3,{CONTACTS}")
        coded = self.coded.with_user(clerk)
        self._refused(lambda: coded.write({"ref": "NEW-1"}))
        self._refused(lambda: coded.write({"ref": "old-1"}))
        self._refused(lambda: (coded | self.customer).write({"ref": "NEW-1"}))
        with self._contacts_form(coded) as form:
            form.email = "ewa@example.com"
        coded.write({"ref": " OLD-1 ", "city": "Kraków"})
        coded.write({"ref": "", "city": "Łódź"})
        self.assertEqual((self.coded.ref, self.coded.city), ("OLD-1", "Łódź"))

    def _contacts_form(self, partner):
        return Form(partner, "base.view_partner_form")

    def test_an_import_needs_the_function_too(self):
        clerk = self._make_user("clerk", f"customer_care.level_3,{CONTACTS}")
        external = self.coded.export_data(["id"])["datas"][0][0]
        result = self.Partner.with_user(clerk).load(
            ["id", "ref"], [[external, "NEW-1"]]
        )
        self.assertFalse(result["ids"])
        self.assertRegex(
            result["messages"][0]["message"], ONE_SENTENCE % "Change customer codes"
        )
        self.assertEqual(self.coded.ref, "OLD-1")

    def test_a_first_code_and_a_cleared_double_need_no_function(self):
        clerk = self._make_user("clerk", f"customer_care.level_5,{CONTACTS}")
        partners = self.Partner.with_user(clerk)
        typed = partners.create({"name": "Typed", "ref": "FIRST"})
        self.assertEqual(typed.ref, "FIRST")
        supplier = self.Partner.create(
            {"name": "S", "supplier_rank": 1, "ref": "first"}
        )
        supplier.customer_rank = 1
        self.assertTrue(supplier.is_code_double)
        supplier.with_user(clerk).ref = "SECOND"
        self.assertEqual(supplier.ref, "SECOND")

    def test_a_user_without_a_level_works_as_before_and_is_written_down(self):
        outsider = self._make_user("outsider", f"base.group_user,{CONTACTS}")
        with self.assertEvents((self.coded, "code", "OLD-1", "NEW-1")):
            self.coded.with_user(outsider).ref = "NEW-1"

    # -- the door --------------------------------------------------------------

    def test_the_entry_opens_the_dialog_for_customers_only(self):
        customer = self.coded.with_user(self.user_level_2)
        action = customer.run_customer_operation("change_code")
        self.assertEqual(action["res_model"], "customer.change.code")
        form = Form(
            self.env["customer.change.code"]
            .with_user(self.user_level_2)
            .with_context(**action["context"])
        )
        form.new_code = "NEW-1"
        form.reason = "Card lost"
        form.save().action_change()
        self.assertEqual(self.coded.ref, "NEW-1")
        person = self.person.with_user(self.user_level_2)
        keys = [entry["key"] for entry in person.get_customer_operations()]
        self.assertNotIn("change_code", keys)

    def test_the_dialog_warns_that_it_is_not_recommended(self):
        wizards = self.env["customer.change.code"].with_user(self.user_level_2)
        arch = " ".join(wizards.get_view(view_type="form")["arch"].split())
        self.assertIn("Changing a customer code is not recommended", arch)
