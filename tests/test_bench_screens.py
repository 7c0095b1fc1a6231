# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import time
from contextlib import contextmanager
from unittest.mock import Mock, patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..benchmarks import screens_meter
from ..benchmarks.screens_ask import Ask
from ..benchmarks.screens_journal import TABLE, Asked, Journal
from ..benchmarks.screens_meter import Meter
from ..benchmarks.side import Side


@tagged("post_install", "-at_install")
class TestBenchScreens(TransactionCase):
    """A round of screens loses nothing and waits for nobody."""

    def setUp(self):
        super().setUp()
        self.asked = []
        self.journal = self._journal()
        self.meter = self._meter()

    @contextmanager
    def _env(self):
        yield self.env

    def _journal(self):
        return Journal(Mock(env=self._env), "all")

    def _meter(self):
        meter = Meter(Mock(), self._journal())
        meter.allowed = {}
        return meter

    def _source(self, *labels):
        for label in labels:
            work = lambda env, label=label: self.asked.append(label)  # noqa: E731
            yield Ask(label, "page", work)

    def _ask(self, meter, screen, *labels):
        side = Side(self.env.cr.dbname)
        with patch.object(side, "env", self._env):
            meter.asks(side, screen, lambda env: self._source(*labels))

    def test_a_round_that_was_stopped_goes_on_where_it_was(self):
        self._ask(self.meter, "Notes", "list", "search")
        second = self._meter()
        self._ask(second, "Notes", "list", "search")
        self._ask(second, "Calls", "list")
        self.assertEqual(self.asked, ["list", "search", "list"])
        self.assertEqual(len(second.times), 3)
        second.journal.end()
        self._ask(self._meter(), "Notes", "list")
        self.assertEqual(self.asked, ["list", "search", "list", "list"])

    def test_what_was_slow_before_the_stop_is_told_again(self):
        slow = Asked("list", "page", 2.5, 7)
        failed = Asked("search", "search", error="ERROR ValueError: no")
        refused = Asked("graph", "group", error="REFUSED AccessError: no")
        self.journal.write("Notes", [slow, failed, refused])
        with patch("builtins.print") as told:
            self._ask(self.meter, "Notes")
        self.assertEqual(self.meter.slow, ["Notes"])
        self.assertEqual(self.meter.failed, ["Notes: search"])
        self.assertEqual(told.call_count, 3)

    def test_a_request_that_takes_too_long_is_given_up(self):
        works = {
            "PostgreSQL": lambda env: env.cr.execute("SELECT pg_sleep(5)"),
            "Python": lambda env: time.sleep(5),
        }
        side = Side(self.env.cr.dbname)
        with patch.object(screens_meter, "PATIENCE", 0.2):
            for name, work in works.items():
                with self.subTest(name), mute_logger("odoo.sql_db"):
                    started = time.monotonic()
                    done = self.meter._ask(side, Ask("list", "page", work))
                    self.assertEqual((done.seconds, done.error), (0.2, ""))
                    self.assertLess(time.monotonic() - started, 4)

    def test_another_round_is_not_this_one(self):
        self.journal.write("Notes", [Asked("list", "page", 1.0, 3)])
        self.assertFalse(Journal(Mock(env=self._env), "opened").read("Notes"))
        self.env.cr.execute(f"SELECT count(*) FROM {TABLE}")
        self.assertEqual(self.env.cr.fetchone(), (1,))
