# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon

SEEDED = ("warranty", "registration", "service", "offer", "call_back")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestCustomerActionType(CustomerCommon):
    def test_seeded_types_have_steps_channels_and_three_texts(self):
        for code in SEEDED:
            action_type = self.env.ref(f"customer_care.customer_action_type_{code}")
            with self.subTest(code):
                self.assertTrue(action_type.step_ids)
                self.assertTrue(action_type.channel_ids)
                for field in (
                    "mail_template_id",
                    "sms_template_id",
                    "letter_template_id",
                ):
                    self.assertTrue(action_type[field], field)

    def test_offers_are_marketing_and_the_others_service(self):
        for code in SEEDED:
            action_type = self.env.ref(f"customer_care.customer_action_type_{code}")
            purpose = "marketing" if code == "offer" else "service"
            self.assertEqual(
                action_type.purpose_id,
                self.env.ref(f"customer_care.purpose_{purpose}"),
                code,
            )

    def test_every_seeded_text_renders_and_names_every_action(self):
        customer = self._make_customer(lang="en_US")
        for code in SEEDED:
            action_type = self.env.ref(f"customer_care.customer_action_type_{code}")
            actions = self.env["customer.action"]
            for name in ("Coffee machine", "Grinder"):
                actions |= self._make_action(
                    name=name, partner_id=customer.id, type_id=action_type.id
                )
            first = actions[0].with_context(
                reminder_action_ids=actions.ids, lang="en_US"
            )
            for channel, field in (
                ("email", "mail_template_id"),
                ("sms", "sms_template_id"),
                ("letter", "letter_template_id"),
            ):
                content = first._render_reminder(channel, action_type[field])
                with self.subTest(code=code, channel=channel):
                    for words in ("Coffee machine", "Grinder"):
                        self.assertIn(words, content["body"])

    def test_a_text_that_names_one_action_gets_the_others_listed(self):
        action_type = self._make_type(
            mail_template_id=self.env["mail.template"]
            .create(
                {
                    "name": "Short",
                    "model_id": self.env["ir.model"]._get_id("customer.action"),
                    "subject": "Hello",
                    "body_html": '<p>About <t t-out="object.name"/></p>',
                }
            )
            .id
        )
        actions = self._make_action(name="First", type_id=action_type.id)
        actions |= self._make_action(
            name="<b>Second</b>",
            type_id=action_type.id,
            partner_id=actions.partner_id.id,
        )
        body = (
            actions[0]
            .with_context(reminder_action_ids=actions.ids)
            ._render_reminder("email", action_type.mail_template_id)["body"]
        )
        self.assertIn("&lt;b&gt;Second&lt;/b&gt;", body)

    def test_code_is_unique_in_a_company_and_said_in_a_sentence(self):
        self._make_type(code="abc")
        with self.assertRaisesRegex(ValidationError, "abc"):
            self._make_type(code="abc")

    def test_numbers_are_checked(self):
        for vals in (
            {"duration": -1},
            {"lead_time": -1},
            {"late_window_days": -1},
            {"send_hour": 24},
            {"send_hour": -0.5},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._make_type(**vals)

    def test_a_step_is_there_once(self):
        step = {"days_before": 7}
        with self.assertRaises(ValidationError):
            self._make_type(step_ids=[(0, 0, step), (0, 0, dict(step))])

    def test_switching_reminders_on_notes_the_time(self):
        action_type = self._make_type(reminders_on=False)
        self.assertFalse(action_type.reminders_since)
        action_type.reminders_on = True
        self.assertEqual(action_type.reminders_since, datetime(2027, 3, 1, 10))
        with freeze_time("2027-04-01 10:00:00"):
            action_type.write({"reminders_on": True, "name": "Renamed"})
        self.assertEqual(action_type.reminders_since, datetime(2027, 3, 1, 10))

    def test_copy_does_not_remind(self):
        copy = self._make_type(reminders_on=True, code="abc").copy()
        self.assertEqual((copy.code, copy.reminders_on), ("abc_copy", False))

    def test_only_the_function_configures(self):
        for level in (3, 4, 5):
            with self.assertRaises(AccessError):
                self.env["customer.action.type"].with_user(
                    self.users_by_level[level]
                ).create({"name": "Mine", "code": "mine"})
        self.assertTrue(
            self.env["customer.action.type"]
            .with_user(self.user_level_2)
            .create({"name": "Mine", "code": "mine"})
        )
