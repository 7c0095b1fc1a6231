# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math
import smtplib
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.base.models.ir_cron import IrCron

from .outbox_common import NOW, OutboxCommon
from .test_customer_message_retry import refuse

DEAD = "The program ended while this was being sent"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageUnsure(OutboxCommon, TransactionCase):
    """What may have left and waits for its second attempt is never told as not sent.

    Told so, it would be planned anew later, as another message: the customer would get
    it twice under two Message-IDs.
    """

    def setUp(self):
        super().setUp()
        self.row = self._plan(self.anna)
        self._die(self.row)

    def _die(self, row):
        """As a worker that was killed behind the hand-over leaves a row."""
        row.write(
            {
                "state": "claimed",
                "claimed_by": 1,
                "handed_at": NOW,
                "batch_uid": "b" * 32,
                "message_uid": "<first@example.com>",
                "address": self.anna.email,
                "subject": "Hello",
                "body": "<p>Hello</p>",
            }
        )
        with patch.object(IrCron, "_commit_progress", return_value=math.inf):
            self.Message._take_over()
        self.assertEqual((row.state, row.batch_uid), ("planned", "b" * 32))

    def _check_unknown(self, why):
        self.assertEqual(self.row.state, "unknown")
        self.assertIn(DEAD, self.row.reason)
        self.assertIn(f"It is not sent again: {why}", self.row.reason)
        self.assertEqual(self.row.message_uid, "<first@example.com>")
        self.assertFalse(self.row.claimed_by or self.row.next_try_at)

    def _plan_it_again(self):
        """The rule says the same once more: the occurrence is settled."""
        self.assertFalse(self._plan(self.anna))
        self.assertFalse(self._send())

    def test_the_second_attempt_is_the_same_message(self):
        [email] = self._send()
        self.assertEqual(email["Message-Id"], "<first@example.com>")
        self.assertEqual(self.row.state, "sent")

    def test_refused_by_the_gate_meanwhile_it_is_unknown(self):
        self.env["mail.blacklist"].create({"email": self.anna.email})
        self.assertFalse(self._send())
        self.assertEqual(self.row.state, "unknown")
        self.assertIn("It is not sent again:", self.row.reason)
        self._plan_it_again()

    def test_taken_back_because_the_customer_said_no_it_is_unknown(self):
        self.assertEqual(
            self.Message._cancel_planned(
                [("partner_id", "=", self.anna.id)], "The customer said no."
            ),
            1,
        )
        self._check_unknown("The customer said no.")
        self._plan_it_again()

    def test_cancelled_by_a_person_it_is_unknown(self):
        self.row.with_user(self.user_level_1).action_cancel()
        self._check_unknown(f"Cancelled by {self.user_level_1.name}.")

    def test_too_late_for_its_hours_it_is_unknown(self):
        self.service.write({"has_hours": True, "hour_from": 1, "hour_until": 2})
        self.service.hours_email = True
        self.row.late_until = NOW + timedelta(hours=1)
        self.assertFalse(self._send())
        self._check_unknown("Its time was over before the next allowed hour.")

    def test_a_text_that_breaks_meanwhile_leaves_it_unknown(self):
        def broken(_sources, _messages):
            # pylint: disable-next=translation-required
            raise UserError("no attribute 'nmae'")

        self.row.body = False
        self.assertFalse(self._send(broken))
        self._check_unknown("no attribute 'nmae'")

    def test_refused_the_second_time_the_first_may_have_arrived(self):
        error = smtplib.SMTPRecipientsRefused({"a": (550, b"5.1.1 No such user")})
        self.assertFalse(self._send(answer=refuse(error)))
        self._check_unknown("550 5.1.1 No such user")
        self.assertEqual(self.row.attempts, 2)

    def test_what_certainly_did_not_leave_is_told_as_before(self):
        row = self._plan(self.jan)
        self.Message._cancel_planned([("partner_id", "=", self.jan.id)], "Over.")
        self.assertRecordValues(row, [{"state": "cancelled", "reason": "Over."}])

    def test_of_two_merged_the_one_that_may_have_left_stays(self):
        """The same words, about the same: the other one is not said as well."""
        vals = {"source": f"res.partner,{self.jan.id}", "subject": "Hello"}
        other = self._plan(self.jan, body="<p>Hello</p>", **vals)
        self.row.write({"source": other.source, "body": other.body})
        self.assertLess(self.row.id, other.id)
        other.write({"state": "planned", "batch_uid": "c" * 32})
        self.row.batch_uid = False
        self.env["customer.operation"]._merge([(self.jan.id, self.anna.id)])
        self.env.invalidate_all()
        self.assertEqual((self.row.state, other.state), ("cancelled", "planned"))
