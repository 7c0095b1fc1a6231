# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import smtplib
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from .outbox_common import NOW, OutboxCommon


def refuse(error, *addresses):
    """An answer of the mail server: an error for these addresses (all without any)."""

    def answer(email):
        if not addresses or any(address in email["To"] for address in addresses):
            if isinstance(error, smtplib.SMTPServerDisconnected):
                raise error
            try:
                raise error
            except type(error):
                # as core does: what the server said is only in the context
                raise MailDeliveryException("Failed", "dressed up")  # noqa: B904

    return answer


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageRetry(OutboxCommon, TransactionCase):
    """What goes wrong while sending, and what becomes of the message."""

    def test_a_broken_template_fails_alone(self):
        def write(sources, messages):
            if sources == self.anna:
                # pylint: disable-next=translation-required
                raise UserError("Failed to render the template: no attribute 'nmae'")
            return {"subject": "Fine", "body": "Fine"}

        broken, fine = self._plan(self.anna, self.jan)
        self.assertEqual(len(self._send(write)), 1)
        self.assertRecordValues(
            broken + fine,
            [
                {
                    "state": "failed",
                    "reason": "Failed to render the template: no attribute 'nmae'",
                    "attempts": 1,
                },
                {"state": "sent", "reason": False, "attempts": 1},
            ],
        )

    def test_broken_sql_in_a_template_fails_alone(self):
        def write(sources, messages):
            if sources == self.anna:
                self.env.cr.execute("SELECT nothing FROM nowhere", log_exceptions=False)
            return {"subject": "Fine", "body": "Fine"}

        rows = self._plan(self.anna, self.jan)
        self.assertEqual(len(self._send(write)), 1)
        self.assertEqual(rows.mapped("state"), ["failed", "sent"])

    def test_one_refused_recipient_fails_with_the_servers_words(self):
        refused, fine = self._plan(self.anna, self.jan)
        error = smtplib.SMTPRecipientsRefused({"a": (550, b"5.1.1 No such user")})
        self.assertEqual(len(self._send(answer=refuse(error, "anna"))), 1)
        self.assertRecordValues(
            refused + fine,
            [
                {"state": "failed", "reason": "550 5.1.1 No such user", "attempts": 1},
                {"state": "sent", "reason": False, "attempts": 1},
            ],
        )

    def test_a_server_that_says_later_is_asked_ever_more_rarely_and_at_last_no_more(
        self,
    ):
        row = self._plan(self.anna, late_until=NOW + timedelta(days=30))
        answer = refuse(smtplib.SMTPDataError(451, b"try again later"))
        moment, pauses = NOW, []
        while row.state == "planned":
            with freeze_time(moment):
                self.assertFalse(self._send(answer=answer))
            if row.next_try_at:
                pauses.append((row.next_try_at - moment).total_seconds() // 60)
                with freeze_time(row.next_try_at - timedelta(seconds=1)):
                    self._send()
                    self.assertEqual(row.state, "planned", "not before its time")
                moment = row.next_try_at
            if row.state == "failed":
                break
        self.assertEqual(pauses[:4], [5, 15, 45, 135])
        self.assertRecordValues(
            row, [{"state": "failed", "attempts": 5, "reason": "451 try again later"}]
        )

    def test_a_server_that_is_down_burns_no_attempt(self):
        rows = self._plan(self.anna, self.jan)
        with patch.object(
            IrMail_Server,
            "_connect__",
            side_effect=ConnectionRefusedError(111, "Connection refused"),
        ):
            self.assertFalse(self._send())
        self.assertRecordValues(
            rows,
            [
                {
                    "state": "planned",
                    "attempts": 0,
                    "deferrals": 1,
                    "next_try_at": NOW + timedelta(minutes=5),
                    "batch_uid": False,
                    "reason": "The mail server cannot be used: Connection refused",
                }
            ]
            * 2,
        )
        with freeze_time(NOW + timedelta(minutes=5)):
            self.assertEqual(len(self._send()), 2)
        self.assertEqual(rows.mapped("state"), ["sent", "sent"])

    def test_a_server_that_refuses_us_burns_no_attempt(self):
        rows = self._plan(self.anna, self.jan)
        error = smtplib.SMTPSenderRefused(
            530, b"Authentication required", "shop@example.com"
        )
        self.assertFalse(self._send(answer=refuse(error)))
        self.assertEqual(rows.mapped("attempts"), [0, 0])
        self.assertEqual(rows.mapped("state"), ["planned", "planned"])
        self.assertIn("530 Authentication required", rows[0].reason)

    def test_a_company_without_an_address_waits_and_says_so(self):
        row = self._plan(self.anna)
        self.env.company.email = False
        self.env.company.alias_domain_id = False
        self.env.company.partner_id.email = False
        self.assertFalse(self._send())
        self.assertEqual(row.state, "planned")
        self.assertIn("has no e-mail address to send from", row.reason)

    def test_unsure_is_sent_once_more_as_the_same_message(self):
        row = self._plan(self.anna)
        lost = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        with self._text_was_sent():
            self._send(answer=refuse(lost))
        uid, body = row.message_uid, row.body
        self.assertRecordValues(
            row, [{"state": "planned", "may_resend": False, "attempts": 1}]
        )
        with freeze_time(row.next_try_at):
            handed = self._send({"subject": "Other", "body": "Other"})
        self.assertEqual([email["Message-Id"] for email in handed], [uid])
        self.assertRecordValues(row, [{"state": "sent", "body": body, "attempts": 2}])

    def test_unsure_twice_or_without_leave_is_unknown(self):
        lost = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        allowed = self._plan(self.anna)
        forbidden = self._plan(self.jan, may_resend=False)
        with self._text_was_sent():
            self._send(answer=refuse(lost))
            self.assertEqual(
                (allowed + forbidden).mapped("state"), ["planned", "unknown"]
            )
            with freeze_time(allowed.next_try_at):
                self._send(answer=refuse(lost))
        self.assertEqual((allowed + forbidden).mapped("state"), ["unknown", "unknown"])
        self.assertFalse(self._send())

    def _text_was_sent(self):
        """As if the connection always broke while the text was on its way."""
        return patch(
            "odoo.addons.customer_care.models.customer_message_email.SmtpLine.body_sent",
            property(lambda line: True, lambda line, value: None),
            create=True,
        )
