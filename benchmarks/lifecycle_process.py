"""Odoo in a process of its own, on a database that is looked at from outside."""

import json
import os
import subprocess
import tempfile
import time

from .side import Result


def odoo(database, *options):
    """Let Odoo do something to the database and end."""
    return timed(
        [*launcher(), "-d", database, *options, "--stop-after-init", "--no-http"]
    )


def shell(database, script):
    return timed([*launcher(), "shell", "-d", database, "--no-http"], script)


def launcher():
    return [*json.loads(os.environ["CUSTOMER_CARE_ODOO"])]


def timed(command, script=""):
    """Seconds and peak memory of a process.

    :raise RuntimeError: with the end of its log when it failed
    """
    with tempfile.TemporaryFile("w+") as log, tempfile.TemporaryFile("w+") as stdin:
        stdin.write(script)
        stdin.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--log-level=error", "--max-cron-threads=0"],
            stdin=stdin,
            stdout=log,
            stderr=log,
        )
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        log.seek(0)
        text = log.read()
        if os.waitstatus_to_exitcode(status) or "Traceback" in text:
            raise RuntimeError(text[-2000:])
    return Result(seconds, 0, used.ru_maxrss / 1024)
