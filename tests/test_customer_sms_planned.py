# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .common_gateway import GatewayCommon
from .outbox_common import NOW

LATER = NOW + timedelta(days=1)
NUMBER = "+48601234567"
OTHER = "+48605000111"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerSmsPlanned(GatewayCommon, TransactionCase):
    """A planned SMS: at its minute, to whom it may, and changed until it leaves."""

    def _planned(self, **vals):
        return self._write_sms(scheduled_at=LATER, **vals)

    def _add_phone(self, number=OTHER, **vals):
        return self.env["customer.phone"].create(
            {"partner_id": self.anna.id, "number": number, **vals}
        )

    def _change(self, row, user=None, **vals):
        """Open the dialog of a planned SMS, change values, save."""
        action = row.with_user(user or self.user_level_4).action_change_sms()
        wizard = row.with_user(user or self.user_level_4).env["customer.sms"]
        with Form(wizard.with_context(**action["context"])) as form:
            for name, value in vals.items():
                form[name] = value
        return form.record.action_send()

    # When and where it goes

    def test_it_leaves_at_its_minute_and_is_in_the_history(self):
        row = self._planned()
        with freeze_time(LATER - timedelta(minutes=1)):
            self.assertFalse(self._send_sms())
            self.assertRecordValues(
                self._history(), [{"state": "planned", "number": NUMBER}]
            )
        with freeze_time(LATER):
            self.assertEqual(self._send_sms(), [(NUMBER, "Your glasses are ready.")])
            self.assertFalse(self._send_sms())
        self.assertRecordValues(row, [{"state": "sent", "sent_at": LATER}])
        self.assertRecordValues(
            self._history(),
            [{"state": "sent", "date": LATER, "number": NUMBER, "kind": "message"}],
        )

    def test_a_run_of_the_sender_is_asked_for_at_its_minute(self):
        cron = self.env.ref("customer_care.cron_send")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search([("cron_id", "=", cron.id)])
        self._planned()
        new = triggers.search([("cron_id", "=", cron.id)]) - before
        self.assertEqual(new.mapped("call_at"), [LATER])

    def test_a_mobile_is_proposed_before_another_primary_number(self):
        self.anna.phone = "+48 22 621 02 42"
        self._add_phone()
        row = self._planned()
        with freeze_time(LATER):
            self.assertEqual(self._send_sms()[0][0], OTHER)
        self.assertEqual(row.address, OTHER)

    def test_a_number_that_is_corrected_meanwhile_gets_it(self):
        phone = self._add_phone()
        row = self._planned(phone_id=phone.id)
        phone.number = "+48 605 999 888"
        with freeze_time(LATER):
            self.assertEqual(self._send_sms()[0][0], "+48605999888")
        self.assertEqual(row.address, "+48605999888")

    def test_a_number_that_was_taken_away_leaves_it_to_the_primary_one(self):
        phone = self._add_phone()
        self._planned(phone_id=phone.id)
        phone.unlink()
        with freeze_time(LATER):
            self.assertEqual(self._send_sms()[0][0], NUMBER)

    def test_without_any_number_it_is_skipped_and_says_why(self):
        row = self._planned()
        self.anna.customer_phone_ids.unlink()
        with freeze_time(LATER):
            self.assertFalse(self._send_sms())
        self.assertRecordValues(
            row, [{"state": "skipped", "reason": "There is no phone number."}]
        )

    def test_the_number_of_somebody_else_is_refused(self):
        with self.assertRaisesRegex(UserError, "somebody else"):
            self._write_sms(phone_id=self.jan.customer_phone_ids[:1].id)

    # Who must not get it any more

    def _skipped(self, row):
        with freeze_time(LATER):
            self.assertFalse(self._send_sms())
        self.assertEqual(row.state, "skipped")
        return row.reason

    def test_who_withdraws_meanwhile_does_not_get_it(self):
        self.anna._set_marketing_consent("sms", True, "counter")
        row = self._planned(purpose_id=self.marketing.id)
        self.anna._set_marketing_consent("sms", False, "phone")
        with freeze_time(LATER):
            self.assertFalse(self._send_sms())
        self.assertIn(row.state, ("cancelled", "skipped"))
        self.assertTrue(row.reason)

    def test_who_is_forgotten_meanwhile_does_not_get_it(self):
        row = self._planned()
        self.anna.sudo().is_forgotten = True
        self.assertEqual(self._skipped(row), "This customer asked to be forgotten.")

    def test_who_is_merged_meanwhile_does_not_get_it_as_the_other(self):
        row = self._planned()
        self.anna.sudo().merged_into_id = self.jan
        self.assertEqual(
            self._skipped(row), "This customer was merged into another one."
        )

    def test_who_is_archived_meanwhile_does_not_get_it(self):
        row = self._planned()
        self.anna.active = False
        self.assertEqual(self._skipped(row), "This customer is archived.")

    # Changing and cancelling

    def test_text_time_number_and_purpose_are_changed(self):
        phone = self._add_phone()
        row = self._planned()
        self._change(
            row,
            body="Your glasses are ready <3 😀",
            scheduled_at=LATER + timedelta(hours=2),
            phone_id=phone,
        )
        self.assertRecordValues(
            row,
            [
                {
                    "state": "planned",
                    "scheduled_at": LATER + timedelta(hours=2),
                    "phone_id": phone.id,
                    "subject": "Your glasses are ready <3 😀",
                }
            ],
        )
        with freeze_time(LATER):
            self.assertFalse(self._send_sms())
        with freeze_time(LATER + timedelta(hours=2)):
            self.assertEqual(
                self._send_sms(), [(OTHER, "Your glasses are ready <3 😀")]
            )

    def test_the_dialog_shows_the_sms_as_it_was_planned(self):
        row = self._planned(body="Tea <b>& milk</b>\nBye")
        action = row.with_user(self.user_level_4).action_change_sms()
        form = Form(
            row.with_user(self.user_level_4)
            .env["customer.sms"]
            .with_context(**action["context"])
        )
        self.assertEqual(form.body, "Tea <b>& milk</b>\nBye")
        self.assertEqual(form.scheduled_at, LATER)
        self.assertEqual(form.purpose_id, self.service)

    def test_what_is_claimed_can_no_longer_be_changed_or_cancelled(self):
        row = self._planned()
        action = row.with_user(self.user_level_4).action_change_sms()
        wizard = row.with_user(self.user_level_4).env["customer.sms"]
        form = Form(wizard.with_context(**action["context"]))
        form.body = "Another text"
        dialog = form.save()
        for state, word in (("claimed", "under way"), ("sent", "sent")):
            row.state = state
            with self.assertRaisesRegex(UserError, f"any more: it is {word}"):
                dialog.action_send()
            with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                row.with_user(self.user_level_4).action_cancel_sms()
        self.assertIn("Your glasses are ready.", row.body)

    def test_a_cancelled_one_never_leaves(self):
        row = self._planned()
        row.with_user(self.user_level_4).action_cancel_sms()
        with freeze_time(LATER):
            self.assertFalse(self._send_sms())
        self.assertRecordValues(
            row, [{"state": "cancelled", "reason": "Cancelled by Level 4."}]
        )
        self.assertEqual(self._history().state, "cancelled")

    def test_it_is_changed_and_cancelled_from_the_history_too(self):
        row = self._planned()
        shown = self._history(user=self.user_level_4)
        action = shown.action_change_sms()
        self.assertEqual(action["context"]["default_message_id"], row.id)
        shown.action_cancel_sms()
        self.assertEqual(row.state, "cancelled")
        with self.assertRaises(AccessError):
            self._history(user=self.user_level_5).action_cancel_sms()

    def test_what_a_rule_planned_is_not_rewritten_by_hand(self):
        row = self._plan(self.anna, channel="sms")
        with self.assertRaisesRegex(UserError, "not an SMS that somebody wrote"):
            row.with_user(self.user_level_4).action_change_sms()

    def test_a_change_to_a_time_that_is_past_changes_nothing(self):
        row = self._planned()
        with self.assertRaisesRegex(UserError, "is past"):
            self._change(row, body="Other", scheduled_at=NOW - timedelta(minutes=1))
        self.assertEqual(row.scheduled_at, LATER)
        self.assertIn("Your glasses are ready.", row.body)

    # What it says

    def test_html_and_emoji_leave_as_they_were_typed(self):
        text = "<script>alert(1)</script> 50 % & more 😀\nżółć"
        row = self._write_sms(body=text)
        self.assertNotIn("<script>", row.body)
        self.assertEqual(self._send_sms(), [(NUMBER, text)])
        self.assertEqual(self._history().body, text)

    def test_sixteen_hundred_characters_are_too_many(self):
        with self.assertRaisesRegex(
            UserError,
            "would take 11 SMS; at most 10 leave as one message. Shorten it by 70",
        ):
            self._write_sms(body="a" * 1600)
        self.assertFalse(self._history())

    def test_ten_parts_leave_as_one_message(self):
        row = self._write_sms(body="a" * 1530)
        [(number, text)] = self._send_sms()
        self.assertEqual((number, len(text)), (NUMBER, 1530))
        self.assertEqual(row.state, "sent")

    def test_the_link_to_unsubscribe_counts(self):
        self.anna._set_marketing_consent("sms", True, "counter")
        with self.assertRaisesRegex(UserError, "would take 11 SMS"):
            self._write_sms(body="a" * 1530, purpose_id=self.marketing.id)

    def test_a_reminder_that_is_too_long_fails_and_says_so(self):
        row = self._plan(self.anna, channel="sms")
        sent = self._send_sms(content={"subject": "", "body": "ż" * 700})
        self.assertFalse(sent)
        self.assertEqual(row.state, "failed")
        self.assertIn("at most 10", row.reason)
