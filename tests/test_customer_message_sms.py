# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from unittest.mock import patch

import requests

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.sms.tools.sms_api import SmsApiBase

from .outbox_common import NOW, OutboxCommon


class Provider(SmsApiBase):
    """Answers by the number's last digit; collects what it was asked to send."""

    calls = []
    error = None
    STATES = {"7": "success", "8": "insufficient_credit", "9": None}

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        self.calls.append((messages, delivery_reports_url))
        if self.error:
            raise self.error
        numbers = [number for message in messages for number in message["numbers"]]
        return [
            {"uuid": number["uuid"], "state": state}
            for number in numbers
            if (state := self.STATES[number["number"][-1]])
        ]

    def _get_sms_api_error_messages(self):
        return {
            "insufficient_credit": 'No credit. <a href="https://x">Buy credits.</a>'
        }


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageSms(OutboxCommon, TransactionCase):
    @contextmanager
    def _provider(self, error=None):
        provider = type("Provider", (Provider,), {"calls": [], "error": error})
        company = type(self.env["res.company"])
        with patch.object(company, "_get_sms_api_class", lambda self: provider):
            yield provider

    def _text(self, sources, messages):
        return {"subject": False, "body": f"Dear {sources[0].name} < 3\nBye"}

    def _sms(self, *partners, **vals):
        return self._plan(*partners, **{"channel": "sms", **vals})

    def _customer_with(self, phone):
        return self._make_customer(name=f"With {phone}", phone=phone, email=False)

    def test_an_sms_leaves_through_the_companys_provider(self):
        row = self._sms(self._customer_with("+48601234567"))
        with self._provider() as provider:
            self._send(self._text)
        ((messages, report_url),) = provider.calls
        self.assertEqual(
            messages,
            [
                {
                    "content": "Dear With +48601234567 < 3\nBye",
                    "numbers": [{"number": "+48601234567", "uuid": row.batch_uid}],
                }
            ],
        )
        self.assertTrue(report_url.endswith("/sms/status"))
        self.assertRecordValues(
            row,
            [
                {
                    "state": "sent",
                    "sent_at": NOW,
                    "address": "+48601234567",
                    "attempts": 1,
                }
            ],
        )

    def test_the_providers_no_is_kept_in_words(self):
        rows = self._sms(
            self._customer_with("+48601234568"), self._customer_with("+48601234567")
        )
        with self._provider():
            self._send(self._text)
        self.assertRecordValues(
            rows,
            [
                {"state": "failed", "reason": "No credit. Buy credits."},
                {"state": "sent", "reason": False},
            ],
        )

    def test_no_answer_is_unknown_and_never_sent_again(self):
        row = self._sms(self._customer_with("+48601234569"))
        with self._provider() as provider:
            self._send(self._text)
            self.assertEqual(row.state, "unknown")
            self._send(self._text)
            self.assertEqual(len(provider.calls), 1)

    def test_a_broken_call_is_unknown_even_when_resending_is_allowed(self):
        row = self._sms(self._customer_with("+48601234567"), may_resend=True)
        with self._provider(
            error=requests.exceptions.ReadTimeout("no answer")
        ) as provider:
            self._send(self._text)
            self._send(self._text)
        self.assertEqual(len(provider.calls), 1)
        self.assertEqual(row.state, "unknown")
        self.assertIn("no answer", row.reason)

    def test_a_provider_that_was_never_reached_is_tried_later(self):
        row = self._sms(self._customer_with("+48601234567"))
        try:
            try:
                raise requests.exceptions.ConnectTimeout("no route")
            except requests.exceptions.RequestException:
                # pylint: disable-next=translation-required
                raise AccessError("The provider cannot be reached.")  # noqa: B904
        except AccessError as raised:
            error = raised
        with self._provider(error=error):
            self._send(self._text)
        self.assertRecordValues(
            row,
            [{"state": "planned", "attempts": 0, "deferrals": 1, "batch_uid": False}],
        )
        with freeze_time(row.next_try_at), self._provider():
            self._send(self._text)
        self.assertEqual(row.state, "sent")

    def test_a_delivery_report_says_what_became_of_it(self):
        lost, unsure = self._sms(
            self._customer_with("+48601234567"), self._customer_with("+48601234569")
        )
        with self._provider():
            self._send(self._text)
        trackers = self.env["sms.tracker"]
        report = {
            row: trackers.search([("sms_uuid", "=", row.batch_uid)])
            for row in lost + unsure
        }
        report[lost]._action_update_from_provider_error("not_delivered")
        report[unsure]._action_update_from_sms_state("sent")
        self.assertRecordValues(
            lost + unsure,
            [
                {"state": "failed", "reason": "Not delivered: Not Delivered"},
                {"state": "sent", "reason": "The SMS provider gave no answer."},
            ],
        )

    def test_two_actions_of_one_day_are_one_sms(self):
        customer = self._customer_with("+48601234567")
        rows = self._sms(customer) + self._sms(customer, occurrence="b")
        with self._provider() as provider:
            self._send(self._text)
        self.assertEqual(len(provider.calls[0][0]), 1)
        self.assertEqual(rows.mapped("state"), ["sent", "sent"])
