# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, freeze_time, tagged

from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageCap(OutboxCommon, TransactionCase):
    """At most so many of a purpose in so many days, to one customer by one channel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.write({"cap_count": 2, "cap_days": 7, "grouping": "none"})

    def _rows(self, number, partner=None, **vals):
        vals = {"late_until": None, **vals}
        partner = partner or self.anna
        return self.Message.union(
            *(
                self._plan(
                    partner, **{"occurrence": f"{partner.id}:{vals}:{n}", **vals}
                )
                for n in range(number)
            )
        )

    def test_the_surplus_waits_until_the_first_is_long_enough_ago(self):
        rows = self._rows(3)
        self.assertEqual(len(self._send()), 2)
        self.assertEqual(rows.mapped("state"), ["sent", "sent", "planned"])
        self.assertRecordValues(
            rows[2],
            [
                {
                    "scheduled_at": NOW + timedelta(days=7),
                    "reason": "At most 2 messages of Service in 7 days.",
                    "attempts": 0,
                }
            ],
        )
        with freeze_time(NOW + timedelta(days=6)):
            self.assertFalse(self._send())
        with freeze_time(NOW + timedelta(days=7)):
            self.assertEqual(len(self._send()), 1)
        self.assertEqual(rows[2].state, "sent")

    def test_what_left_days_ago_counts(self):
        first = self._rows(2)
        self._send()
        first.sent_at = NOW - timedelta(days=6)
        row = self._rows(1, occurrence="another")
        self.assertFalse(self._send())
        self.assertEqual(row.scheduled_at, NOW + timedelta(days=1))
        first[0].sent_at = NOW - timedelta(days=8)
        row.scheduled_at = NOW
        self.assertEqual(len(self._send()), 1)

    def test_the_surplus_is_skipped_where_the_purpose_says_so(self):
        self.service.cap_surplus = "skip"
        rows = self._rows(3)
        self.assertEqual(len(self._send()), 2)
        self.assertRecordValues(
            rows[2],
            [
                {
                    "state": "skipped",
                    "reason": "At most 2 messages of Service in 7 days.",
                }
            ],
        )

    def test_what_cannot_wait_so_long_is_skipped(self):
        rows = self._rows(3, late_until=NOW + timedelta(days=3))
        self._send()
        self.assertEqual(rows[2].state, "skipped")

    def test_it_counts_for_each_customer_channel_and_purpose_alone(self):
        self._rows(2)
        self._rows(2, self.jan)
        self._rows(
            1,
            purpose_id=self.env["customer.consent.purpose"]
            .create({"name": "Recall", "code": "recall", "lawful_basis": "contract"})
            .id,
        )
        self.assertEqual(len(self._send()), 5)

    def test_what_left_together_counts_once(self):
        self.service.grouping = "kind"
        self._rows(3)
        self.assertEqual(len(self._send()), 1)
        self._rows(1, occurrence="another")
        self.assertEqual(len(self._send()), 1)
        row = self._rows(1, occurrence="a third")
        self.assertFalse(self._send())
        self.assertEqual(row.state, "planned")

    def test_a_purpose_without_a_cap_sends_all(self):
        self.service.cap_count = 0
        self._rows(5)
        self.assertEqual(len(self._send()), 5)

    def test_nonsense_is_refused(self):
        for values in ({"cap_count": -1}, {"cap_days": 0}):
            with self.assertRaisesRegex(ValidationError, "Use 0 for no limit"):
                self.service.write(values)
