"""The server of `./dev faults`: started, killed in whole or in part, started again."""

import os
import random
import signal
import time
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
import requests

from devtools.cache import Cache
from devtools.postgres import DURABLE, Cluster

from .load_server import HOST, free_port, start

PATIENCE = 120
TARGETS = (
    "kill -9 of the server, all processes",
    "kill -9 of a web worker",
    "kill -9 of a cron worker",
    "kill -9 of PostgreSQL, all processes",
    "immediate stop of PostgreSQL",
)
SERVER, WORKER, CRON, POSTGRES, STOP = TARGETS
# How often each: what a restart of all costs the most time, and hits the least at once.
WEIGHTS = (1, 2, 2, 1, 1)


class Victims:
    """The server with its workers, and the PostgreSQL it works with."""

    def __init__(self, folder: Path, database: str) -> None:
        self.cache = Cache(folder)
        self.cluster = Cluster(self.cache, DURABLE)
        self.database = database
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.server = None
        self.starts = 0

    # -- asking ------------------------------------------------------------------------

    def sql(self, query, *parameters, database=""):
        """The rows of a query from outside; tried again while PostgreSQL recovers."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._sql(query, parameters, database or self.database)
            except psycopg2.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def _sql(self, query, parameters, database):
        connection = psycopg2.connect(
            dbname=database, host=str(self.cluster.socket), user="odoo"
        )
        with closing(connection):
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, parameters or None)
                return cursor.fetchall() if cursor.description else []

    # -- living ------------------------------------------------------------------------

    def ensure(self) -> None:
        """Have it answer; start it anew when it is gone, as an init system does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if not self.server or self.server.poll() is not None:
                self._start()
            with suppress(requests.RequestException):
                if requests.get(
                    f"{self.url}/web/health?db_server_status=1", timeout=10
                ).ok:
                    return
            time.sleep(0.3)
        raise RuntimeError("The server does not answer; its log is in the cache.")

    def _start(self):
        self.starts += 1
        with (self.cache.logs / "server.log").open("a") as log:
            self.server = start(
                self.database,
                self.port,
                log,
                "--max-cron-threads=2",
                "--log-level=warn",
                "--limit-time-real-cron=600",
                workers=2,
            )

    def stop(self) -> None:
        """The end of all, gently."""
        if self.server and self.server.poll() is None:
            self.server.terminate()
            with suppress(Exception):
                self.server.wait(30)
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)

    # -- dying -------------------------------------------------------------------------

    def kill(self, target: str, chance: random.Random) -> None:
        """Kill, without a word to anybody."""
        if target == SERVER:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(30)
        elif target in (WORKER, CRON):
            self._kill_worker(target == CRON, chance)
        else:
            self.cluster.crash(is_immediate=target == STOP)

    def _kill_worker(self, is_cron, chance):
        """Rather one that is in a transaction than one that has nothing to do."""
        rows = self.sql(
            """SELECT substr(application_name, 6)::int, datname = 'postgres',
                      state <> 'idle'
                 FROM pg_stat_activity WHERE application_name ~ '^odoo-[0-9]+$'"""
        )
        crons = {pid for pid, is_listening, _busy in rows if is_listening}
        busy = {pid for pid, _cron, is_busy in rows if is_busy}
        every = {pid for pid in self._children() if (pid in crons) == is_cron}
        pids = sorted(every & busy or every)
        if pids:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(pids), signal.SIGKILL)

    def _children(self):
        pid = self.server.pid
        with suppress(OSError):
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            return [int(each) for each in text.split()]
        return []

    # -- jobs --------------------------------------------------------------------------

    def is_running(self, cron_id: int) -> bool:
        """Whether a worker holds the row of a job, as Odoo's do while they run it."""
        return not self.sql(
            "SELECT id FROM ir_cron WHERE id = %s FOR SHARE SKIP LOCKED", cron_id
        )

    def trigger(self, cron_ids) -> None:
        """Let jobs be due now, and wake the workers as Odoo does."""
        self.sql(
            """INSERT INTO ir_cron_trigger (cron_id, call_at, create_uid, create_date)
               SELECT id, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
                 FROM unnest(%s) AS id""",
            list(cron_ids),
        )
        self.sql(
            "SELECT pg_notify('cron_trigger', %s)", self.database, database="postgres"
        )
