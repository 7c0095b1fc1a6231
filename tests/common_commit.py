# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.tests import TransactionCase

ROWS = """
    SELECT relname::text, (xpath('/row/n/text()', query_to_xml(
               format('SELECT count(*) AS n FROM %I', relname), false, true, ''
           )))[1]::text::int
      FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       -- what browsers and other processes are told, Odoo clears away by itself
       AND relname <> 'bus_bus' AND relname NOT LIKE 'orm_signaling_%'
"""


class CommitCase(TransactionCase):
    """Tests that commit, with connections of their own, and leave no row.

    Other classes come after them on the same database and would find it.
    """

    def setUp(self):
        super().setUp()
        with self._session() as env:
            env.cr.execute("SELECT coalesce(max(id), 0) FROM customer_event")
            [last] = env.cr.fetchone()
        self.addCleanup(self._check_rows, last, self._rows())

    @contextmanager
    def _session(self):
        with sql_db.db_connect(self.cr.dbname).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _check_rows(self, last, before):
        """That customers were deleted outlives them; here it goes too."""
        with self._session() as env:
            env.cr.execute("DELETE FROM customer_event WHERE id > %s", [last])
        self.assertFalse(self._rows() ^ before)

    def _rows(self):
        with self._session() as env:
            env.cr.execute(ROWS)
            return set(env.cr.fetchall())
