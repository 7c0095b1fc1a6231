# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import requests

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common_gateway import GatewayCommon
from .outbox_common import NOW

NUMBER = "+48601234567"
# Every code that the server of Odoo's SMS API gives, and what the clerk reads.
REFUSED = {
    "server_error": "Server Error",
    "unregistered": "You don't have an eligible IAP account.",
    "insufficient_credit": "You don't have enough credits on your IAP account. Buy"
    " credits.",
    "wrong_number_format": "The number you're trying to reach is not correctly"
    " formatted.",
    "duplicate_message": "This SMS has been removed as the number was already used.",
    "country_not_supported": "The destination country is not supported.",
    "registration_needed": "Country-specific registration required. Register now.",
    "incompatible_content": "The content of the message violates rules applied by our"
    " providers.",
    "something_new": "something_new",
}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageGateway(GatewayCommon, TransactionCase):
    """Odoo's own SMS API, its server replaced by one that answers like it."""

    def test_what_it_takes_is_sent(self):
        for state in ("success", "processing", "sent", "delivered"):
            with self.subTest(state):
                row = self._write_sms()
                self._send_sms({NUMBER: state})
                self.assertRecordValues(row, [{"state": "sent", "reason": False}])

    def test_each_refusal_is_kept_in_words_and_shown_in_the_history(self):
        for state, words in REFUSED.items():
            with self.subTest(state):
                row = self._write_sms()
                self._send_sms({NUMBER: state})
                self.assertRecordValues(row, [{"state": "failed", "reason": words}])
                self.assertRecordValues(
                    self._history()[:1], [{"state": "failed", "reason": words}]
                )

    def test_a_refusal_of_one_number_stops_no_other(self):
        other = self._make_customer(name="Ola", phone="+48 605 000 111")
        rows = self._write_sms() + self._write_sms(other)
        self._send_sms({NUMBER: "wrong_number_format"})
        self.assertEqual(rows.mapped("state"), ["failed", "sent"])

    def test_no_answer_about_a_number_is_unknown_and_not_sent_again(self):
        row = self._write_sms()
        self.assertEqual(len(self._send_sms({NUMBER: None})), 1)
        self.assertEqual(row.state, "unknown")
        self.assertFalse(self._send_sms())
        self.assertEqual(self._history().state, "unknown")

    def test_a_timeout_is_unknown_and_not_sent_again(self):
        row = self._write_sms()
        self._send_sms(error=requests.exceptions.ReadTimeout("timed out"))
        self.assertEqual(row.state, "unknown")
        self.assertIn("timed out", row.reason)
        self.assertFalse(self._send_sms())

    def test_core_says_a_timeout_as_an_access_error(self):
        """As `iap_jsonrpc` raises it, with the request's own error behind."""
        row = self._write_sms()
        try:
            try:
                raise requests.exceptions.ReadTimeout("timed out")
            except requests.exceptions.RequestException as cause:
                # pylint: disable-next=translation-required
                raise AccessError("The request to the service timed out.") from cause
        except AccessError as raised:
            error = raised
        self._send_sms(error=error)
        self.assertEqual(row.state, "unknown")

    def test_delivery_reports_say_what_became_of_it(self):
        for status, state, words in (
            ("delivered", "sent", False),
            ("not_delivered", "failed", "Not delivered: Not Delivered"),
            ("rejected", "failed", "Not delivered: Rejected"),
            ("expired", "failed", "Not delivered: Expired"),
            # the last: nothing is sent to such a number any more
            ("invalid_destination", "failed", "Not delivered: Invalid Destination"),
        ):
            with self.subTest(status):
                row = self._write_sms()
                self._send_sms()
                self._report(row, status)
                self.assertRecordValues(row, [{"state": state, "reason": words}])

    def test_a_late_report_settles_what_was_unknown(self):
        row = self._write_sms()
        self._send_sms({NUMBER: None})
        self._report(row, "delivered")
        self.assertEqual(row.state, "sent")
        self.assertEqual(self._history().state, "sent")

    def test_one_that_failed_is_sent_again_by_a_person(self):
        row = self._write_sms()
        self._send_sms({NUMBER: "insufficient_credit"})
        self.assertFalse(self._send_sms(), "never by itself")
        row.with_user(self.user_level_3).action_retry()
        self.assertEqual(len(self._send_sms()), 1)
        self.assertEqual(row.state, "sent")
