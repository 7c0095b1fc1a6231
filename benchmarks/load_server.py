"""A web server with workers for scenarios that need one, and a clerk who calls it."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager

import requests

HOST = "127.0.0.1"
PATIENCE = 180  # seconds until a server must have answered


class Refused(Exception):
    """What the server said instead of an answer."""


@contextmanager
def serving(database: str, *options: str, workers: int = 2):
    """Serve a database as a shop does, with workers; give its address."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    with tempfile.TemporaryFile("w+") as log:
        server = start(
            database, port, log, "--log-level=error", *options, workers=workers
        )
        try:
            _await(url, server, log)
            yield url
        finally:
            _stop(server)


def start(database, port, log, *options, workers=2):
    """Start a server as the leader of a group of its own."""
    command = [
        *json.loads(os.environ["CUSTOMER_CARE_ODOO"]),
        *("-d", database, f"--workers={workers}"),
        *(f"--http-interface={HOST}", f"--http-port={port}"),
        *(f"--gevent-port={free_port()}", "--limit-time-real=600", *options),
    ]
    return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def _stop(server):
    """Ask it to end; a job that goes on for long is stopped in the middle."""
    server.terminate()
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _await(url, server, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            if requests.get(f"{url}/web/health", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.3)
    log.seek(0)
    raise RuntimeError(f"The server did not start:\n{log.read()[-2000:]}")


class Clerk:
    """A browser of one user: a session, and the calls that the web client makes."""

    def __init__(self, url: str, database: str, login: str) -> None:
        self.url = url
        self.session = requests.Session()
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": login},
        )
        self.context = answer["user_context"]

    def call(self, model: str, method: str, *args, **kwargs):
        """Call a method as the web client does; return its answer and its seconds."""
        context = {**self.context, **kwargs.pop("context", {})}
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": {**kwargs, "context": context},
        }
        start = time.perf_counter()
        answer = self._post(f"/web/dataset/call_kw/{model}/{method}", params)
        return answer, time.perf_counter() - start

    def _post(self, path, params):
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=300,
        )
        answer.raise_for_status()
        body = answer.json()
        if error := body.get("error"):
            raise Refused(error["data"].get("debug") or error["message"])
        return body["result"]
