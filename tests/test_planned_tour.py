# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_follow_up import FollowUpCommon


@tagged("post_install", "-at_install")
class TestPlannedTour(FollowUpCommon, HttpCase):
    def _open(self, name, tour, login="level_3"):
        action = self.env.ref(f"customer_care.{name}")
        self.start_tour(f"/odoo/action-{action.id}", tour, login=login)

    def test_a_day_of_the_calendar_is_stopped_and_taken_back(self):
        self.Message.search([]).unlink()
        self.env["customer.planned.expected"].search([]).unlink()
        self.env["customer.planned.hold"].search([]).unlink()
        anna = self._make_customer(name="Anna Tour", phone="+48 601 234 567")
        # soon: the calendar shows this month, which may end tonight
        moment = fields.Datetime.now() + timedelta(minutes=20)
        messages = self.Message.create(
            [
                {
                    "partner_id": anna.id,
                    "channel": "sms",
                    "body": "<p>Hello</p>",
                    "purpose_id": self.service.id,
                    "scheduled_at": moment,
                }
                for _number in range(2)
            ]
        )
        self._open("customer_planned_action", "customer_care_planned")
        self.assertEqual(messages.mapped("state"), ["cancelled", "cancelled"])
        self.assertIn("The workshop is closed", messages[0].reason)
        self._open("customer_planned_hold_action", "customer_care_planned_back")
        self.assertEqual(messages.mapped("state"), ["planned", "planned"])

    def test_the_clerk_tags_a_customer_for_a_follow_up(self):
        anna = self._make_customer(name="Anna Tour")
        rule = self._make_rule(name="Tyres of the tour", trigger="tag")
        self._open(
            "res_partner_action_customers", "customer_care_follow_up_tag", "level_5"
        )
        tag = self.env["customer.follow.up.tag"].search([])
        self.assertRecordValues(
            tag,
            [
                {
                    "partner_id": anna.id,
                    "follow_up_id": rule.id,
                    "remark": "Asked at the counter",
                    "user_id": tag.user_id.id,
                }
            ],
        )
        self.assertEqual(tag.user_id.login, "level_5")
