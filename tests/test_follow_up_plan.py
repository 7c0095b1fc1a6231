# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common_follow_up import DAY, NOW, FollowUpCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFollowUpPlan(FollowUpCommon):
    """Whom each trigger finds, on which day, and that everything exists once."""

    def setUp(self):
        super().setUp()
        here = self._at(NOW)
        here.__enter__()
        self.addCleanup(here.__exit__, None, None, None)

    def test_birthday_is_written_for_on_the_day_and_once(self):
        anna = self._make_friend("Anna Kowalska", birth_date="1980-03-10")
        self._make_friend("Jan Nowak", birth_date="1980-03-11")
        rule = self._make_rule()

        self.assertEqual(self._night(), ['"Anna Kowalska" <anna.kowalska@example.com>'])
        self.assertEqual(self._night(), [])
        entry = self._entries(rule)
        self.assertEqual(entry.partner_id, anna)
        self.assertEqual(entry.occurrence, DAY)
        self.assertEqual(entry.state, "done")
        self.assertEqual(entry.step_id, rule.step_ids)
        self.assertEqual(self._messages(rule).state, "sent")

    def test_last_invoice_counts_and_not_an_older_one(self):
        anna, jan = self._make_friend("Anna"), self._make_friend("Jan")
        self._make_invoice(anna, DAY - timedelta(days=30))
        self._make_invoice(jan, DAY - timedelta(days=30))
        self._make_invoice(jan, DAY - timedelta(days=3))
        rule = self._make_rule(trigger="invoice", delay=30)
        self._night()
        self.assertEqual(self._entries(rule).partner_id, anna)
        self.assertEqual(self._entries(rule).basis, DAY - timedelta(days=30))
