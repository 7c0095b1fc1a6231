# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestSearchScheduleTour(ScheduleCommon, HttpCase):
    """No frozen clock: the browser has its own."""

    def test_a_search_is_scheduled_and_hands_its_files_over(self):
        self.start_tour(
            "/odoo/customer-searches",
            "customer_care_search_schedule",
            login=self.owner.login,
        )
        schedule = self.search.schedule_ids
        self.assertRecordValues(
            schedule,
            [
                {
                    "interval": "daily",
                    "hour": 6.5,
                    "outputs": "report,csv",
                    "user_ids": self.owner.ids,
                    "user_id": self.owner.id,
                }
            ],
        )
        delivery = schedule.delivery_ids
        self.assertEqual(delivery.state, "done")
        self.assertEqual(set(delivery.file_ids.mapped("output")), {"report", "csv"})
        self.assertEqual(len(self._mails(self.owner)), 1)
