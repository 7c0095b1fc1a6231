"""A private PostgreSQL: a socket, no port, and no trace of it when all are gone.

Every command holds a shared lock while it uses the cluster; whoever leaves last can
take it exclusively, and stops the cluster. The kernel frees locks of killed commands.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import process, system
from .cache import Cache
from .console import Failure, step

ROLE = "odoo"
# A development cluster can be rebuilt at any time, so speed wins over durability.
SETTINGS = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = 5min
jit = off
"""
# Where PostgreSQL is to be killed, what it has acknowledged must be there afterwards.
DURABLE = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
jit = off
"""


@dataclass
class Cluster:
    """The cluster of one cache."""

    cache: Cache
    settings: str = SETTINGS

    def __post_init__(self) -> None:
        self.folder = self.cache.cluster
        self.socket = self.cache.socket
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"

    @property
    def environ(self) -> dict[str, str]:
        """What libpq reads, for every program we start."""
        return {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": ROLE}

    @contextlib.contextmanager
    def running(self) -> Iterator[Cluster]:
        """The cluster runs inside this block, and stops after the last such block."""
        with (self.cache.locks / "postgres-use").open("w") as use:
            with self.cache.lock("postgres"):
                fcntl.flock(use, fcntl.LOCK_SH)
                self._start()
            try:
                yield self
            finally:
                with self.cache.lock("postgres"):
                    self._leave(use)

    def crash(self, is_immediate: bool = False) -> None:
        """End it as a power cut does, then let it recover.

        ``is_immediate``: by its own immediate stop instead of SIGKILL to all its
        processes.
        """
        pids = self._processes()
        if is_immediate:
            self._control("stop", "-m", "immediate")
        else:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        # one that lives still holds the shared memory
        while any(Path(f"/proc/{pid}/stat").exists() for pid in pids):
            time.sleep(0.05)
        self._start()

    def _processes(self) -> list[int]:
        """The server and what it forked, the server first."""
        server = (self.data / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{server}/task/{server}/children").read_text()
        return [int(pid) for pid in (server, *children.split())]

    def _control(self, verb: str, *further: str | Path) -> int:
        command = [self.programs / "pg_ctl", verb, "-s", "-w", "-D", self.data]
        return subprocess.run(
            self._as_owner(*command, *further),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ).returncode

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement through psql and return its rows, one a line."""
        command = [self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1"]
        command += ["-d", database, "-c", statement]
        try:
            return process.output(command, env={**os.environ, **self.environ})
        except subprocess.CalledProcessError as error:
            if "No space left" in error.stderr:
                raise OSError(28, "No space left", str(self.folder)) from error
            raise Failure(f"PostgreSQL refused: {error.stderr.strip()}") from error

    @property
    def programs(self) -> Path:
        folder = system.postgres_bin()
        if folder is None:
            raise Failure(system.refusal(["postgresql"]))
        return folder

    def _as_owner(self, *command: str | Path) -> list[str]:
        """PostgreSQL refuses to run as root; Debian gives it a user of its own."""
        parts = [str(part) for part in command]
        if os.getuid():
            return parts
        return ["runuser", "-u", "postgres", "--", *parts]

    def _start(self) -> None:
        if self._alive():
            return
        self._folders()
        if not (self.data / "PG_VERSION").exists():
            with step(4, "PostgreSQL cluster"):
                self._create()
        self._reap()
        (self.data / "customer_care.conf").write_text(
            f"{self.settings}unix_socket_directories = '{self.socket}'\n"
        )
        if self._control("start", "-t", "60", "-l", self.log):
            raise process.failed("Starting PostgreSQL", self.log, self._hint())

    def _hint(self) -> str:
        return (
            f"If nothing in {self.folder} is worth keeping, remove that folder and run "
            "the same command again."
        )

    def _create(self) -> None:
        """initdb beside the target, then rename; its superuser is Odoo's role."""
        partial = self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        command = [self.programs / "initdb", "-D", partial, "-U", ROLE, "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        log = self.cache.log("initdb")
        what = "Creating the PostgreSQL cluster"
        process.logged(self._as_owner(*command), log, what, cwd="/")
        with (partial / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists = 'customer_care.conf'\n")
        partial.rename(self.data)

    def _folders(self) -> None:
        for folder in (self.folder, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.getuid():
                shutil.chown(folder, "postgres", "postgres")
            folder.chmod(0o700)

    def _alive(self) -> bool:
        """Whether the process in the pid file is a server of this very cluster."""
        try:
            pid = (self.data / "postmaster.pid").read_text().split()[0]
            return Path(f"/proc/{pid}/cwd").resolve() == self.data.resolve()
        except (OSError, IndexError):
            return False

    def _reap(self) -> None:
        """Drop what a killed server left; a reused pid would stop the next one."""
        for path in (
            self.data / "postmaster.pid",
            self.socket / ".s.PGSQL.5432",
            self.socket / ".s.PGSQL.5432.lock",
        ):
            path.unlink(missing_ok=True)

    def _leave(self, use) -> None:
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still works with it
        if self._alive():
            self._control("stop", "-m", "fast")
