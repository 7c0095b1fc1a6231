# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase

WEEK = [DAY + timedelta(days=n) for n in range(7)]


@tagged("post_install", "-at_install")
class TestFollowUpWeek(FollowUpCase):
    """A week by a frozen clock: each message of it is accounted for.

    The job runs every hour; on two days the server stands still. Five rules, customers
    who buy, book, answer, die, move, are merged and say no.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.search.write(
            {"postcard_id": cls.env.ref("customer_care.postcard_thank_you").id}
        )
        cls.people = {
            name: cls._make_friend(name, birth_date=f"1980-03-{day}")
            for name, day in (
                ("Anna", 10),
                ("Buys", 11),
                ("Down", 12),
                ("Forgotten", 13),
                ("Merged", 14),
                ("Mute", 15),
                ("No", 16),
            )
        }
        cls.people["Mute"].email = False

    def _hour(self, day, hour):
        return datetime(day.year, day.month, day.day, hour)

    def _run_week(self, still=()):
        """Run the jobs every hour of the week, and what happens on each day."""
        sent = Counter()
        for day in WEEK:
            with self._at(self._hour(day, 4)):
                self._happen(day)
            for hour in range(5, 21, 3):
                if day in still:
                    continue
                with self._at(self._hour(day, hour)):
                    for to in self._night():
                        sent[to.split('"')[1], day.day] += 1
        return sent

    def _happen(self, day):
        people = self.people
        if day.day == 12:
            self._make_invoice(people["Buys"], day)
        if day.day == 12:
            people["Forgotten"]._forget("Asked for it")
        if day.day == 13:
            self.env["customer.operation"]._merge(
                [(people["Merged"].id, people["Anna"].id)]
            )
            self.env.invalidate_all()
        if day.day == 16:
            people["No"]._set_consent(self.service, "email", False, "phone")
            people["Mute"].email = "mute@example.com"

    def test_every_message_of_the_week_is_accounted_for(self):
        rule = self._make_rule(
            steps=((0, "email"), (2, "postcard"), (2, "label"), (4, "call")),
            late_days=2,
            hour=9,
        )
        sent = self._run_week()

        self.assertEqual(
            sent,
            {
                ("Anna", 10): 1,
                ("Buys", 11): 1,
                ("Down", 12): 1,
                # forgotten on the 12th: nothing. Merged on the 13th: nothing
                # without an address on the 15th, with one on the 16th
                ("Mute", 16): 1,
                # said no on the 16th
            },
        )
        found = {
            name: (entry.state, entry.reason)
            for name, partner in self.people.items()
            for entry in self._entries(rule).filtered(
                lambda e, p=partner: e.partner_id == p
            )
        }
        self.assertEqual(
            found,
            {
                "Anna": ("running", False),
                "Buys": ("done", "Came and bought."),
                "Down": ("running", False),
                "Mute": ("running", False),
                "No": ("running", False),
            },
        )
        # every entry has a row for each step, and every row says what became of it
        rows = self._messages(rule)
        self.assertEqual(len(rows), 5 * 4)
        counts = Counter(zip(rows.mapped("channel"), rows.mapped("state"), strict=True))
        self.assertEqual(
            counts,
            {
                ("email", "sent"): 4,
                ("email", "skipped"): 1,
                ("postcard", "cancelled"): 1,
                ("label", "cancelled"): 1,
                ("call", "cancelled"): 1,
                # paper that nobody made within its days
                ("postcard", "missed"): 1,
                ("label", "missed"): 1,
                ("postcard", "planned"): 3,
                ("label", "planned"): 3,
                ("call", "planned"): 4,
            },
        )
        self.assertEqual(rule.missed_count, 2)
        self.assertFalse(rows.filtered(lambda r: r.state == "skipped" and not r.reason))

    def test_two_days_of_standing_still_lose_nothing(self):
        rule = self._make_rule(late_days=1, hour=9)
        sent = self._run_week(still=WEEK[1:3])

        self.assertEqual(
            sent,
            {
                ("Anna", 10): 1,
                # the 11th is two days late on the 13th: missed; the 12th is one
                ("Down", 13): 1,
                ("Mute", 16): 1,
            },
        )
        states = {e.partner_id.name: e.state for e in self._entries(rule)}
        self.assertEqual(
            states,
            {
                "Anna": "done",
                "Buys": "missed",
                "Down": "done",
                "Mute": "done",
                "No": "running",
            },
        )
        self.assertEqual(rule.missed_count, 1)

    def test_one_rule_that_fails_is_told_of_and_the_others_go_on(self):
        broken, sound = self._make_rule(name="Broken"), self._make_rule(name="Sound")
        enter = type(broken)._enter

        def fail(rule, day):
            if rule.id == broken.id:
                raise ValueError("No such thing")
            return enter(rule, day)

        cron = self.Rule.with_context(cron_id=1)
        commits = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        rollback = patch.object(self.cr, "rollback")
        with patch.object(type(broken), "_enter", fail), commits, rollback:
            cron._cron_plan()
        self.assertEqual(broken.state_note, "No such thing")
        self.assertFalse(sound.state_note)
        self.assertEqual(len(self._entries(sound)), 1)
        # the next night it is tried again
        self._night()
        self.assertFalse(broken.state_note)
        self.assertEqual(len(self._entries(broken)), 1)


@tagged("post_install", "-at_install")
class TestFollowUpStill(FollowUpCase):
    """10,000 old records, and a series that stood still for months."""

    def test_ten_thousand_old_records_at_first_activation_send_nothing(self):
        self.env["res.partner"].create(
            [
                {
                    "name": f"Old {n}",
                    "email": f"old{n}@example.com",
                    "comment": "friend",
                    "birth_date": date(1990, 3, 9) - timedelta(days=n % 300),
                }
                for n in range(10_000)
            ]
        )
        rule = self._make_rule(late_days=365)
        self.assertEqual(rule._plan_due(), 0)
        self.assertEqual(rule._plan_due(), 0)
        self.assertFalse(self._entries(rule))
        rule.write({"since": DAY - timedelta(days=30)})
        self.assertEqual(rule._plan_due(), 10_000 // 300 * 30 + 30)
        self.assertEqual(set(self._entries(rule).mapped("state")), {"running"})
