"""Each fault a person can meet ends in one sentence that says what to do."""

import errno
import importlib.machinery
import importlib.util
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

from devtools import cache, console, database, odoo_source, ports, process, system


def load_dev():
    """./dev has no suffix, so it is loaded by hand."""
    path = str(cache.ROOT / "dev")
    loader = importlib.machinery.SourceFileLoader("dev_script", path)
    spec = importlib.util.spec_from_loader("dev_script", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def running(pid):
    """A zombie nobody has waited for yet does not run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.split(") ")[1][0] not in "ZX"


class TestDev(unittest.TestCase):
    def setUp(self):
        sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
        self.addCleanup(setattr, sys, "dont_write_bytecode", before)
        self.dev = load_dev()

    def test_unsupported_python(self):
        for version in ((3, 9, 1), (3, 14, 0)):
            with mock.patch.object(self.dev.sys, "version_info", version):
                with self.assertRaises(SystemExit) as caught:
                    self.dev.check_python()
            self.assertIn("3.10 to 3.13", str(caught.exception))

    def test_every_command_has_a_module(self):
        for name in self.dev.COMMANDS:
            path = cache.ROOT / "devtools" / "commands" / f"{name}.py"
            self.assertTrue(path.is_file(), name)

    def test_without_arguments_it_explains_itself(self):
        done = subprocess.run(
            [sys.executable, cache.ROOT / "dev"], capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0)
        for name in self.dev.COMMANDS:
            self.assertIn(f"./dev {name}", done.stdout)

    def test_unknown_command(self):
        done = subprocess.run(
            [sys.executable, cache.ROOT / "dev", "fly"], capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn("no command fly", done.stderr)

    def test_full_disk_and_interrupt(self):
        for fault, words, code in (
            (OSError(errno.ENOSPC, "x", "/cache"), "No space left", 1),
            (console.Failure("Do this."), "Do this.", 1),
            (KeyboardInterrupt(), "run the same command again", 130),
            (console.Stopped(), "run the same command again", 130),
        ):
            command = mock.Mock(run=mock.Mock(side_effect=fault))
            stderr = io.StringIO()
            with (
                mock.patch.object(self.dev.importlib, "import_module") as load,
                mock.patch.object(self.dev.signal, "signal"),
                redirect_stderr(stderr),
            ):
                load.return_value = command
                self.assertEqual(self.dev.dispatch("db", []), code)
            self.assertIn(words, stderr.getvalue())


class TestSystem(unittest.TestCase):
    def test_missing_packages_are_named(self):
        needed = {"chromium": lambda: None, "gettext": lambda: "/usr/bin/msgfmt"}
        self.assertEqual(system.missing(needed), ["chromium"])

    def test_without_the_right_to_install(self):
        with (
            mock.patch.object(system, "missing", return_value=["chromium", "gettext"]),
            mock.patch.object(system, "_privilege", return_value=None),
            self.assertRaises(console.Failure) as caught,
        ):
            system.ensure(mock.Mock())
        self.assertIn(
            "sudo apt-get install -y --no-install-recommends chromium gettext",
            str(caught.exception),
        )


class TestPort(unittest.TestCase):
    def test_taken(self):
        with socket.socket() as taken:
            taken.bind((ports.HOST, 0))
            taken.listen()
            with self.assertRaises(console.Failure) as caught:
                ports.require(taken.getsockname()[1])
        self.assertIn("--port", str(caught.exception))

    def test_free(self):
        ports.require(ports.free())


class TestOdoo(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name).resolve()

    def release(self, folder, version):
        (folder / "odoo").mkdir(parents=True)
        text = f"version_info = ({version}, 0, FINAL, 0, '')\n"
        (folder / "odoo" / "release.py").write_text(text)

    def test_no_odoo(self):
        with self.assertRaisesRegex(console.Failure, "holds no Odoo"):
            odoo_source.from_home(self.home)

    def test_another_version(self):
        self.release(self.home, 18)
        with self.assertRaisesRegex(console.Failure, "is Odoo 18.0; 19.0 is needed"):
            odoo_source.from_home(self.home)

    def test_checkout(self):
        self.release(self.home, 19)
        (self.home / "odoo-bin").touch()
        odoo = odoo_source.from_home(self.home)
        self.assertEqual(odoo.addons, (self.home / "odoo/addons", self.home / "addons"))
        self.assertEqual(odoo.version, "19.0")

    def test_packages(self):
        self.release(self.home / "usr/lib/python3/dist-packages", 19)
        odoo = odoo_source.from_home(self.home)
        self.assertEqual(len(odoo.addons), 1)
        self.assertEqual(odoo.command(Path("python"))[1:], ["-m", "odoo"])

    def test_source_without_odoo(self):
        """Without the package source a file is used, or the sentence says how."""
        kept = cache.Cache(self.home)
        fault = console.Failure("E: Unable to locate package odoo-19")
        package = self.home / "odoo-19_x.deb"
        package.touch()
        stderr = io.StringIO()
        with (
            mock.patch.object(odoo_source.AptState, "download", side_effect=fault),
            redirect_stderr(stderr),
        ):
            with mock.patch.dict(os.environ, {"ODOO_DEB": str(package)}):
                path = odoo_source._odoo_package(kept, self.home / "log")
            with mock.patch.dict(os.environ):
                os.environ.pop("ODOO_DEB", None)
                with self.assertRaisesRegex(console.Failure, "Set ODOO_DEB=<file>"):
                    odoo_source._odoo_package(kept, self.home / "log")
        self.assertEqual(path, package)
        self.assertIn(f"{package} is used instead", stderr.getvalue())


class TestProcess(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "x.log"

    def test_failed_step_names_its_log(self):
        with self.assertRaisesRegex(console.Failure, f"(?s)oops.*{self.log}"):
            process.logged(["sh", "-c", "echo oops; exit 3"], self.log, "A step")

    def test_full_disk_of_a_tool(self):
        script = "echo 'write error: No space left on device'; exit 1"
        with self.assertRaises(OSError) as caught:
            process.logged(["sh", "-c", script], self.log, "A step")
        self.assertIn("No space left", console.explain(caught.exception))

    def test_nothing_is_left_behind(self):
        """A child's own children end with it."""
        script = "sleep 300 & echo $! > pid"
        process.foreground(["sh", "-c", script], os.environ, cwd=self.log.parent)
        pid = int((self.log.parent / "pid").read_text())
        end = time.monotonic() + 5
        while running(pid) and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse(running(pid))


class TestCache(unittest.TestCase):
    def test_places(self):
        places = {
            ("CUSTOMER_CARE_CACHE", 1000): "/x",
            ("CUSTOMER_CARE_CACHE", 0): "/x",
            ("XDG_CACHE_HOME", 1000): "/x/customer-care",
            ("XDG_CACHE_HOME", 0): "/var/cache/customer-care",
        }
        for (variable, uid), expected in places.items():
            with self.subTest(variable=variable, uid=uid):
                found = cache.default_folder({variable: "/x"}, uid)
                self.assertEqual(str(found), expected)

    def test_long_socket_path(self):
        with mock.patch.object(cache.os, "getuid", return_value=1000):
            short = cache.Cache(Path("/cache"))
            long = cache.Cache(Path("/" + "x" * 90))
            self.assertEqual(str(short.socket), "/cache/postgres/socket")
            self.assertLess(len(str(long.socket)), 60)

    def test_database_names(self):
        self.assertEqual(database.check_name("shop_1"), "shop_1")
        for name in ('a"b', "", "../x", "a b", "-x"):
            with self.assertRaises(console.Failure):
                database.check_name(name)

    def test_working_copies(self):
        for name in (
            "cc_test_bare_12",
            "cc_test_fat_12-gw1",
            "cc_bench_actions_12",
            "cc_shots_12",
        ):
            self.assertEqual(database.WORKING.match(name)[1], "12", name)
        for name in ("customer_care_demo", "test_12", "shots_12", "cc_bare_ab12_12"):
            self.assertIsNone(database.WORKING.match(name), name)
