# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase


@tagged("post_install", "-at_install")
class TestFollowUpMerge(FollowUpCase):
    """Customers, and vehicles, merged between the plan and the message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_friend("Anna", birth_date="1980-03-10")
        cls.double = cls._make_friend("Anna K", birth_date="1980-03-10")

    def _merge(self):
        operation = self.env["customer.operation"]._merge(
            [(self.double.id, self.anna.id)]
        )
        self.env.invalidate_all()
        return operation

    def test_merged_in_between_they_get_one_message_and_not_two(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        self.assertEqual(len(self._entries(rule)), 2)
        operation = self._merge()
        entries = self._entries(rule)
        self.assertEqual(entries.partner_id, self.anna)
        self.assertEqual(sorted(entries.mapped("state")), ["running", "stopped"])
        with self._days_later(0.5):
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
            self.assertEqual(self._night(), [])
        self.assertEqual(
            sorted(self._messages(rule).mapped("state")), ["cancelled", "sent"]
        )
        self.assertTrue(operation)

    def test_what_ends_by_a_merge_ends_on_the_day_of_the_company(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        with self._days_later(0.65):  # after midnight in Warsaw
            self._merge()
        stopped = self._entries(rule).filtered(lambda e: e.state == "stopped")
        self.assertEqual(stopped.ended_on, DAY + timedelta(days=1))

    def test_what_one_got_before_the_other_gets_no_more(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        first = self._entries(rule).filtered(lambda e: e.partner_id == self.double)
        row = self.Message.search([("source", "=", f"{first._name},{first.id}")])
        row.write({"state": "sent", "sent_at": "2027-03-10 07:00:00"})
        self._merge()
        with self._days_later(0.5):
            self.assertEqual(self._night(), [])
        self.assertEqual(
            self._entries(rule).filtered(lambda e: e.state == "stopped").ids,
            (self._entries(rule) - first).ids,
        )

    def test_the_survivor_does_not_enter_for_what_the_other_had(self):
        """The key of the one who was merged is the survivor's."""
        self.anna.birth_date = False
        rule = self._make_rule()
        self._night()
        self.assertEqual(self._entries(rule).partner_id, self.double)
        self._merge()
        self.anna.birth_date = "1980-03-10"
        self.assertEqual(self._entries(rule).subject, f"p{self.anna.id}")
        rule.planned_until = False
        self.assertEqual(self._night(), [])
        self.assertEqual(len(self._entries(rule)), 1)

    def test_the_last_invoice_of_both_counts_after_the_merge(self):
        self._make_invoice(self.double, DAY - timedelta(days=30))
        self._make_invoice(self.anna, DAY - timedelta(days=2))
        rule = self._make_rule(trigger="invoice", delay=30)
        self._merge()
        self.assertEqual(self._night(), [])
        self.assertFalse(self._entries(rule))

    def test_undo_gives_each_his_own_back(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        entries = self._entries(rule)
        messages = self._messages(rule)
        before = entries.read(["partner_id", "state", "subject", "cycle_key", "reason"])
        operation = self._merge()
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(
            entries.read(["partner_id", "state", "subject", "cycle_key", "reason"]),
            before,
        )
        self.assertEqual(messages.mapped("state"), ["planned", "planned"])

    def test_two_entries_of_one_vehicle_become_one(self):
        search = self._make_search(name="Cars", base="asset", domain="[]")
        one, two = self.env["customer.asset"].create(
            [
                {
                    "kind": "animal",
                    "name": "Burek",
                    "partner_id": self.anna.id,
                    "birth_date": "2020-03-10",
                }
            ]
            * 2
        )
        rule = self._make_rule(search_id=search.id, hour=18)
        rule._plan_due()
        self.env["customer.operation"]._merge(
            [(two.id, one.id)], model="customer.asset"
        )
        self.env.invalidate_all()
        running = self._entries(rule).filtered(lambda e: e.state == "running")
        self.assertEqual(running.subject, f"a{one.id}")
        self.assertEqual(len(self._entries(rule)), 2)
