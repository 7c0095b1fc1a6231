"""A web server of ours: started, awaited, and stopped with all it started."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

from . import ports, process
from .console import Failure
from .environment import Environment


@contextlib.contextmanager
def running(
    environment: Environment, name: str, port: int, *further: str
) -> Iterator[subprocess.Popen]:
    """Serve a database on 127.0.0.1 until the block is left."""
    url = f"http://{ports.HOST}:{port}"
    environment.cluster.sql(
        "UPDATE ir_config_parameter SET value = "
        f"'{url}' WHERE key IN ('web.base.url', 'report.url')",
        name,
    )
    command = [*environment.launcher, "-d", name, f"--http-port={port}"]
    command += [f"--http-interface={ports.HOST}", *further]
    child = subprocess.Popen(
        command,
        env=environment.environ,
        start_new_session=True,
        preexec_fn=process.end_with_us,
    )
    try:
        alive = lambda: child.poll() is None  # noqa: E731
        if not ports.wait_for(f"{url}/web/health", alive):
            raise Failure(f"The web server on port {port} did not start; see above.")
        yield child
    finally:
        process.end(child, group=True)
