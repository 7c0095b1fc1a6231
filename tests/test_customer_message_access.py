# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, freeze_time, tagged

from .outbox_common import NOW, OutboxCommon

VERBS = {
    "action_print_letters": 4,
    "action_confirm_printed": 4,
    "action_not_printed": 4,
    "action_reprint_letters": 4,
    "action_call_done": 4,
    "action_retry": 3,
    "action_cancel": 3,
    "action_resolve_sent": 3,
    "action_resolve_not_sent": 3,
}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageAccess(OutboxCommon, TransactionCase):
    def _call(self, user, method, rows):
        return call_kw(self.Message.with_user(user), method, [rows.ids], {})

    def test_below_the_level_every_verb_is_refused_by_rpc(self):
        row = self._plan(self.anna)
        for verb, level in VERBS.items():
            if level < 5:
                with self.assertRaises(AccessError, msg=verb):
                    self._call(self.users_by_level[level + 1], verb, row)
            with self.assertRaises(AccessError, msg=verb):
                self._call(self.user_no_level, verb, row)
        self.assertEqual(row.state, "planned")

    def test_from_the_level_up_every_verb_is_allowed(self):
        for verb, level in VERBS.items():
            channel = "letter" if "print" in verb else "call"
            start = {
                "action_confirm_printed": "claimed",
                "action_not_printed": "claimed",
                "action_reprint_letters": "sent",
                "action_retry": "failed",
                "action_resolve_sent": "unknown",
                "action_resolve_not_sent": "unknown",
            }.get(verb, "planned")
            row = self._plan(self.anna, channel=channel, occurrence=verb)
            row.state = start
            with self._writing():
                self.assertTrue(self._call(self.users_by_level[level], verb, row), verb)

    def test_private_methods_are_not_reachable_by_rpc(self):
        for method in (
            "_plan",
            "_cron_send",
            "_cancel_planned",
            "_claim",
            "_record_sent",
        ):
            with self.assertRaises(AccessError):
                call_kw(self.Message, method, [[]], {})

    def test_without_a_level_nothing_is_seen(self):
        self._plan(self.anna)
        with self.assertRaises(AccessError):
            self.Message.with_user(self.user_no_level).search([])

    def test_nobody_writes_the_fate_of_a_message(self):
        row = self._plan(self.anna)
        for name, value in {
            "state": "sent",
            "sent_at": NOW,
            "occurrence_key": False,
            "message_uid": "<x@y>",
            "attempts": 0,
            "reason": "none",
            "is_trial": True,
        }.items():
            with self.assertRaises(AccessError, msg=name):
                row.with_user(self.user_level_1).write({name: value})
        with self.assertRaises(AccessError):
            self.Message.with_user(self.user_level_4).create(
                {"partner_id": self.anna.id, "channel": "email", "state": "sent"}
            )
        with self.assertRaises(AccessError):
            row.with_user(self.user_level_1).unlink()

    def test_what_left_is_not_changed_any_more(self):
        row = self._plan(self.anna)
        row.with_user(self.user_level_4).write({"subject": "Another"})
        self.assertEqual(row.subject, "Another")
        row.state = "sent"
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            row.with_user(self.user_level_4).write({"subject": "A third"})

    def test_a_clerk_writes_a_message_by_hand(self):
        row = self.Message.with_user(self.user_level_4).create(
            {
                "partner_id": self.anna.id,
                "channel": "email",
                "subject": "Hello",
                "body": "<p>Hello</p>",
            }
        )
        self.assertRecordValues(
            row,
            [
                {
                    "state": "planned",
                    "user_id": self.user_level_4.id,
                    "occurrence_key": False,
                }
            ],
        )
        with self.assertRaises(AccessError):
            self.Message.with_user(self.user_level_5).create(
                {"partner_id": self.anna.id, "channel": "email"}
            )

    def test_messages_of_another_company_are_neither_seen_nor_touched(self):
        other = self.env["res.company"].create({"name": "Another shop"})
        row = self._plan(self.anna, company_id=other.id)
        clerk = self.user_level_1
        self.assertNotIn(row, self.Message.with_user(clerk).search([]))
        with self.assertRaises(AccessError):
            self._call(clerk, "action_cancel", row)
        clerk.company_ids += other
        seen = self.Message.with_user(clerk).with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        self.assertIn(row, seen.search([]))

    def test_nobody_writes_to_a_customer_they_may_not_see(self):
        """The row would show the name and the number."""
        other = self.env["res.company"].create({"name": "Another shop"})
        self.jan.company_id = other
        mine = self.Message.with_user(self.user_level_1)
        message = mine.create({"partner_id": self.anna.id, "channel": "call"})
        jan = {"partner_id": self.jan.id, "channel": "call"}
        with self.assertRaisesRegex(AccessError, "Contact"):
            mine.create(jan)
        with self.assertRaisesRegex(AccessError, "Contact"):
            mine.with_context(default_partner_id=self.jan.id).create(
                {"channel": "call"}
            )
        with self.assertRaisesRegex(AccessError, "Contact"):
            message.partner_id = self.jan
        self.user_level_1.company_ids += other
        both = mine.with_context(allowed_company_ids=[self.env.company.id, other.id])
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            both.create(jan)
        self.assertTrue(both.create({**jan, "company_id": other.id}))

    # Decisions of a person

    def test_unknown_is_resolved_by_a_person(self):
        sent, again = self._plan(self.anna, self.jan)
        (sent + again).write({"state": "unknown", "handed_at": NOW, "batch_uid": "x"})
        self.assertFalse(self._send(), "unknown is never sent by itself")
        sent.with_user(self.user_level_3).action_resolve_sent()
        again.with_user(self.user_level_3).action_resolve_not_sent()
        self.assertRecordValues(
            sent + again,
            [{"state": "sent", "sent_at": NOW}, {"state": "planned", "sent_at": False}],
        )
        self.assertEqual(len(self._send()), 1)
        self.assertEqual(again.state, "sent")

    def test_a_retry_is_written_anew_to_the_address_of_today(self):
        row = self._plan(self.anna)
        row.write(
            {
                "state": "failed",
                "address": "old@example.com",
                "body": "<p>Old</p>",
                "attempts": 5,
            }
        )
        with self._writing():
            row.with_user(self.user_level_3).action_retry()
        handed = self._send()
        self.assertIn("anna.kowalska@example.com", handed[0]["To"])
        self.assertEqual(row.state, "sent")

    def test_a_message_by_hand_is_retried_as_it_was_written(self):
        row = self.Message.create(
            {
                "partner_id": self.anna.id,
                "channel": "email",
                "address": "brother@example.com",
                "subject": "Keys",
                "body": "<p>Here</p>",
            }
        )
        row.state = "failed"
        row.with_user(self.user_level_3).action_retry()
        handed = self._send()
        self.assertIn("brother@example.com", handed[0]["To"])
        self.assertEqual(handed[0]["Subject"], "Keys")

    def test_cancelled_says_by_whom(self):
        row = self._plan(self.anna)
        row.with_user(self.user_level_3).action_cancel()
        self.assertRecordValues(
            row, [{"state": "cancelled", "reason": "Cancelled by Level 3."}]
        )
