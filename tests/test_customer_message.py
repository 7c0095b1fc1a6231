# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime, timedelta, timezone

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common_queries import counted
from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessagePlan(OutboxCommon, CronMixinCase, TransactionCase):
    def test_planned_twice_there_is_one_row(self):
        first = self._plan(self.anna)
        self.assertRecordValues(
            first,
            [
                {
                    "partner_id": self.anna.id,
                    "channel": "email",
                    "state": "planned",
                    "occurrence_key": f"res.partner,{self.anna.id}:2027-03-10:email",
                    "source": self.anna,
                    "company_id": self.env.company.id,
                    "attempts": 0,
                    "may_resend": True,
                    "address": False,
                    "reason": False,
                    "user_id": False,
                }
            ],
        )
        self.assertFalse(self._plan(self.anna))
        self.assertEqual(
            self.Message.search_count([("partner_id", "=", self.anna.id)]), 1
        )

    def test_the_same_occurrence_twice_in_one_call_is_one_row(self):
        self.assertEqual(len(self._plan(self.anna, self.anna)), 1)

    def test_one_occurrence_has_one_row_for_each_channel(self):
        rows = self._plan(self.anna) + self._plan(self.anna, channel="letter")
        self.assertEqual(rows.mapped("channel"), ["email", "letter"])

    def test_what_has_a_fate_is_left_alone(self):
        for state in ("planned", "claimed", "sent", "failed", "unknown"):
            row = self._plan(self.anna, occurrence=state)
            row.state = state
            self.assertFalse(self._plan(self.anna, occurrence=state), state)
            self.assertEqual(row.state, state)

    def test_cancelled_skipped_and_missed_are_revived(self):
        for state in ("cancelled", "skipped", "missed"):
            row = self._plan(self.anna, occurrence=state)
            row.write({"state": state, "reason": "Why not", "attempts": 2})
            again = self._plan(
                self.anna, occurrence=state, scheduled_at=NOW + timedelta(hours=2)
            )
            self.assertEqual(again, row)
            self.assertRecordValues(
                row,
                [
                    {
                        "state": "planned",
                        "reason": False,
                        "attempts": 0,
                        "scheduled_at": NOW + timedelta(hours=2),
                    }
                ],
            )

    def test_what_is_too_late_is_not_revived(self):
        row = self._plan(self.anna)
        row.state = "missed"
        self.assertFalse(self._plan(self.anna, late_until=NOW - timedelta(minutes=1)))
        self.assertEqual(row.state, "missed")

    def test_whom_the_gate_refuses_is_skipped_with_the_reason(self):
        nobody = self._make_customer(name="No address", email=False)
        rows = self._plan(self.anna, nobody)
        self.assertRecordValues(
            rows.sorted("id"),
            [
                {"partner_id": self.anna.id, "state": "planned", "reason": False},
                {
                    "partner_id": nobody.id,
                    "state": "skipped",
                    "reason": "There is no e-mail address.",
                },
            ],
        )
        again = self._plan(nobody)
        self.assertEqual(again, rows.filtered(lambda row: row.partner_id == nobody))
        self.assertEqual(again.state, "skipped")
        nobody.email = "found@example.com"
        self.assertEqual(self._plan(nobody).state, "planned")

    def test_an_address_given_with_the_row_is_asked_about(self):
        nobody = self._make_customer(name="No address", email=False)
        row = self._plan(nobody, address="brother@example.com")
        self.assertRecordValues(
            row, [{"state": "planned", "address": "brother@example.com"}]
        )

    def test_two_addresses_of_one_customer_are_both_asked_about(self):
        rows = self.Message._plan(
            [
                self._vals(self.anna, occurrence="a", address="one@example.com"),
                self._vals(self.anna, occurrence="b", address="not an address"),
            ]
        )
        self.assertEqual(rows.sorted("id").mapped("state"), ["planned", "skipped"])

    def test_a_row_without_occurrence_may_repeat(self):
        rows = self._plan(self.anna, self.anna, occurrence=None, body="<p>By hand</p>")
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.mapped("occurrence_key"), [False, False])

    def test_plain_text_of_an_sms_keeps_its_lines(self):
        row = self._plan(self.anna, channel="sms", body="Tea < coffee\nBye")
        self.assertEqual(row.body, "<p>Tea &lt; coffee<br>Bye</p>")

    def test_the_sender_is_woken_at_the_planned_time(self):
        later = NOW + timedelta(days=2, minutes=30)
        with self.capture_triggers("customer_care.cron_send") as captured:
            self._plan(self.anna, self.jan, scheduled_at=later)
        self.assertEqual(captured.records.mapped("call_at"), [later])

    def test_planning_costs_the_same_queries_for_two_and_for_two_hundred(self):
        partners = self.env["res.partner"].create(
            [{"name": f"C{n}", "email": f"c{n}@example.com"} for n in range(202)]
        )
        self._plan(self.jan)  # warms the caches
        with counted(self.env) as queries:
            self._plan(*partners[:2])
        few = queries.number
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            rows = self._plan(*partners[2:])
        self.assertEqual(len(rows), 200)

    # Bad input

    def _assert_refused(self, sentence, **vals):
        count = self.Message.search_count([])
        with self.assertRaisesRegex(ValidationError, sentence):
            self.Message._plan([self._vals(self.jan), self._vals(self.anna, **vals)])
        self.assertEqual(self.Message.search_count([]), count, "nothing was planned")

    def test_bad_input_is_refused_in_a_sentence_and_changes_nothing(self):
        self._assert_refused("there is no channel pigeon", channel="pigeon")
        self._assert_refused("there is no channel given", channel=None)
        self._assert_refused("the customer is missing", partner_id=None)
        self._assert_refused("Customer 999999999 does not exist", partner_id=999999999)
        self._assert_refused("purpose_id is not a record", purpose_id="service")
        self._assert_refused("there is no such field: colour", colour="red")
        self._assert_refused("there is no such field: state", state="sent")
        self._assert_refused("neither a text nor a source", source=None)
        self._assert_refused("its source is not a record", source="no.such.model,1")
        self._assert_refused("its source is not a record", source="res.partner,one")

    def test_times_are_naive_datetimes(self):
        sentence = "scheduled_at must be a date and time in UTC"
        self._assert_refused(sentence, scheduled_at="tomorrow")
        self._assert_refused(sentence, scheduled_at="2027-03-10")
        self._assert_refused(sentence, scheduled_at=date(2027, 3, 10))
        self._assert_refused(sentence, scheduled_at=NOW.replace(tzinfo=timezone.utc))
        self._assert_refused("late_until must be", late_until="2027-02-30 10:00:00")
        row = self._plan(self.anna, scheduled_at="2027-03-12 08:00:00")
        self.assertEqual(row.scheduled_at, datetime(2027, 3, 12, 8))

    def test_a_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Another shop"})
        self.anna.company_id = other
        self._assert_refused(
            "Anna Kowalska belongs to another company", company_id=self.env.company.id
        )
        self.assertEqual(self._plan(self.anna).company_id, other)

    def test_the_key_is_unique_in_the_table(self):
        row = self._plan(self.anna)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.Message.create(
                {
                    "partner_id": self.jan.id,
                    "channel": "email",
                    "occurrence_key": row.occurrence_key,
                }
            )

    # Cancelling

    def test_only_what_is_planned_is_cancelled(self):
        planned, sent = self._plan(self.anna, self.jan)
        sent.state = "sent"
        source = [
            ("source", "in", [f"res.partner,{p.id}" for p in self.anna + self.jan])
        ]
        self.assertEqual(self.Message._cancel_planned(source, "The action is done."), 1)
        self.assertRecordValues(
            planned + sent,
            [
                {"state": "cancelled", "reason": "The action is done."},
                {"state": "sent", "reason": False},
            ],
        )
