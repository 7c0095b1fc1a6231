# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestCustomerCompose(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seeded = cls.env.ref("customer_care.customer_action_type_warranty")
        cls.warranty = seeded
        cls.first = cls._make_customer()
        cls.second = cls._make_customer(name="Jan Nowak", email="jan.nowak@example.com")
        cls.actions = cls.env["customer.action"]
        for name, partner in (
            ("Coffee machine", cls.first),
            ("Grinder", cls.first),
            ("Kettle", cls.second),
        ):
            cls.actions |= cls._make_action(
                name=name, partner_id=partner.id, type_id=seeded.id
            )

    def _compose(self, actions, user=None, **vals):
        model = self.env["customer.compose"].with_user(user or self.user_level_4)
        return model.create({"action_ids": [(6, 0, actions.ids)], **vals})

    def _messages(self):
        return self.env["customer.message"].search(
            [("partner_id", "in", (self.first | self.second).ids)], order="id"
        )

    def test_one_mail_per_customer_with_all_their_actions(self):
        self._compose(self.actions).action_send()
        rows = self._messages()
        self.assertEqual(rows.partner_id, self.first | self.second)
        self.assertEqual(len(rows), 2)
        self.assertIn("Coffee machine", rows[0].body)
        self.assertIn("Grinder", rows[0].body)
        self.assertNotIn("Kettle", rows[0].body)
        self.assertIn("Kettle", rows[1].body)

    def test_who_may_not_be_written_to_is_named_and_skipped(self):
        self.second.email = False
        wizard = self._compose(self.actions)
        self.assertEqual((wizard.recipient_count, wizard.refused_count), (1, 1))
        self.assertIn("Jan Nowak", wizard.refused_text)
        wizard.action_send()
        self.assertEqual(self._messages().mapped("state"), ["planned", "skipped"])

    def test_text_for_one_customer_can_be_changed(self):
        wizard = self._compose(self.actions[:2])
        self.assertIn("Grinder", wizard.body)
        wizard.write({"subject": "Your coffee", "body": "<p>Come by any time.</p>"})
        wizard.action_send()
        self.assertRecordValues(self._messages(), [{"subject": "Your coffee"}])
        self.assertIn("Come by any time.", self._messages().body)

    def test_seen_as_a_customer_before_anyone_gets_it(self):
        wizard = self._compose(self.actions)
        wizard.preview_action_id = self.actions[2]
        self.assertIn("Kettle", wizard.body)
        self.assertNotIn("Grinder", wizard.body)
        self.assertFalse(self._messages())

    def test_sent_to_me_reaches_no_customer(self):
        wizard = self._compose(self.actions)
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        wizard.action_send_to_me()
        mail = mails.search([]) - before
        self.assertEqual(mail.email_to, self.user_level_4.email_formatted)
        self.assertFalse(mail.recipient_ids)
        self.assertFalse(self._messages())

    def test_more_than_one_request_can_write_is_refused_in_a_sentence(self):
        with (
            patch("odoo.addons.customer_care.wizards.customer_compose.MOST", 1),
            self.assertRaisesRegex(UserError, "2 customers are too many at once"),
        ):
            self._compose(self.actions).action_send()
        self.assertFalse(self._messages())

    def test_without_a_mail_server_it_is_said_in_a_sentence(self):
        wizard = self._compose(self.actions)
        refused = MailDeliveryException(
            "Unable to connect", ConnectionRefusedError(111, "Connection refused")
        )
        with (
            patch.object(IrMail_Server, "_connect__", side_effect=refused),
            self.assertRaisesRegex(UserError, "The mail server cannot be used: "),
        ):
            wizard.action_send_to_me()

    def test_a_type_is_previewed_with_its_newest_action(self):
        action = self.warranty.action_preview()
        wizard = (
            self.env["customer.compose"].with_context(**action["context"]).create({})
        )
        self.assertEqual(wizard.preview_action_id, self.actions[2])
        self.assertIn("Kettle", wizard.body)

    def test_sms_and_letter_use_their_own_text(self):
        sms = self._compose(self.actions[2], channel="sms")
        self.assertIn("Kettle", sms.body_text)
        self.assertNotIn("<", sms.body_text)
        letter = self._compose(self.actions[2], channel="letter")
        self.assertEqual(letter.subject, "Your warranty")

    def test_marketing_needs_a_yes(self):
        offer = self._make_action(
            partner_id=self.first.id,
            type_id=self.env.ref("customer_care.customer_action_type_offer").id,
        )
        wizard = self._compose(offer)
        self.assertEqual(wizard.refused_count, 1)
        wizard.action_send()
        self.assertEqual(self._messages().mapped("state"), ["skipped"])

    def test_below_the_function_nobody_writes(self):
        with self.assertRaises(AccessError):
            self._compose(self.actions, self.user_level_5)
        with self.assertRaises(AccessError):
            self.actions.with_user(self.user_level_5).action_compose()
        with self.assertRaises(UserError):
            self._compose(self.env["customer.action"]).action_send()
