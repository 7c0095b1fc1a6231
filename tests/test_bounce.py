# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..tools.outgoing import Outgoing
from .outbox_common import NOW, OutboxCommon

REPORT = """Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: bounce@ours.example
Subject: Undelivered Mail Returned to Sender
Message-Id: <report-{number}@mx.example.org>
Date: Wed, 1 Jul 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F1A2B3C4D
Arrival-Date: Wed, 1 Jul 2026 09:59:58 +0000

{recipients}
--B
Content-Description: Undelivered Message
Content-Type: {kind}

{headers}

--B--
"""
RECIPIENT = """Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: {diagnosis}
"""


class BounceCommon(OutboxCommon):
    """Messages that left, and reports of mail servers about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer(email="anna@example.com")
        cls.suppressions = cls.env["customer.suppression"].sudo()

    def _sent(self, partner=None):
        """An e-mail of the outbox that left."""
        self.occurrence = getattr(self, "occurrence", 0) + 1
        row = self._plan(partner or self.anna, occurrence=f"test:{self.occurrence}")
        row.write(
            {
                "state": "sent",
                "address": row.partner_id.email_normalized,
                "message_uid": f"<{row.id}@ours.example>",
            }
        )
        return row

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def _report(self, message_uid, *recipients, kind="message/rfc822"):
        self.number = getattr(self, "number", 0) + 1
        text = REPORT.format(
            number=self.number,
            kind=kind,
            recipients="\n".join(RECIPIENT.format(**each) for each in recipients),
            headers=f"From: us@ours.example\nMessage-Id: {message_uid}\nSubject: Hello",
        )
        self.env["mail.thread"].message_process("res.partner", text)

    def _recipient(
        self, status, diagnosis, address="anna@example.com", action="failed"
    ):
        return {
            "address": address,
            "status": status,
            "diagnosis": diagnosis,
            "action": action,
        }

    def _is_suppressed(self, address="anna@example.com"):
        return bool(self.suppressions._suppressed("email", {0: address}))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestBounce(BounceCommon, TransactionCase):
    """Who does not exist is not written to again; who is only full is."""

    def test_mailbox_that_does_not_exist_is_suppressed_for_whoever_has_it(self):
        row = self._sent()
        twin = self._make_customer(name="Twin", email="Anna@example.com")
        self._report(
            row.message_uid,
            self._recipient(
                "5.1.1", "smtp; 550 5.1.1 <anna@example.com>: User unknown"
            ),
        )
        self.assertTrue(self._is_suppressed())
        suppression = self.suppressions.search([("address", "=", "anna@example.com")])
        self.assertEqual(suppression.mapped("reason"), ["bounce"])
        self.assertEqual(suppression.mapped("channel"), ["email"])
        self.assertEqual((row.state, "User unknown" in row.reason), ("failed", True))
        # the count that Odoo clears by an answer is not what refuses
        (self.anna + twin).message_bounce = 0
        refused = (self.anna + twin)._contact_refusals("email", self.service)
        self.assertEqual(
            set(refused.values()), {"This address must not be used any more."}
        )
        self.assertEqual(set(refused), set((self.anna + twin).ids))
        self.assertEqual(self.anna._contact_refusals("sms", self.service), {})

    def test_reports_with_headers_only_and_of_an_unclear_status_are_read(self):
        row = self._sent()
        self._report(
            row.message_uid,
            self._recipient("5.0.0", "smtp; 550 No such user here"),
            kind="text/rfc822-headers",
        )
        self.assertTrue(self._is_suppressed())

    def test_full_mailbox_spam_and_delay_keep_odoos_way(self):
        for status, diagnosis, action in (
            ("4.2.2", "smtp; 452 4.2.2 Mailbox full", "failed"),
            ("5.2.2", "smtp; 552 5.2.2 Mailbox full", "failed"),
            ("5.7.1", "smtp; 550 5.7.1 Message looks like spam", "failed"),
            ("5.0.0", "smtp; 550 Rejected", "failed"),
            ("5.1.1", "smtp; 550 5.1.1 User unknown", "delayed"),
        ):
            row = self._sent()
            self.anna.message_bounce = 0
            self._report(
                row.message_uid, self._recipient(status, diagnosis, action=action)
            )
            with self.subTest(status=status, action=action):
                self.assertFalse(self._is_suppressed())
                self.assertEqual(row.state, "sent")
                self.assertEqual(self.anna.message_bounce, 1)
                self.assertEqual(
                    self.anna._contact_refusals("email", self.service),
                    {self.anna.id: "E-mails to this address came back."},
                )

    def test_forged_report_suppresses_nobody(self):
        row = self._sent()
        dead = self._recipient("5.1.1", "smtp; 550 5.1.1 User unknown")
        self._report("<guessed@ours.example>", dead)
        self.assertFalse(self._is_suppressed(), "about no message of ours")
        victim = self._make_customer(email="victim@example.com")
        self._report(row.message_uid, {**dead, "address": victim.email})
        self.assertFalse(self._is_suppressed(victim.email), "not sent to this address")
        self.assertEqual(row.state, "sent")

    def test_each_recipient_of_a_report_is_read(self):
        row = self._sent()
        self._report(
            row.message_uid,
            self._recipient("4.4.1", "smtp; timed out", address="other@example.com"),
            self._recipient("5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipNotFound"),
        )
        self.assertTrue(self._is_suppressed())
        self.assertFalse(self._is_suppressed("other@example.com"))

    def test_message_from_odoos_chatter_that_came_back_counts_too(self):
        message = self.anna.message_post(
            body="Hello",
            partner_ids=self.anna.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._report(
            message.message_id, self._recipient("5.1.1", "smtp; 550 5.1.1 No such user")
        )
        self.assertTrue(self._is_suppressed())

    def test_server_that_refuses_a_mailbox_at_once_suppresses_it(self):
        for words, expected in (
            ("550 5.7.1 Sender not allowed", False),
            ("554 5.6.0 Content refused", False),
            ("550 5.1.1 No such user", True),
        ):
            row = self._sent()
            out = Outgoing([row.id], 1, "anna@example.com", "<m>", "b", "en_US")
            self.env["customer.message"]._record_refused(out, words)
            self.assertEqual(row.state, "failed")
            with self.subTest(words=words):
                self.assertEqual(self._is_suppressed(), expected)

    def test_in_trial_mode_nothing_is_learnt_about_the_customers_address(self):
        row = self._sent()
        row.is_trial = True
        out = Outgoing(
            [row.id], 1, "anna@example.com", "<m>", "b", "en_US", is_trial=True
        )
        self.env["customer.message"]._record_refused(out, "550 5.1.1 No such user")
        row.state = "sent"
        self._report(
            row.message_uid, self._recipient("5.1.1", "smtp; 550 5.1.1 User unknown")
        )
        self.assertFalse(self._is_suppressed())

    def test_number_that_nobody_has_gets_no_sms_and_can_be_called(self):
        for failure, expected in (
            ("sms_not_delivered", False),
            ("sms_number_format", False),
            ("sms_invalid_destination", True),
        ):
            row = self._plan(self.anna, channel="sms", occurrence=failure)
            row.write(
                {"state": "sent", "address": "+48601234567", "batch_uid": failure}
            )
            tracker = self.env["sms.tracker"].create({"sms_uuid": failure})
            tracker._update_sms_notifications("bounce", failure_type=failure)
            with self.subTest(failure=failure):
                refused = self.anna._contact_refusals("sms", self.service)
                self.assertEqual(bool(refused), expected)
                self.assertEqual(row.state, "failed")
        self.assertEqual(self.anna._contact_refusals("call", self.service), {})

    def test_report_about_a_name_in_another_script_finds_its_message(self):
        partner = self._make_customer(name="Ż", email="anna@przykład.pl")
        row = self._sent(partner)
        dead = self._recipient("5.1.2", "smtp; 550 5.1.2 Host not found")
        self._report(row.message_uid, {**dead, "address": "anna@xn--przykad-rjb.pl"})
        self.assertTrue(self._is_suppressed("anna@przykład.pl"))
        self.assertIn(partner.id, partner._contact_refusals("email"))

    def test_same_bounce_twice_is_one_row_with_the_first_date(self):
        row = self._sent()
        dead = self._recipient("5.1.1", "smtp; 550 5.1.1 User unknown")
        self._report(row.message_uid, dead)
        with freeze_time("2026-12-31 10:00:00"):
            self._report(row.message_uid, dead)
        found = self.suppressions.search([("address", "=", "anna@example.com")])
        self.assertEqual(len(found), 1)
        self.assertEqual(str(found.suppressed_at.year), str(NOW)[:4])

    def test_report_that_breaks_us_still_reaches_odoo(self):
        row = self._sent()
        text = "No such person, and no report either"
        with patch("odoo.addons.mail.models.mail_thread._logger"):
            self.env["mail.thread"].message_process(
                "res.partner",
                f"From: mailer-daemon@example.org\nTo: bounce@ours.example\n"
                "Message-Id: <x@example.org>\n"
                f"In-Reply-To: {row.message_uid}\n\n{text}",
            )
        self.assertFalse(self._is_suppressed())
