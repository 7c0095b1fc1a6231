# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Processes of Odoo that are born with the registry loaded, as a server's workers are.

Loading it takes seconds. One process does it, gives up its connections, and forks when
asked to; what it forks has a number, sessions and a death of its own.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading

STARTS = "import runpy\nrunpy.run_path({path!r})['serve'](env, {number})\n"


class Nursery:
    """The process that forks, from the side of the tests."""

    def __init__(self, launcher, database, log):
        self._requests, theirs = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET
        )
        with theirs, open(log, "w") as stream:
            self._process = subprocess.Popen(
                [*launcher, "shell", "-d", database, "--no-http", "--log-level=warn"],
                stdin=subprocess.PIPE,
                stdout=stream,
                stderr=stream,
                pass_fds=[theirs.fileno()],
                text=True,
            )
            script = STARTS.format(path=__file__, number=theirs.fileno())
            self._process.stdin.write(script)
            self._process.stdin.close()

    def start(self, script, log):
        """Start a process of Odoo's shell that reads the file `script`."""
        ours, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, writing = os.pipe()
        with control, open(script) as stdin, open(log, "w") as stderr:
            numbers = [control.fileno(), stdin.fileno(), writing, stderr.fileno()]
            socket.send_fds(self._requests, [b"start"], numbers)
        os.close(writing)
        return Child(ours, os.fdopen(reading))

    def stop(self):
        self._requests.close()
        self._process.wait(timeout=60)


class Child:
    """A process of the nursery, used as one of `subprocess`."""

    def __init__(self, control, stdout):
        self._control = control
        self._lock = threading.Lock()
        self.stdout = stdout
        self.returncode = None
        if not (number := control.recv(32)):
            raise AssertionError("the nursery ended before it was asked")
        self.pid = int(number)

    def poll(self):
        return self._end_within(0)

    def wait(self, timeout=None):
        if self._end_within(timeout) is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        return self.returncode

    def kill(self):
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _end_within(self, seconds):
        with self._lock:
            if self.returncode is None:
                if select.select([self._control], [], [], seconds)[0]:
                    self.returncode = int(self._control.recv(32))
            return self.returncode


def serve(env, number):
    """Fork for each request on this socket until nobody can ask any more."""
    from odoo import sql_db

    database = env.cr.dbname
    env.cr.close()
    sql_db.close_all()
    requests = socket.socket(fileno=number)
    # the guards need nobody to wait for them
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked, numbers, __, __ = socket.recv_fds(requests, 16, 4)
        if not asked:
            os._exit(0)
        if not os.fork():
            requests.close()
            _guard(database, *numbers)
        for each in numbers:
            os.close(each)


def _guard(database, control, *files):
    """Say which number the process has, and how it ended once it has."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if not (pid := os.fork()):
            os.close(control)
            _live(database, *files)
        for each in files:
            os.close(each)
        os.write(control, b"%d" % pid)
        __, status = os.waitpid(pid, 0)
        os.write(control, b"%d" % os.waitstatus_to_exitcode(status))
    finally:
        os._exit(0)


def _live(database, *files):
    """Do what Odoo's shell does with a script, with nothing remembered from before."""
    from odoo import sql_db
    from odoo.cli.shell import Shell
    from odoo.modules.registry import Registry

    code = 1
    try:
        for target, each in enumerate(files):
            os.dup2(each, target)
        sys.stdin = open(0)  # noqa: SIM115
        registry = Registry(database)
        # sessions are named after the process
        registry._db = sql_db.db_connect(database)
        registry = registry.check_signaling()
        registry.clear_all_caches()
        registry.cache_invalidated.clear()
        Shell().shell(database)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
