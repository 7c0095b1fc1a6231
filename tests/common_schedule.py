# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields

from .common_search import SearchCommon

# A Monday; 07:00 in Warsaw is 06:00 UTC in winter.
NOW = "2026-11-30 12:00:00"


class ScheduleCommon(SearchCommon):
    """A search of a user of level 2, and schedules for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.user_level_2
        cls.owner.email = "owner@example.com"
        cls.reader = cls._make_user(
            "reader", "customer_care.level_2", email="reader@example.com"
        )
        cls.Schedule = cls.env["customer.search.schedule"]
        # what users get for changed addresses
        cls.env["mail.mail"].search([]).unlink()
        cls.search = cls._make_search(user=cls.owner, name="Of the schedule")

    @classmethod
    def _make_schedule(cls, user=None, **vals):
        """Every day at 7, a CSV file to the reader."""
        schedule = cls.Schedule.with_user(user or cls.owner).create(
            {
                "search_id": cls.search.id,
                "interval": "daily",
                "outputs": "csv",
                "user_ids": cls.reader.ids,
                **vals,
            }
        )
        # what is to come is computed by the clock of now
        schedule.flush_recordset()
        return schedule

    def _cron(self):
        """Run the job, as if it were due now."""
        self.Schedule.sudo()._cron_schedules()

    def _deliveries(self, schedule):
        return schedule.sudo().delivery_ids.sorted("occurrence")

    def _mails(self, user=None):
        user = user or self.reader
        return self.env["mail.mail"].search([("email_to", "=", user.email_formatted)])

    def _told(self, user=None):
        """Return what the owner was notified of, the newest first."""
        partner = (user or self.owner).partner_id
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "customer.search.schedule"),
                ("notified_partner_ids", "in", partner.ids),
            ],
            order="id desc",
        )
        return [f"{m.subject}: {m.body}" for m in messages]

    def _at(self, text):
        return fields.Datetime.to_datetime(text)
