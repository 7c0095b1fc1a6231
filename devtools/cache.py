"""Where things are kept: one cache per user, shared by all checkouts."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, explain, say

ROOT = Path(__file__).resolve().parent.parent
ADDON = "customer_care"
VARIABLE = "CUSTOMER_CARE_CACHE"
SOCKET_LIMIT = 100
LOG_DAYS = 7
# Locks that are held for moments only.
QUIET = {"postgres"}


def default_folder(environ: dict[str, str], uid: int) -> Path:
    """The cache folder; root's home is closed to PostgreSQL, hence /var/cache."""
    if environ.get(VARIABLE):
        return Path(environ[VARIABLE]).expanduser().resolve()
    if uid == 0:
        return Path("/var/cache/customer-care")
    base = environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().resolve() / "customer-care"


@dataclass(frozen=True)
class Cache:
    """The folders below one cache folder."""

    folder: Path

    @classmethod
    def from_environment(cls) -> Cache:
        cache = cls(default_folder(dict(os.environ), os.getuid()))
        for folder in (cache.folder, cache.locks, cache.logs, cache.data):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Failure(explain(error) or str(error)) from error
        cache.forget_old_logs()
        return cache

    @property
    def locks(self) -> Path:
        return self.folder / "locks"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def data(self) -> Path:
        """Odoo's data_dir: filestores and sessions."""
        return self.folder / "data"

    @property
    def filestore(self) -> Path:
        return self.data / "filestore"

    def log(self, name: str) -> Path:
        """A log of its own for every process, so that two runs never mix."""
        return self.logs / f"{name}-{os.getpid()}.log"

    def checkout(self, root: Path) -> Path:
        """What belongs to one checkout, named so that a person finds it."""
        digest = hashlib.sha256(str(root).encode()).hexdigest()[:8]
        return self.folder / "checkouts" / f"{root.name}-{digest}"

    @property
    def cluster(self) -> Path:
        """The PostgreSQL cluster; elsewhere when its own user cannot reach us."""
        if os.getuid() == 0 and not _reachable(self.folder):
            return Path("/var/lib") / f"customer-care-{self._digest}"
        return self.folder / "postgres"

    @property
    def socket(self) -> Path:
        """The socket's folder; the kernel refuses long socket paths."""
        folder = self.cluster / "socket"
        if len(str(folder)) + len("/.s.PGSQL.5432.lock") < SOCKET_LIMIT:
            return folder
        return Path("/tmp") / f"customer-care-{os.getuid()}-{self._digest}"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(str(self.folder).encode()).hexdigest()[:8]

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """One process at a time; the kernel frees it however the process ends."""
        with (self.locks / name).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if name not in QUIET:
                    say(f"Waiting for another ./dev, which is busy with: {name}")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def forget_old_logs(self) -> None:
        """Logs matter right after a failure, not weeks later."""
        limit = time.time() - LOG_DAYS * 86400
        for path in self.logs.glob("*.log"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < limit:
                    path.unlink()


def _reachable(folder: Path) -> bool:
    """Whether the user ``postgres`` may enter the folder."""
    command = ["runuser", "-u", "postgres", "--", "test", "-x", str(folder)]
    return not subprocess.run(command, cwd="/", capture_output=True).returncode
