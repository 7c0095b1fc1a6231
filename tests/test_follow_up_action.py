# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase

# The day on which the expected reading is what the action says.
DUE = date(2027, 4, 1)


@tagged("post_install", "-at_install")
class TestFollowUpAction(FollowUpCase):
    """A follow-up of customer actions goes by the day on which they are really due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Europe/Warsaw"
        cls.anna = cls._make_friend("Anna")
        cls.octavia = cls.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": cls.anna.id}
        )
        cls.oil = cls._make_type(
            name="Oil change",
            code="oil",
            duration=12,
            duration_unit="months",
            distance=15000,
        )
        cls.cars = cls._make_search(name="Cars", base="asset", domain="[]")

    def setUp(self):
        super().setUp()
        start = date(2026, 3, 1)
        days = [date(2026 + m // 12, m % 12 + 1, 1) for m in range(2, 15)]
        self.env["customer.asset.reading"].create(
            [
                {
                    "asset_id": self.octavia.id,
                    "date": day,
                    "value": 50000 + 40 * (day - start).days,
                }
                for day in days
            ]
        )
        last = 50000 + 40 * (date(2027, 3, 1) - start).days
        due = last + 40 * (DUE - date(2027, 3, 1)).days
        self.action = self._make_action(
            partner_id=self.anna.id,
            asset_id=self.octavia.id,
            type_id=self.oil.id,
            date_start=datetime(2026, 9, 1, 10),
            reading_start=due - 15000,
        )
        self.rule = self._make_rule(
            search_id=self.cars.id,
            trigger="action",
            delay=-14,
            steps=((0, "email"), (10, "email")),
        )

    def _read(self, day, value):
        return self.env["customer.asset.reading"].create(
            {"asset_id": self.octavia.id, "date": day, "value": value}
        )

    def _reach(self):
        """Let the days pass until it is written about."""
        with self._at(DUE - timedelta(days=15)):
            self.assertEqual(self._night(), [])
        with self._at(DUE - timedelta(days=14)):
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        return self._entries(self.rule)

    def test_what_the_clock_is_expected_to_reach_first_is_written_about(self):
        self.assertEqual((self.action.due_date, self.action.due_by), (DUE, "predicted"))
        self.assertEqual(self.action.date_end.date(), date(2027, 9, 1))
        self.assertEqual(self._night(), [])
        entry = self._reach()
        self.assertEqual((entry.asset_id, entry.basis), (self.octavia, DUE))

    def test_without_a_clock_the_expiry_counts(self):
        self.action.write({"reading_due": 0, "date_end": "2027-03-24 12:00:00"})
        self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        self.assertEqual(self._entries(self.rule).basis, date(2027, 3, 24))

    def test_a_reading_more_says_it_neither_twice_nor_takes_it_back(self):
        entry = self._reach()
        day = DUE - timedelta(days=12)
        with self._at(day):
            self._read(day, self.octavia.odometer + 500)
            self.assertNotEqual(self.action.due_date, DUE)
            self.assertEqual(self._night(), [])
            self.assertEqual(entry.state, "running")
        with self._at(DUE - timedelta(days=4)):
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        for days in range(-3, 15):
            with self._at(DUE + timedelta(days=days)):
                self.assertEqual(self._night(), [])
        self.assertEqual(self._entries(self.rule), entry)

    def test_what_is_done_is_not_written_about_again(self):
        entry = self._reach()
        with self._at(DUE - timedelta(days=5)):
            self.action.action_done()
            self.assertEqual(self.action.state, "done")
        with self._at(DUE - timedelta(days=4)):
            self.assertEqual(self._night(), [])
        self.assertEqual(entry.state, "stopped")

    def test_extended_it_is_another_time(self):
        entry = self._reach()
        with self._at(DUE - timedelta(days=10)):
            self.action._extend(datetime(2028, 9, 1, 10), "Until the next one")
            self.action.reading_due = 0
            self.assertEqual(self._night(), [])
        self.assertEqual(entry.state, "stopped")
        with self._at(date(2028, 8, 18)):
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        self.assertEqual(len(self._entries(self.rule)), 2)

    def test_once_for_each_goes_on_with_the_clock_too(self):
        self.rule.repetition = "once"
        entry = self._reach()
        with self._at(DAY + timedelta(days=9)):
            self._read(DAY + timedelta(days=9), self.octavia.odometer + 500)
            self._night()
        self.assertEqual(entry.state, "running")
