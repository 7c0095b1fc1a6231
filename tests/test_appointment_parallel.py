# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_commit import CommitCase


@tagged("post_install", "-at_install")
class TestAppointmentParallel(CommitCase):
    """Two clerks check one customer in at once, with connections of their own."""

    def setUp(self):
        super().setUp()
        with self._session() as env:
            customer = env["res.partner"].create({"name": "Parallel"})
            event = (
                env["calendar.event"]
                .with_context(no_mail_to_attendees=True)
                .create(
                    {
                        "name": "Parallel",
                        "customer_partner_id": customer.id,
                        "customer_remind": False,
                    }
                )
            )
            self.ids = customer.id, event.id
            self.freed = env["customer.freed.time"].search([]).ids
        self.addCleanup(self._remove)

    def _remove(self):
        with self._session() as env:
            env["calendar.event"].browse(self.ids[1]).unlink()
            freed = env["customer.freed.time"].search([("id", "not in", self.freed)])
            freed.unlink()
            env["res.partner"].browse(self.ids[0]).unlink()

    def test_the_second_one_begins_again_and_finds_it_done(self):
        with self._session() as mine:
            event = mine["calendar.event"].browse(self.ids[1])
            event.read(["customer_state"])
            with self._session() as theirs:
                first = theirs["calendar.event"].browse(self.ids[1])
                first.action_customer_arrived()
                theirs.flush_all()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                event.action_customer_arrived()
                mine.flush_all()
            mine.cr.rollback()
            mine.invalidate_all(flush=False)
            arrived_at = event.customer_arrived_at
            self.assertTrue(arrived_at)
            event.action_customer_arrived()
            self.assertEqual(event.customer_arrived_at, arrived_at)
        self.assertLessEqual(arrived_at, fields.Datetime.now())
