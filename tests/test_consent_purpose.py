# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestConsentPurpose(CustomerCommon):
    """A purpose is set up once and the log can rely on what it is called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purposes = cls.env["customer.consent.purpose"].with_user(cls.user_level_2)
        cls.customer = cls._make_customer()

    def _make(self, **vals):
        return self.purposes.create({"name": "News letter", **vals})

    def test_a_purpose_is_set_up_on_its_form(self):
        with Form(self.purposes) as form:
            form.name = "Birthday card"
            form.lawful_basis = "soft_opt_in"
            form.description = "A card on your birthday."
            form.by_sms = False
            form.validity_months = 24
            with form.wording_ids.new() as line:
                line.text = "Once a year we write to you."
        purpose = form.record
        self.assertRecordValues(
            purpose,
            [
                {
                    "code": "birthday_card",
                    "lawful_basis": "soft_opt_in",
                    "is_marketing": True,
                    "by_email": True,
                    "by_sms": False,
                }
            ],
        )
        self.assertRecordValues(
            purpose.wording_ids, [{"version": 1, "lang": "en_US", "is_used": False}]
        )

    def test_each_field_says_what_it_means(self):
        fields = self.purposes.fields_get(attributes=["help"])
        for name in (
            "code",
            "lawful_basis",
            "is_marketing",
            "validity_months",
            "description",
            "by_email",
            "by_sms",
            "by_post",
            "by_call",
        ):
            self.assertTrue(fields[name].get("help"), name)

    def test_the_code_is_proposed_and_stays_its_own(self):
        first, second = self._make(), self._make()
        self.assertEqual((first.code, second.code), ("news_letter", "news_letter_2"))
        first.name = "Another name"
        self.assertEqual(first.code, "news_letter")
        self.assertEqual(first.copy().code, "another_name")

    def test_a_code_that_is_none_is_refused(self):
        for code in ("news letter", "a/b", "<b>"):
            with (
                self.subTest(code),
                self.assertRaisesRegex(ValidationError, "without spaces"),
            ):
                self._make(code=code)

    def test_the_code_of_an_answered_purpose_stays(self):
        purpose = self._make()
        purpose.code = "before"
        self.customer._set_consent(purpose.sudo(), "email", True, "form")
        with self.assertRaisesRegex(UserError, "The code of News letter stays"):
            purpose.code = "after"
        purpose.code = "before"
        self.assertTrue(purpose.is_answered)

    def test_a_purpose_without_a_channel_is_refused(self):
        nothing = dict.fromkeys(("by_email", "by_sms", "by_post", "by_call"), False)
        with self.assertRaisesRegex(ValidationError, "uses no channel at all"):
            self._make(**nothing)
        purpose = self._make(**{**nothing, "by_post": True})
        with self.assertRaisesRegex(ValidationError, "Choose at least one"):
            purpose.by_post = False

    def test_opening_a_purpose_to_everybody_is_warned_of(self):
        form = Form(self._make())
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form.lawful_basis = "legitimate_interest"
        self.assertIn("Everybody may be written to", logs.output[0])

    def test_answers_are_counted(self):
        purpose = self._make()
        self.customer._set_consent(purpose.sudo(), "email", True, "form")
        self.customer._set_consent(purpose.sudo(), "sms", False, "form")
        self.assertEqual((purpose.given_count, purpose.refused_count), (1, 1))

    def test_an_archived_purpose_takes_no_yes(self):
        purpose = self._make()
        purpose.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.customer._set_consent(purpose.sudo(), "email", True, "form")
        self.customer._set_consent(purpose.sudo(), "email", False, "form")

    def test_archiving_pauses_and_ends_no_yes(self):
        purpose = self._make().sudo()
        self.customer._set_consent(purpose, "email", True, "form")
        self.assertFalse(self.customer._contact_refusals("email", purpose))
        purpose.active = False
        refused = self.customer._contact_refusals("email", purpose)
        self.assertRegex(refused[self.customer.id], "archived: nothing is sent")
        purpose.active = True
        self.assertFalse(self.customer._contact_refusals("email", purpose))

    def test_a_wording_edited_after_use_is_refused_by_rpc_too(self):
        purpose = self._make(wording_ids=[(0, 0, {"text": "I agree."})])
        self.customer._set_consent(purpose.sudo(), "email", True, "form")
        line = purpose.wording_ids
        for change in (
            {"wording_ids": [(1, line.id, {"text": "I agree to more."})]},
            {"wording_ids": [(1, line.id, {"version": 7})]},
            {"wording_ids": [(2, line.id)]},
            {"wording_ids": [(5,)]},
        ):
            with (
                self.subTest(change),
                self.assertRaisesRegex(
                    UserError, "Version 1 of News letter has been answered"
                ),
                self.env.cr.savepoint(),
            ):
                purpose.write(change)
        self.assertEqual(line.text, "I agree.")

    def test_only_who_may_configure_changes_a_purpose(self):
        purpose = self._make()
        for user in (self.user_level_4, self.user_no_level):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    purpose.with_user(user).write({"name": "Changed"})
                with self.assertRaises(AccessError):
                    self.purposes.with_user(user).create({"name": "New"})

    def test_the_empty_list_says_what_a_purpose_is(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_consent_purpose_action"
        )
        self.assertIn("What do you write to customers for?", action["help"])
