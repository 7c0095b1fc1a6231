# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, sql_db
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLayawayParallel(TransactionCase):
    """Two clerks take money for one order at once, with connections of their own."""

    def setUp(self):
        super().setUp()
        with self._session() as env:
            customer = env["res.partner"].create({"name": "Parallel"})
            order = env["sale.order"].create({"partner_id": customer.id})
            self.ids = customer.id, order.id
        self.addCleanup(self._remove)

    @contextmanager
    def _session(self):
        with sql_db.db_connect(self.cr.dbname).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

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
