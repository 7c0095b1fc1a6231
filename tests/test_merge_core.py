# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeCore(MergeCommon):
    """Core's own wizard, with our addon installed."""

    def _merge_by_core(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.source + self.survivor).ids, self.survivor)
        self.env.invalidate_all()
        return self.operations.search([], limit=1)

    def test_source_is_archived_and_points_to_the_survivor(self):
        self._merge_by_core()
        self.assertTrue(self.source.exists())
        self.assertFalse(self.source.active)
        self.assertEqual(self.source.merged_into_id, self.survivor)

    def test_row_on_a_conflict_is_not_deleted(self):
        follower = self.env["res.partner"].create({"name": "Follower"})
        other = self.env["res.partner"].create({"name": "Other"})
        self.source.message_subscribe((follower + other).ids)
        self.survivor.message_subscribe(follower.ids)
        self._merge_by_core()
        self.assertIn(other, self.survivor.message_partner_ids)
        self.assertIn(follower, self.source.message_partner_ids)

    def test_planned_message_and_done_activity_are_kept(self):
        planned = self.env["mail.scheduled.message"].create(
            {
                "model": "res.partner",
                "res_id": self.source.id,
                "author_id": self.env.user.partner_id.id,
                "scheduled_date": "2030-01-01 10:00:00",
                "body": "Later",
            }
        )
        activity = self.source.activity_schedule(
            "mail.mail_activity_data_todo", summary="Done"
        )
        activity.action_feedback("Done")
        self._merge_by_core()
        self.assertEqual(planned.res_id, self.survivor.id)
        self.assertEqual(activity.exists().res_id, self.survivor.id)

    def test_salesperson_and_registry_are_taken_over(self):
        self.source.write(
            {"user_id": self.env.user.id, "company_registry": "R 1", "vat": False}
        )
        self._merge_by_core()
        self.assertEqual(self.survivor.user_id, self.env.user)
        self.assertEqual(self.survivor.company_registry, "R 1")

    def test_appointment_does_not_point_to_nobody(self):
        model = self.env["ir.model"]._get_id("res.partner")
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
                "res_model_id": model,
                "res_id": self.source.id,
            }
        )
        self._merge_by_core()
        self.assertEqual(event.res_id, self.survivor.id)

    def test_it_can_be_undone(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        operation = self._merge_by_core()
        self.assertEqual(order.partner_id, self.survivor)
        operation.action_undo()
        self.assertEqual(order.partner_id, self.source)

    def test_hooks_of_other_addons_run(self):
        wizard = type(self.env["base.partner.merge.automatic.wizard"])
        seen = []
        with patch.object(
            wizard, "_log_merge_operation", lambda _self, src, dst: seen.append(src)
        ):
            self._merge_by_core()
        self.assertEqual(seen, [self.source])

    def test_guards_hold_in_it(self):
        self.source.sudo().is_forgotten = True
        with self.assertRaisesRegex(UserError, "asked to be forgotten"):
            self._merge_by_core()
