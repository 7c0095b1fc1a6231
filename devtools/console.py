"""What a person sees: progress of long steps, and one sentence when it fails."""

from __future__ import annotations

import contextlib
import errno
import sys
import time
from collections.abc import Iterator
from pathlib import Path

STEPS = 6


class Failure(Exception):
    """A fault a person can act on; its text is the one sentence to print."""


class Stopped(BaseException):
    """SIGTERM or SIGHUP; a BaseException so that no ``except Exception`` eats it."""


def say(text: str) -> None:
    """Print to stderr, so that stdout stays free for results."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(number: int, label: str) -> Iterator[None]:
    """Announce a long step when it begins and its duration when it is through."""
    print(f"[{number}/{STEPS}] {label} …", end="", file=sys.stderr, flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", file=sys.stderr, flush=True)
        raise
    print(f" {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


def tail(path: Path, lines: int = 15) -> str:
    """The end of a log, the part that usually names the fault."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def explain(error: OSError) -> str | None:
    """One sentence for the operating system's faults that have a known cure."""
    where = error.filename or "the disk"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"No space left while writing {where}: free some (Odoo, its Python "
            "packages and the databases need about 6 GB) or point CUSTOMER_CARE_CACHE "
            "to a larger disk, then run the same command again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Not allowed to write {where}: give this user the right to, or point "
            "CUSTOMER_CARE_CACHE to a folder of theirs."
        )
    if error.errno == errno.ENOENT and "/" not in str(where):
        return f"The program {where} is missing: install it and run this again."
    return None


FULL_DISK_WORDS = ("No space left on device", "Disk quota exceeded")


def full_disk(log: str) -> bool:
    """Whether a tool we called died of a full disk, whatever it says besides."""
    return any(words in log for words in FULL_DISK_WORDS)
