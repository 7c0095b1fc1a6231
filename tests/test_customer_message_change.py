# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageChange(OutboxCommon, TransactionCase):
    """What a person decides about many messages at once."""

    def setUp(self):
        super().setUp()
        self.manager = self.user_level_3

    def _dialog(self, rows, verb):
        action = getattr(rows.with_user(self.manager), verb)()
        model = self.env[action["res_model"]].with_user(self.manager)
        return Form(model.with_context(**action["context"]))

    # Time

    def test_the_time_of_a_selection_is_changed(self):
        rows = self._plan(self.anna, self.jan)
        with self._dialog(rows, "action_change_time") as form:
            form.scheduled_at = NOW + timedelta(hours=3)
        form.record.action_apply()
        self.assertEqual(set(rows.mapped("scheduled_at")), {NOW + timedelta(hours=3)})
        self.assertFalse(self._send())
        with freeze_time(NOW + timedelta(hours=3)):
            self.assertEqual(len(self._send()), 2)

    def test_a_time_that_is_past_or_too_late_changes_nothing(self):
        row = self._plan(self.anna)
        before = row.scheduled_at
        managed = row.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "time is past"):
            managed._reschedule(NOW - timedelta(minutes=1))
        with self.assertRaisesRegex(UserError, "of use only until"):
            managed._reschedule(NOW + timedelta(days=4))
        self.assertEqual(row.scheduled_at, before)

    def test_what_left_has_no_other_time(self):
        row = self._plan(self.anna)
        row.state = "sent"
        with self.assertRaisesRegex(UserError, "Nothing to do: .* in the state Sent"):
            row.with_user(self.manager).action_change_time()

    # Again

    def test_a_selection_is_sent_again_and_unknown_ones_only_by_a_tick(self):
        failed, skipped, unknown = rows = self._plan(
            self.anna, self.jan, self._make_customer(email="ola@example.com")
        )
        failed.state, skipped.state, unknown.state = "failed", "skipped", "unknown"
        form = self._dialog(rows, "action_resend")
        self.assertEqual((form.count, form.unknown_count), (2, 1))
        form.save().action_apply()
        self.assertEqual(rows.mapped("state"), ["planned", "planned", "unknown"])
        form = self._dialog(unknown, "action_resend")
        form.also_unknown = True
        form.save().action_apply()
        self.assertEqual(unknown.state, "planned")
        self.assertEqual(len(self._send()), 3)

    def test_unknown_ones_without_the_tick_stay_as_they_are(self):
        row = self._plan(self.anna)
        row.state = "unknown"
        with self.assertRaisesRegex(UserError, "in the state Unknown"):
            self._dialog(row, "action_resend").save().action_apply()
        self.assertEqual(row.state, "unknown")

    def test_what_is_planned_is_not_sent_again(self):
        with self.assertRaisesRegex(UserError, "in the state Planned"):
            self._plan(self.anna).with_user(self.manager).action_resend()

    # Address

    def test_the_address_is_corrected_and_the_message_goes_on(self):
        row = self._plan(self.anna)
        row.write({"state": "failed", "reason": "550 No such user"})
        with self._dialog(row, "action_correct_address") as form:
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.former, "anna.kowalska@example.com")
                line.address = "Anna <anna@example.org>"
                line.also_customer = False
        form.record.action_apply()
        self.assertRecordValues(
            row, [{"state": "planned", "address": "anna@example.org"}]
        )
        self.assertEqual(self.anna.email, "anna.kowalska@example.com")
        [email] = self._send()
        self.assertIn("anna@example.org", email["To"])

    def test_the_customer_is_corrected_too_when_told_so(self):
        rows = self._plan(self.anna, self.jan)
        rows.write({"state": "failed"})
        with self._dialog(rows, "action_correct_address") as form:
            with form.line_ids.edit(1) as line:
                line.address = "jan@example.org"
        form.record.action_apply()
        self.assertEqual(self.jan.email, "jan@example.org")
        self.assertEqual(rows.mapped("state"), ["failed", "planned"])

    def test_what_is_planned_keeps_its_time(self):
        row = self._plan(self.anna, scheduled_at=NOW + timedelta(hours=1))
        row.with_user(self.manager)._correct_address("anna@example.org")
        self.assertEqual(row.scheduled_at, NOW + timedelta(hours=1))
        self.assertEqual(row.address, "anna@example.org")

    def test_the_number_of_an_sms_is_corrected_on_its_own_row(self):
        phone = self.env["customer.phone"].create(
            {"partner_id": self.anna.id, "number": "+48605000111"}
        )
        [row] = self.Message._plan(
            [self._vals(self.anna, channel="sms", body="Hello", phone_id=phone.id)]
        )
        row.state = "failed"
        row.with_user(self.manager)._correct_address("605 000 222", also_customer=True)
        self.assertEqual(row.address, "+48605000222")
        self.assertEqual(phone.number_e164, "+48605000222")
        self.assertEqual(self.anna.phone_sanitized, "+48601234567")

    def test_a_wrong_address_changes_nothing(self):
        for channel, address, words in (
            ("email", "anna.example", "not one e-mail address"),
            ("email", "", "not one e-mail address"),
            ("sms", "12", "not one number of a mobile phone"),
            ("sms", "+48 22 621 02 42", "not one number of a mobile phone"),
            ("letter", "ul. Prosta 2", "corrected on the customer's form"),
        ):
            with self.subTest(channel=channel, address=address):
                row = self._plan(self.anna, channel=channel, occurrence=address + "x")
                row.state = "failed"
                with self.assertRaisesRegex(UserError, words):
                    row.with_user(self.manager)._correct_address(address)
                self.assertRecordValues(row, [{"state": "failed", "address": False}])

    def test_an_address_that_must_not_be_written_to_is_refused(self):
        self.env["mail.blacklist"]._add("anna@example.org")
        row = self._plan(self.anna)
        row.state = "failed"
        with self.assertRaisesRegex(UserError, "blacklist"):
            row.with_user(self.manager)._correct_address("anna@example.org")
        self.assertEqual(row.state, "failed")

    # Who

    def test_without_the_function_nothing_is_changed(self):
        row = self._plan(self.anna).with_user(self.user_level_4)
        for call in (
            row.action_change_time,
            row.action_resend,
            row.action_correct_address,
            lambda: row._reschedule(NOW + timedelta(hours=1)),
            lambda: row._resend(True),
            lambda: row._correct_address("anna@example.org"),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertRecordValues(row, [{"state": "planned", "address": False}])

    def test_failed_and_unknown_are_counters_that_open_their_list(self):
        failed, unknown = self._plan(self.anna, self.jan)
        failed.state, unknown.state = "failed", "unknown"
        model = self.env["customer.action"].with_user(self.user_level_5)
        counters = {c["key"]: c for c in model.get_center_counters()}
        for row, key in ((failed, "failed"), (unknown, "unknown")):
            counter = counters[key]
            found = self.Message.search(counter["domain"])
            self.assertIn(row, found)
            self.assertEqual(set(found.mapped("state")), {key})
            self.assertTrue(self.env.ref(counter["action"]))
