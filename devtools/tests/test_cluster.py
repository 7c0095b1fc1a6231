"""The private PostgreSQL: nobody but us reaches it, and it ends with its last user."""

import fcntl
import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import cache, ports, postgres, server


class TestCluster(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = cache.Cache(Path(folder.name).resolve())
        self.cache.locks.mkdir()
        with mock.patch.object(cache, "_reachable", return_value=True):
            self.cluster = postgres.Cluster(self.cache)

    def test_it_listens_on_a_socket_only(self):
        self.assertIn("listen_addresses = ''\n", postgres.SETTINGS)
        self.assertIn("unix_socket_permissions = 0700\n", postgres.SETTINGS)
        self.assertEqual(self.cluster.environ["PGHOST"], str(self.cluster.socket))

    def test_root_lets_postgres_run_it(self):
        with mock.patch.object(os, "getuid", return_value=0):
            command = self.cluster._as_owner("initdb")
        self.assertEqual(command, ["runuser", "-u", "postgres", "--", "initdb"])
        with mock.patch.object(os, "getuid", return_value=1000):
            self.assertEqual(self.cluster._as_owner("initdb"), ["initdb"])

    def stops(self):
        """Whether leaving stops the cluster."""
        programs = mock.PropertyMock(return_value=Path("bin"))
        with (
            (self.cache.locks / "postgres-use").open("w") as use,
            mock.patch.object(postgres.Cluster, "_alive", return_value=True),
            mock.patch.object(postgres.Cluster, "programs", programs),
            mock.patch.object(postgres.subprocess, "run") as run,
        ):
            fcntl.flock(use, fcntl.LOCK_SH)
            self.cluster._leave(use)
        return run.called

    def test_the_last_to_leave_stops_it_and_nobody_else(self):
        with (self.cache.locks / "postgres-use").open("w") as other:
            fcntl.flock(other, fcntl.LOCK_SH)
            self.assertFalse(self.stops())
        self.assertTrue(self.stops())


class TestCrash(unittest.TestCase):
    """What is killed on purpose is all of our own server, and it starts again."""

    def crash(self, **options):
        child = subprocess.Popen(["sleep", "60"])
        self.addCleanup(child.kill)
        folder = mock.Mock(cluster=Path("x"), socket=Path("x"))
        cluster = postgres.Cluster(folder, postgres.DURABLE)
        done = []

        def stop(verb, *_further):
            done.append(verb)
            child.kill()

        with (
            mock.patch.object(cluster, "_processes", return_value=[child.pid]),
            mock.patch.object(cluster, "_control", side_effect=stop),
            mock.patch.object(cluster, "_start", side_effect=lambda: done.append("up")),
            mock.patch.object(
                postgres.time, "sleep", side_effect=lambda _s: child.poll()
            ),
        ):
            cluster.crash(**options)
        return child.wait(5), done

    def test_every_process_is_killed_before_it_starts_again(self):
        self.assertEqual(self.crash(), (-signal.SIGKILL, ["up"]))

    def test_its_own_immediate_stop_is_the_other_way(self):
        self.assertEqual(self.crash(is_immediate=True)[1], ["stop", "up"])

    def test_it_keeps_what_it_acknowledged(self):
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            self.assertNotIn(name, postgres.DURABLE)


class TestServer(unittest.TestCase):
    def test_the_web_client_answers_on_this_machine_only(self):
        self.assertEqual(ports.HOST, "127.0.0.1")
        environment = mock.Mock(launcher=["odoo"], environ={})
        with mock.patch.object(server.subprocess, "Popen") as popen:
            popen.side_effect = RuntimeError("not started")
            with self.assertRaises(RuntimeError), server.running(environment, "x", 1):
                self.fail("it is not running")
        self.assertIn("--http-interface=127.0.0.1", popen.call_args.args[0])
