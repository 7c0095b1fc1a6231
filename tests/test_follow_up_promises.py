# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_follow_up import NOW, FollowUpCase

NUMBER = "+48601234567"


@tagged("post_install", "-at_install")
class TestFollowUpPromises(FollowUpCase):
    """SMS of follow-ups: never twice, and STOP is a no."""

    def _rule_by_sms(self, purpose, days=0):
        search = self._make_search(
            name="By SMS", purpose_id=purpose.id, sms_text="We think of you"
        )
        return self._make_rule(steps=((days, "sms"),), search_id=search.id)

    def test_what_may_have_left_when_the_server_died_is_asked_about_and_not_repeated(
        self,
    ):
        self._make_friend("Anna", birth_date="1980-03-10", phone=NUMBER)
        rule = self._rule_by_sms(self.service)
        rule._plan_due()
        message = self._messages(rule)
        message.flush_recordset()
        self.cr.execute(
            """UPDATE customer_message SET state = 'claimed', claimed_by = 2147483000,
                      claimed_at = %s, handed_at = %s WHERE id = %s""",
            [NOW, NOW, message.id],
        )
        self.env.invalidate_all()
        for days in (0, 1, 2):
            with self._days_later(days):
                self._night()
                self.assertEqual(self._messages(rule), message)
                self.assertEqual(message.state, "unknown")
        self.assertEqual(self._entries(rule).state, "running")

    def test_stop_from_a_shared_number_ends_the_follow_up_of_both(self):
        both = self.env["res.partner"]
        for name in ("Anna", "Jan"):
            both += self._make_friend(name, birth_date="1980-03-10", phone=NUMBER)
        other = self._make_friend(
            "Ewa", birth_date="1980-03-10", phone="+48 605 000 111"
        )
        for partner in both | other:
            partner._set_marketing_consent("sms", True, "counter")
        rule = self._rule_by_sms(self.marketing, days=5)
        rule._plan_due()
        self.assertEqual(set(self._messages(rule).mapped("state")), {"planned"})
        with self._days_later(1):
            self.assertEqual(self.Message._receive_sms(NUMBER, " stop "), "stop")
            rule._plan_due()
            found = {
                entry.partner_id: (entry.state, entry.reason)
                for entry in self._entries(rule)
            }
            self.assertEqual(
                found,
                {
                    other: ("running", False),
                    **{partner: ("stopped", "Said no.") for partner in both},
                },
            )
            states = {row.partner_id: row.state for row in self._messages(rule)}
            self.assertEqual(states.pop(other), "planned")
            self.assertEqual(set(states.values()), {"cancelled"})
