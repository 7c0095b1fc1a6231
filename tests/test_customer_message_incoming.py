# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval
from datetime import timedelta

from odoo.tests import TransactionCase, freeze_time, tagged

from .common_gateway import GatewayCommon
from .outbox_common import NOW

NUMBER = "+48601234567"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageIncoming(GatewayCommon, TransactionCase):
    """SMS that come in: with the customer, in the history, told to who wrote last."""

    def _keep(self, text="I come at nine", number=NUMBER):
        return self.Message._keep_sms(number, text)

    def _told(self, user):
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_an_answer_is_with_the_customer_and_told_to_who_wrote_last(self):
        first = self._write_sms(user=self.user_level_3)
        last = self._write_sms(user=self.user_level_4)
        self._send_sms()
        first.sent_at -= timedelta(days=1)
        with freeze_time(NOW + timedelta(minutes=5)):
            kept = self._keep("I <b>come</b> at nine 😀")
        self.assertRecordValues(
            kept,
            [
                {
                    "partner_id": self.anna.id,
                    "message_id": last.id,
                    "direction": "in",
                    "number": NUMBER,
                    "body": "I <b>come</b> at nine 😀",
                }
            ],
        )
        self.assertTrue(last.replied_at)
        self.assertFalse(first.replied_at)
        note = self.anna.message_ids[:1]
        self.assertEqual(note.message_type, "sms")
        self.assertIn("I &lt;b&gt;come&lt;/b&gt; at nine 😀", note.body)
        self.assertEqual(len(self._told(self.user_level_4)), 1)
        self.assertFalse(self._told(self.user_level_3))

    def test_it_stands_in_the_history_above_what_it_answers(self):
        self._write_sms()
        self._send_sms()
        with freeze_time(NOW + timedelta(minutes=5)):
            self._keep()
        self.assertRecordValues(
            self._history(),
            [
                {"state": "received", "kind": "kept", "body": "I come at nine"},
                {"state": "sent", "kind": "message", "body": "Your glasses are ready."},
            ],
        )

    def test_nothing_leaves_because_something_came_in(self):
        self._write_sms()
        self._send_sms()
        with self._gateway() as gateway:
            self._keep()
            self.env["sms.sms"]._process_queue()
        self.assertFalse(gateway.sent)

    def test_without_an_sms_of_ours_it_is_with_who_has_the_number(self):
        self.env.company.country_id = self.env.ref("base.pl")
        kept = self._keep(number="601 234 567")
        self.assertEqual(kept.partner_id, self.anna)
        self.assertEqual(kept.number, NUMBER)
        self.assertFalse(kept.message_id)

    def test_a_number_of_nobody_is_kept_and_listed(self):
        kept = self._keep(number="+48605999888")
        self.assertFalse(kept.partner_id)
        action = self.env.ref("customer_care.customer_sms_kept_action")
        listed = self.env["customer.sms.kept"].with_user(self.user_level_5)
        self.assertIn(kept, listed.search(literal_eval(action.domain)))

    def test_a_short_sender_is_kept_as_it_came(self):
        self.assertEqual(self._keep(number="BANK").number, "BANK")

    def test_of_a_merged_customer_it_is_with_the_other(self):
        self._write_sms()
        self._send_sms()
        self.anna.merged_into_id = self.jan
        self.assertEqual(self._keep().partner_id, self.jan)

    def test_a_number_that_two_have_belongs_to_whom_we_wrote(self):
        self._make_customer(name="Ola", phone=NUMBER)
        ola = self._make_customer(name="Ela", phone=NUMBER)
        self._write_sms(ola)
        self._send_sms()
        self.assertEqual(self._keep().partner_id, ola)
