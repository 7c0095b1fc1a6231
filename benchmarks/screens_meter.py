"""Asks for the screens of the scenario ``screens`` and judges each request."""

import os
import signal
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import psycopg2.errors

from odoo.exceptions import UserError

from .screens_journal import Asked
from .screens_requests import Screen
from .side import Result

PATIENCE = 30  # seconds after which a request is given up
WAIT, COST = 1.0, 1.5
SETTINGS = 2  # queries of the measuring itself
REFUSED = "REFUSED"


class OutOfPatience(BaseException):
    """A request took too long in Python; nobody's `except Exception` may keep it."""


class Clock:
    """Seconds that Odoo and PostgreSQL worked, whatever else the machine does.

    What is read from the disk is not in it; where /proc is not there, time passes.
    """

    def start(self, env):
        # the work of parallel processes would be nobody's
        env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        self.pid = env.cr._cnx.get_backend_pid()
        self.began = self._now()

    def stop(self):
        self.seconds = self._now() - self.began

    def _now(self):
        try:
            found = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return time.perf_counter()
        ticks = found.rsplit(")", 1)[1].split()[11:13]
        return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class Meter:
    """Asks, and keeps what was slow."""

    def __init__(self, bench, journal, is_opening=False):
        self.bench, self.journal, self.is_opening = bench, journal, is_opening
        self.worst = defaultdict(float)  # of core, by kind
        self.times = []
        self.slow, self.failed = [], []

    def core(self, side, name):
        def asks(env):
            window = env["ir.actions.actions"]._for_xml_id(name)
            return self._source(Screen(env, name, window))(env)

        for row in self._done(side, f"core: {name}", asks):
            self.worst[row.kind] = max(self.worst[row.kind], row.seconds)

    def allow(self):
        self.allowed = {
            kind: max(WAIT, COST * seconds) for kind, seconds in self.worst.items()
        }
        for kind, seconds in self.worst.items():
            self.bench.add(
                f"core: slowest request, {kind}", Result(seconds, None, None)
            )

    def screen(self, side, label, window_of):
        """Ask all of a window; ``window_of`` gets it from an environment."""
        self.asks(
            side,
            label,
            lambda env: self._source(Screen(env, label, window_of(env)))(env),
        )

    def _source(self, screen):
        return screen.opening if self.is_opening else screen.asks

    def asks(self, side, label, source):
        """Ask all of a screen; its line is that of the slowest."""
        done = [row for row in self._done(side, label, source) if not row.error]
        if not done:
            return
        self.times += [row.seconds for row in done]
        for row in done:
            if row.seconds > self.allowed.get(row.kind, WAIT):
                self._say_slow(label, row)
        row = max(done, key=lambda each: each.seconds)
        limit = self.allowed.get(row.kind, WAIT)
        text = f"{label}: {len(done)} requests, slowest {row.label}"
        result = Result(row.seconds, row.queries, 0)
        self.bench.limit(text, result, Result(limit, 0, 0), 1.0)

    def _say_slow(self, label, row):
        self.slow.append(label)
        print(
            f"SLOW {label}: {row.label} ({row.kind}): {row.seconds:.2f} s,"
            f" {row.queries} queries",
            flush=True,
        )

    def _done(self, side, label, source):
        """All requests of a screen: those of the journal, or asked now."""
        done = self.journal.read(label)
        if not done:
            done = [self._ask(side, ask) for ask in self._read(side, label, source)]
            self.journal.write(label, done)
        for row in done:
            if row.error:
                self._fail(f"{label}: {row.label}", row.error)
        return done

    def _read(self, side, label, source):
        try:
            with side.env() as env:
                return list(source(env))
        except Exception as error:  # noqa: BLE001 - it is told
            self._fail(label, _words(error))
            return []

    def _ask(self, side, ask):
        asked = Asked(ask.label, ask.kind)
        try:
            best = self._once(side, ask)
            # not what was done for the first time
            if WAIT < best.seconds < PATIENCE / 3:
                best = min(best, self._once(side, ask), key=lambda run: run.seconds)
        except Exception as error:  # noqa: BLE001 - the next one is asked
            asked.error = _words(error)
            return asked
        asked.seconds, asked.queries = best.seconds, best.queries
        return asked

    def _once(self, side, ask):
        clock = Clock()

        def work(env):
            env.cr.execute(f"SET LOCAL statement_timeout = '{PATIENCE}s'")
            clock.start(env)
            with _patience():
                ask(env)
                env.flush_all()
            clock.stop()

        try:
            result = side.request(work)
        except (psycopg2.errors.QueryCanceled, OutOfPatience):
            return Result(float(PATIENCE), 0, 0)
        return Result(clock.seconds, result.queries - SETTINGS, 0)

    def _fail(self, label, error):
        print(f"{label}: {error}", flush=True)
        if not error.startswith(REFUSED):
            self.failed.append(label)

    def summary(self):
        times = sorted(self.times)
        if not times:
            return
        for label, place in (("median", 0.5), ("95th percentile", 0.95)):
            value = times[int(place * (len(times) - 1))]
            self.bench.add(f"{len(times)} requests: {label}", Result(value, None, None))
        self.bench.check(f"{len(self.slow)} requests were slow", not self.slow)
        self.bench.check(f"{len(self.failed)} ended with an error", not self.failed)


def _words(error):
    verdict = REFUSED if isinstance(error, UserError) else "ERROR"
    return f"{verdict} {type(error).__name__}: {str(error).strip()[-160:]}"


@contextmanager
def _patience():
    """End what takes too long in Python; PostgreSQL ends its statements itself."""

    def give_up(_signal, _frame):
        raise OutOfPatience

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 2 * PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
