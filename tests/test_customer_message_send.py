# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase, freeze_time, tagged

from .common_queries import counted
from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageSend(OutboxCommon, TransactionCase):
    def test_what_is_due_leaves_and_the_rest_waits(self):
        due = self._plan(self.anna)
        later = self._plan(self.jan, scheduled_at=NOW + timedelta(minutes=1))
        handed = self._send()
        self.assertEqual(len(handed), 1)
        self.assertEqual(handed[0]["To"], '"Anna Kowalska" <anna.kowalska@example.com>')
        self.assertRecordValues(
            due + later,
            [
                {
                    "state": "sent",
                    "sent_at": NOW,
                    "address": "anna.kowalska@example.com",
                    "subject": "About Anna Kowalska",
                    "message_uid": handed[0]["Message-Id"],
                    "attempts": 1,
                    "claimed_by": 0,
                    "is_trial": False,
                },
                {
                    "state": "planned",
                    "sent_at": False,
                    "address": False,
                    "subject": False,
                    "message_uid": False,
                    "attempts": 0,
                    "claimed_by": 0,
                    "is_trial": False,
                },
            ],
        )
        self.assertEqual(due.body, f"<p>{due.id}</p>")
        self.assertFalse(self._send(), "nothing is sent twice")

    def test_after_the_window_it_is_missed_and_not_sent(self):
        rows = self._plan(self.anna, self.jan)
        with freeze_time(NOW + timedelta(days=3, seconds=1)):
            self.assertFalse(self._send())
        self.assertEqual(rows.mapped("state"), ["missed", "missed"])
        self.assertEqual(set(rows.mapped("reason")), {"It could not be sent in time."})

    def test_three_days_of_stand_still_send_what_is_still_useful(self):
        useful = self._plan(self.anna, late_until=NOW + timedelta(days=4))
        useless = self._plan(self.jan, late_until=NOW + timedelta(days=1))
        with freeze_time(NOW + timedelta(days=3)):
            self.assertEqual(len(self._send()), 1)
        self.assertEqual((useful + useless).mapped("state"), ["sent", "missed"])

    def test_several_of_one_customer_on_one_day_leave_as_one(self):
        rows = self.Message._plan(
            [
                self._vals(
                    self.anna, occurrence=name, scheduled_at=NOW - timedelta(hours=n)
                )
                for n, name in enumerate("abc", 1)
            ]
        )
        yesterday = self._plan(
            self.anna, occurrence="d", scheduled_at=NOW - timedelta(days=1)
        )
        other = self._plan(self.jan)
        self.assertEqual(len(self._send()), 3)
        self.assertEqual(len(set(rows.mapped("batch_uid"))), 1)
        self.assertEqual(len(set(rows.mapped("message_uid"))), 1)
        self.assertEqual(len(set((rows + yesterday + other).mapped("batch_uid"))), 3)
        self.assertEqual(set((rows + yesterday + other).mapped("state")), {"sent"})
        self.assertEqual(len(rows.filtered("body")), 1, "the text is kept once")

    def test_the_day_is_that_of_the_customers_time_zone(self):
        self.anna.tz = "America/New_York"  # 05:00 UTC is midnight there
        evening, morning = self.Message._plan(
            [
                self._vals(
                    self.anna, occurrence="a", scheduled_at="2027-03-10 04:30:00"
                ),
                self._vals(
                    self.anna, occurrence="b", scheduled_at="2027-03-10 05:30:00"
                ),
            ]
        )
        self._send()
        self.assertNotEqual(evening.batch_uid, morning.batch_uid)

    def test_other_purposes_leave_apart(self):
        tracking = self.service.copy({"name": "Recalls", "code": "recall"})
        rows = self._plan(self.anna) + self._plan(
            self.anna, occurrence="b", purpose_id=tracking.id
        )
        self.assertEqual(len(self._send()), 2)
        self.assertEqual(len(set(rows.mapped("batch_uid"))), 2)

    def test_a_row_written_by_hand_leaves_with_its_own_text(self):
        row = self.Message.create(
            {
                "partner_id": self.anna.id,
                "channel": "email",
                "subject": "Your keys",
                "body": "<p>They lie here.</p>",
                "scheduled_at": NOW,
            }
        )
        handed = self._send()
        self.assertEqual(handed[0]["Subject"], "Your keys")
        self.assertIn("They lie here.", handed[0].get_body(("html",)).get_content())
        self.assertRecordValues(row, [{"state": "sent", "occurrence_key": False}])

    def test_preparing_costs_the_same_queries_for_two_and_for_forty(self):
        def write_all(sources, groups):
            return [{"subject": "Hello", "body": "Hello"} for _group in groups]

        def prepare(number, *partners):
            rows = self._plan(*partners, occurrence=None)
            rows.write({"state": "claimed", "message_uid": "<x@y>"})
            with counted(self.env) as queries:
                self.assertEqual(len(rows._prepare_outgoing()), number)
            return queries.number

        partners = self.env["res.partner"].create(
            [{"name": f"C{n}", "email": f"c{n}@example.com"} for n in range(44)]
        )
        batch = patch.object(
            type(self.anna), "_customer_message_contents", write_all, create=True
        )
        with self._writing(), batch:
            prepare(2, *partners[:2])  # warms the caches
            few = prepare(2, *partners[2:4])
            self.assertEqual(prepare(40, *partners[4:]), few)

    # The gate at the moment of sending

    def test_the_gate_is_asked_again(self):
        archived, forgotten, moved = self._plan(
            self.anna,
            self.jan,
            self._make_customer(name="Ewa", email="ewa@example.com"),
        )
        self.anna.active = False
        self.jan.is_forgotten = True
        moved.partner_id.email = "new@example.com"
        handed = self._send()
        self.assertEqual([email["To"] for email in handed], ['"Ewa" <new@example.com>'])
        self.assertRecordValues(
            archived + forgotten + moved,
            [
                {"state": "skipped", "reason": "This customer is archived."},
                {"state": "skipped", "reason": "This customer asked to be forgotten."},
                {"state": "sent", "reason": False},
            ],
        )

    def test_what_it_was_about_may_be_gone(self):
        thing = self.env["res.partner"].create({"name": "Thing"})
        row = self._plan(self.anna, source=f"res.partner,{thing.id}")
        thing.unlink()
        self.assertFalse(self._send())
        self.assertEqual(row.state, "skipped")
        self.assertEqual(row.reason, "What this message was about no longer exists.")

    # States of sending

    def test_stopped_nothing_leaves_and_all_stays_planned(self):
        late = self._plan(self.jan, late_until=NOW + timedelta(hours=1))
        row = self._plan(self.anna)
        for state in ("stopped", "neutralised", "trial"):
            self._set_sending(state)
            with freeze_time(NOW + timedelta(days=1)):
                self.assertFalse(self._send(), state)
            self.assertEqual((row + late).mapped("state"), ["planned", "planned"])

    def test_stopped_half_way_the_rest_stays_planned(self):
        rows = self._plan(self.anna, self.jan)
        self._send(answer=lambda email: self._set_sending("stopped"))
        self.assertEqual(sorted(rows.mapped("state")), ["planned", "sent"])
        waiting = rows.filtered(lambda row: row.state == "planned")
        self.assertRecordValues(
            waiting,
            [{"address": False, "body": False, "batch_uid": False, "handed_at": False}],
        )

    def test_in_trial_mode_all_goes_to_one_address(self):
        self._set_sending("trial", "trial@example.com")
        mail = self._plan(self.anna)
        sms = self._plan(self.anna, channel="sms")
        handed = self._send(
            lambda sources, rows: {"subject": "Hello", "body": f"For {rows[0].channel}"}
        )
        self.assertEqual(
            [m["To"] for m in handed], ['"Anna Kowalska" <trial@example.com>'] * 2
        )
        self.assertEqual(
            [m["Subject"] for m in handed], ["Hello", "[SMS to +48601234567]"]
        )
        html = handed[0].get_body(("html",)).get_content()
        self.assertIn("anna.kowalska@example.com", html)
        self.assertIn("For sms", handed[1].get_body(("plain",)).get_content())
        self.assertEqual((mail + sms).mapped("is_trial"), [True, True])
        self.assertEqual((mail + sms).mapped("state"), ["sent", "sent"])
