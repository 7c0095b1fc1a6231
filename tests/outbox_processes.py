# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Real processes on a copy of the database: what a single transaction cannot show."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.base.models.res_partner import ResPartner

from .outbox_nursery import Nursery

# Every script starts with this: what messages say, and small batches.
PREAMBLE = """
import json, os, signal, time
from unittest.mock import patch
from odoo.addons.base.models.res_partner import ResPartner
from odoo.addons.customer_care.models import customer_message_send, customer_message_sms

def write(sources, messages):
    return {"subject": "Hello " + sources[0].name, "body": f"<p>{messages.ids}</p>"}

ResPartner._customer_message_content = write
customer_message_send.BATCH = 5
Message = env["customer.message"]

def answer(value):
    print("ANSWER " + json.dumps(value), flush=True)

def wait_for(path):
    print("READY", flush=True)
    while not os.path.exists(path):
        time.sleep(0.01)
"""


def write(sources, messages):
    return {"subject": f"Hello {sources[0].name}", "body": f"<p>{messages.ids}</p>"}


class OutboxDatabase:
    """A copy of a database that processes of their own work on."""

    def __init__(self, source):
        self.name = f"{source}_outbox_{os.getpid()}"
        self.folder = tempfile.mkdtemp(prefix="outbox")
        self.processes = []
        self._copy(source)

    def _copy(self, source):
        """From the template when it is known, else by a dump: the source is in use."""
        if template := os.environ.get("CUSTOMER_CARE_TEMPLATE"):
            subprocess.run(["createdb", "-T", template, self.name], check=True)
            return
        dump = Path(self.folder) / "dump"
        subprocess.run(["createdb", self.name], check=True)
        subprocess.run(["pg_dump", "-Fc", "-Z0", "-f", dump, source], check=True)
        subprocess.run(["pg_restore", "-O", "-d", self.name, dump], check=True)

    @contextmanager
    def env(self):
        """An environment on the copy, in this process; committed at the end."""
        # else the registry would run tests while it loads
        with patch.dict(config.options, {"test_enable": False}):
            registry = Registry(self.name)
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @contextmanager
    def _sending(self):
        content = patch.object(
            ResPartner, "_customer_message_content", write, create=True
        )
        enabled = patch.object(IrMail_Server, "_disable_send", lambda *_args: False)
        with content, enabled, self.env() as env:
            yield env

    def send_here(self):
        """Run the sender in this process, as a worker that meets no accident."""
        with self._sending() as env:
            env["customer.message"]._cron_send()

    def run_cron(self):
        """Run the sender as its cron does."""
        with self._sending() as env:
            env.ref("customer_care.cron_send").method_direct_trigger()

    def drop(self):
        for process in self.processes:
            process.kill()
            process.wait()
        if "nursery" in vars(self):
            self.nursery.stop()
        Registry.delete(self.name)
        close_db(self.name)
        subprocess.run(["dropdb", "--force", "--if-exists", self.name], check=True)
        shutil.rmtree(
            Path(config["data_dir"]) / "filestore" / self.name, ignore_errors=True
        )
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, query, *parameters):
        with (
            psycopg2.connect(dbname=self.name) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(query, parameters)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows

    def start(self, script):
        """Start Odoo's shell with a script; see `PREAMBLE` for what it can use."""
        number = len(self.processes)
        path = Path(self.folder) / f"script{number}"
        path.write_text(PREAMBLE + script)
        process = self.nursery.start(path, Path(self.folder) / f"log{number}")
        self.processes.append(process)
        return process

    @cached_property
    def nursery(self):
        launcher = json.loads(os.environ["CUSTOMER_CARE_ODOO"])
        return Nursery(launcher, self.name, Path(self.folder) / "log_nursery")

    def run(self, script):
        """Run a script to its end and return what it answered."""
        return self.result(self.start(script))

    def run_together(self, script, count=2):
        """Run a script in several processes that go on from `wait_for(go)` at once."""
        go = Path(self.folder) / f"go{time.monotonic_ns()}"
        processes = [self.start(f"go = {str(go)!r}\n{script}") for __ in range(count)]
        for process in processes:
            self._wait_for_line(process, "READY")
        go.touch()
        return [self.result(process) for process in processes]

    def start_and_wait(self, script):
        """Start a script that stands at `wait_for(go)`; return it and what to touch."""
        go = Path(self.folder) / f"go{time.monotonic_ns()}"
        process = self.start(f"go = {str(go)!r}\n{script}")
        self._wait_for_line(process, "READY")
        return process, go

    def result(self, process):
        output = process.stdout.read()
        self.wait_for_end(process)
        for line in output.splitlines():
            if "ANSWER " in line:
                return json.loads(line.split("ANSWER ", 1)[1])
        return None

    def kill(self, process):
        if not self._sessions(process):
            raise AssertionError("a process without a session proves nothing")
        process.kill()
        self.wait_for_end(process)

    def _sessions(self, process):
        return self.sql(
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s",
            f"odoo-{process.pid}",
        )

    def wait_for_end(self, process):
        """Wait for a process and for its sessions: PostgreSQL notices a death later."""
        process.wait(timeout=60)
        deadline = time.monotonic() + 60
        while self._sessions(process):
            if time.monotonic() > deadline:
                raise AssertionError("the session of an ended process goes on")
            time.sleep(0.05)

    def _wait_for_line(self, process, word):
        for line in process.stdout:
            if word in line:
                return
        raise AssertionError(f"the process ended before it was ready: {self.logs()}")

    def logs(self):
        return "\n".join(path.read_text() for path in Path(self.folder).glob("log*"))
