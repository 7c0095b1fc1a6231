# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_commit import CommitCase


@tagged("post_install", "-at_install")
class TestLayawayParallel(CommitCase):
    """Two clerks take money for one order at once, with connections of their own."""

    def setUp(self):
        super().setUp()
        with self._session() as env:
            customer = env["res.partner"].create({"name": "Parallel"})
            order = env["sale.order"].create({"partner_id": customer.id})
            self.ids = customer.id, order.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self._session() as env:
            env["sale.order"].browse(self.ids[1]).unlink()
            env["res.partner"].browse(self.ids[0]).unlink()

    def test_the_second_one_begins_again_and_sees_the_first(self):
        with self._session() as mine:
            order = mine["sale.order"].browse(self.ids[1])
            order.read(["state"])
            with self._session() as theirs:
                theirs["sale.order"].browse(self.ids[1])._lock_layaway()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                order._lock_layaway()
            mine.cr.rollback()
