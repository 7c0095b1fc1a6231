"""What was interrupted leaves nothing that looks complete, and a rerun continues."""

import io
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from devtools import aptsource, cache, console, odoo_source, venv

SOURCE = aptsource.Source("https://deb.example/debian", ("bookworm",), ("main",))


class InCache(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = cache.Cache(Path(folder.name).resolve())
        for path in (self.cache.locks, self.cache.logs):
            path.mkdir()
        quiet = io.StringIO()
        for redirect in (redirect_stdout(quiet), redirect_stderr(quiet)):
            redirect.__enter__()
            self.addCleanup(redirect.__exit__, None, None, None)


class TestDownload(InCache):
    def test_the_sentence_says_that_a_rerun_continues(self):
        """apt keeps half files in its own folder, which is not thrown away."""
        state = aptsource.AptState(self.cache.folder / "apt", "sid", Path("log"))
        half = state.folder / "cache" / "archives" / "partial" / "odoo-19.deb"
        half.parent.mkdir(parents=True)
        half.write_text("half")
        with (
            mock.patch.object(aptsource, "machine_sources", return_value=[SOURCE]),
            mock.patch.object(aptsource.process, "logged") as logged,
        ):
            state.download(["odoo-19"], self.cache.folder / "deb")
        self.assertIn("run the same command again", logged.call_args.args[3])
        self.assertEqual(half.read_text(), "half")


class TestFetch(InCache):
    def fetch(self, unpack):
        package = Path("odoo-19_x.deb")
        with (
            mock.patch.object(odoo_source, "_packages", return_value=[package]),
            mock.patch.object(odoo_source.process, "logged", side_effect=unpack),
        ):
            return odoo_source.ensure(self.cache)

    def unpack(self, command, *_args):
        release = command[-1] / "usr/lib/python3/dist-packages/odoo/release.py"
        release.parent.mkdir(parents=True)
        release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")

    def test_half_an_odoo_is_not_used(self):
        def stop(command, *args):
            self.unpack(command, *args)
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            self.fetch(stop)
        self.assertFalse((self.cache.folder / "odoo-19").exists())
        self.assertEqual(self.fetch(self.unpack).version, "19.0")

    def test_a_complete_one_is_not_fetched_again(self):
        self.fetch(self.unpack)
        self.assertEqual(self.fetch(AssertionError).version, "19.0")


class TestPackages(InCache):
    def test_a_half_built_environment_is_thrown_away(self):
        def build(command, *_args):
            if "venv" in command:
                self.assertFalse(command[-1].exists())
                command[-1].mkdir(parents=True)

        def stop(command, *_args):
            build(command)
            if "pip" in command:
                raise console.Failure("the network is gone")

        with mock.patch.object(venv.process, "logged", side_effect=stop):
            with self.assertRaises(console.Failure):
                venv.ensure(self.cache)
        with mock.patch.object(venv.process, "logged", side_effect=build) as logged:
            venv.ensure(self.cache)
            calls = logged.call_count
            venv.ensure(self.cache)
        self.assertEqual(logged.call_count, calls, "it is complete now")
