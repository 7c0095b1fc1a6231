"""A database as its users see it: every call is a transaction of its own.

Several databases can be open in one process, so the same moment's noise hits all.
"""

import contextlib
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from psycopg2.sql import SQL, Identifier

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect


@dataclass
class Result:
    """Best time of several runs, with the queries and the memory of that run."""

    seconds: float
    queries: int
    peak_mb: float
    value: object = None


class Side:
    """A database that is called as a user of it."""

    def __init__(self, database: str, uid: int = SUPERUSER_ID) -> None:
        self.registry = Registry(database)
        self.database = database
        self.uid = uid

    def as_user(self, login: str) -> "Side":
        """The same database for somebody else."""
        with self.env() as env:
            user = env["res.users"].search([("login", "=", login)])
            return Side(self.database, user.id)

    @contextlib.contextmanager
    def env(self):
        """A new transaction in the context of the web client; committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, self.uid, self._context())

    def request(self, work: Callable[[api.Environment], object]) -> Result:
        """Do as the server does for one call: cold records, warm caches of the server.

        What work changes is undone.
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.uid, self._context())
            reset_peak()
            queries = cr.sql_log_count
            start = time.perf_counter()
            value = work(env)
            env.flush_all()
            seconds = time.perf_counter() - start
            result = Result(seconds, cr.sql_log_count - queries, peak(), value)
            cr.rollback()
        return result

    def best(self, work, repeat: int = 21) -> Result:
        """The quickest of several requests, after one that warms the caches."""
        self.request(work)
        runs = [self.request(work) for _time in range(repeat)]
        return min(runs, key=lambda run: run.seconds)

    def vacuum(self) -> None:
        """Do what autovacuum would have done by now: statistics, indexes in order."""
        with contextlib.closing(db_connect(self.database).cursor()) as cr:
            cr._cnx.set_session(autocommit=True)
            try:
                cr.execute("VACUUM ANALYZE")
            finally:
                cr._cnx.set_session(autocommit=False)

    def _context(self) -> dict:
        return {
            "lang": "en_US",
            "tz": "Europe/Warsaw",
            "uid": self.uid,
            "allowed_company_ids": [1],
        }


def median(results: Iterable[Result]) -> Result:
    """The typical one, with the queries of the quickest: it did nothing twice."""
    runs = sorted(results, key=lambda run: run.seconds)
    seconds = statistics.median(run.seconds for run in runs)
    return Result(seconds, runs[0].queries, runs[0].peak_mb, runs[0].value)


def multiply(env, record, count: int, **columns: str) -> None:
    """Insert copies of a record's row, see `Bench.multiply`."""
    env.flush_all()
    table = record._table
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND table_schema = current_schema AND is_generated = 'NEVER'",
        [table],
    )
    names = {name for (name,) in env.cr.fetchall()}
    names = sorted(names - ({"id"} - columns.keys()))
    values = SQL(", ").join(
        SQL(f"({columns[name]})") if name in columns else Identifier("s", name)
        for name in names
    )
    env.cr.execute(
        SQL(
            "INSERT INTO {table} ({names}) SELECT {values} FROM {table} s, "
            "generate_series(1, %s) n WHERE s.id = %s"
        ).format(
            table=Identifier(table),
            names=SQL(", ").join(map(Identifier, names)),
            values=values,
        ),
        [count, record.id],
    )
    env.invalidate_all()


def reset_peak() -> None:
    """Start a new peak; without that right the process's whole life is reported."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak() -> float:
    """The highest resident memory since the last reset, in MB."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
