"""pytest plugin of ``./dev test``: browsers remember what never changes.

Each browser test starts a browser that knows nothing, and loads and compiles the web
client. What is said to be good for long, as files are whose address has their hash, is
kept from one browser to the next until the run is over.
"""

import tempfile

import pytest


@pytest.fixture(scope="session", autouse=True)
def browser_cache():
    from odoo.tests.common import ChromeBrowser

    spawn = ChromeBrowser._spawn_chrome
    running = []

    def _spawn_chrome(self, cmd):
        running[:] = [process for process in running if process.poll() is None]
        # two at once would write over each other's files
        if not running:
            cmd = [*cmd[:-1], f"--disk-cache-dir={folder}", cmd[-1]]
        process, port = spawn(self, cmd)
        running.append(process)
        return process, port

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ChromeBrowser._spawn_chrome = _spawn_chrome
        yield
        ChromeBrowser._spawn_chrome = spawn
