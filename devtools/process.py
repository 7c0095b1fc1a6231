"""Child processes: logged, interruptible, and gone when we are gone."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .console import Failure, Stopped, full_disk, tail

Command = Sequence[str | os.PathLike]
GRACE = 15
PR_SET_PDEATHSIG = 1
FULL = 1_000_000


def logged(command: Command, log: Path, what: str, hint: str = "", **options) -> None:
    """Run a step whose output only matters when it fails.

    The log is kept, so that the sentence on screen can stay one sentence.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        code = _wait(
            subprocess.Popen(
                [os.fspath(part) for part in command],
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_us,
                **{"stdin": subprocess.DEVNULL, **options},
            ),
            group=True,
        )
    if code:
        raise failed(what, log, hint)


def failed(what: str, log: Path, hint: str = "") -> Exception:
    """The exception for a failed step: a full disk is always named as such.

    A disk may be too full even for the tool's last words, so it is asked as well.
    """
    end = tail(log)
    said = full_disk(log.read_text(errors="replace") if log.exists() else "")
    if said or shutil.disk_usage(log.parent).free < FULL:
        return OSError(errno.ENOSPC, "No space left", str(log.parent.parent))
    sentence = f"{what} failed; the whole log is {log}."
    return Failure("\n".join(part for part in (end, sentence, hint) if part))


def output(command: Command, **options) -> str:
    """What a command prints, without the newline at the end."""
    return subprocess.run(
        [os.fspath(part) for part in command],
        check=True,
        text=True,
        capture_output=True,
        **options,
    ).stdout.rstrip("\n")


def foreground(
    command: Command, env: Mapping[str, str], group: bool = True, **options
) -> int:
    """Run a command whose output is the person's, and return its exit code.

    With ``group`` it leads its own process group and dies with everything it
    started; without, it stays in ours, as a program that reads the terminal must.
    """
    child = subprocess.Popen(
        [os.fspath(part) for part in command],
        env=dict(env),
        start_new_session=group,
        preexec_fn=end_with_us if group else None,
        **options,
    )
    return _wait(child, group)


def end_with_us() -> None:
    """Ask the kernel to end a child when even SIGKILL left us no time to do it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(child: subprocess.Popen, group: bool) -> int:
    """Wait for a child; when we are interrupted it ends before we do."""
    try:
        code = child.wait()
    except (KeyboardInterrupt, Stopped):
        end(child, group)
        raise
    if group:
        _signal(child, signal.SIGKILL, group)  # what it may have left behind
    return code


def end(child: subprocess.Popen, group: bool) -> None:
    """Ask politely, then insist; never leave a grandchild behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        _signal(child, number, group)
        try:
            child.wait(GRACE)
            break
        except subprocess.TimeoutExpired:
            continue
    _signal(child, signal.SIGKILL, group)
    child.wait()


def _signal(child: subprocess.Popen, number: int, group: bool) -> None:
    """Signal the child, or the whole group it leads."""
    try:
        if group:
            os.killpg(child.pid, number)
        elif child.poll() is None:
            child.send_signal(number)
    except (ProcessLookupError, PermissionError):
        pass
