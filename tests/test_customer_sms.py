# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestCustomerSms(CustomerCommon):
    """One SMS to one customer, now or later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer()

    def _wizard(self, user=None, **vals):
        customer = self.anna.with_user(user or self.user_level_4)
        action = customer.action_send_sms()
        wizard = customer.env["customer.sms"].with_context(**action["context"])
        return wizard.create({"body": "Your glasses are ready.", **vals})

    def _rows(self):
        return self.env["customer.message"].search([("partner_id", "=", self.anna.id)])

    def test_an_sms_is_planned_for_now(self):
        self._wizard().action_send()
        self.assertRecordValues(
            self._rows(),
            [
                {
                    "channel": "sms",
                    "state": "planned",
                    "purpose_id": self.service.id,
                    "scheduled_at": datetime(2027, 3, 10, 10),
                    "user_id": self.user_level_4.id,
                    "subject": "Your glasses are ready.",
                }
            ],
        )
        self.assertIn("Your glasses are ready.", self._rows().body)

    def test_an_sms_is_planned_for_later(self):
        self._wizard(scheduled_at="2027-03-12 07:00:00").action_send()
        self.assertEqual(self._rows().scheduled_at, datetime(2027, 3, 12, 7))

    def test_a_time_that_is_past_is_refused(self):
        with self.assertRaisesRegex(UserError, "is past"):
            self._wizard(scheduled_at="2027-03-10 09:59:00").action_send()
        self.assertFalse(self._rows())

    def test_who_said_no_gets_none(self):
        wizard = self._wizard(purpose_id=self.marketing.id)
        self.assertIn("has not agreed", wizard.refusal)
        with self.assertRaisesRegex(UserError, "has not agreed"):
            wizard.action_send()
        self.assertFalse(self._rows())

    def test_who_has_no_mobile_number_gets_none(self):
        self.anna.phone = "+48 22 621 02 42"
        with self.assertRaisesRegex(UserError, "not that of a mobile phone"):
            self._wizard().action_send()

    def test_the_dialog_shows_the_number(self):
        customer = self.anna.with_user(self.user_level_4)
        action = customer.action_send_sms()
        model = customer.env["customer.sms"].with_context(**action["context"])
        form = Form(model, view="customer_care.customer_sms_view_form")
        self.assertEqual(form.number, "+48601234567")
        self.assertFalse(form.refusal)

    def test_a_text_is_needed(self):
        for body in (False, "", "  \n"):
            with self.subTest(body), self.assertRaisesRegex(ValidationError, "Text"):
                self._wizard(body=body)

    def test_level_5_may_not_send(self):
        with self.assertRaises(AccessError):
            self._wizard(self.user_level_5)

    def test_history_holds_the_customers_sms_alone(self):
        self._wizard().action_send()
        self.env["customer.message"]._plan(
            [{"partner_id": self.anna.id, "channel": "call", "subject": "Ask"}]
        )
        action = self.anna.with_user(self.user_level_5).action_sms_history()
        found = self.env["customer.sms.history"].search(action["domain"])
        self.assertEqual(found.mapped("origin_id"), self._rows()[-1:].ids)
        self.assertEqual(found.body, "Your glasses are ready.")
