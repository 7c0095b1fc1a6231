"""A run of tests that proved nothing does not end with success."""

import importlib.util
import json
import os
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from devtools.commands import test as command

PLUGIN = Path(command.PLUGINS) / "customer_care_guard.py"


def load_guard():
    spec = importlib.util.spec_from_file_location("customer_care_guard", PLUGIN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Guard()


def report(outcome, when="call", reason=None):
    longrepr = ("file", 1, reason) if reason else None
    return SimpleNamespace(when=when, outcome=outcome, longrepr=longrepr, nodeid="test")


class TestGuard(unittest.TestCase):
    def finish(self, *reports, exitstatus=0):
        guard = load_guard()
        for each in reports:
            guard.pytest_runtest_logreport(each)
        session = SimpleNamespace(exitstatus=exitstatus)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "counts.json"
            with mock.patch.dict(os.environ, {"CUSTOMER_CARE_COUNTS": str(path)}):
                guard.pytest_sessionfinish(session, exitstatus)
            return session.exitstatus, json.loads(path.read_text())

    def test_nothing_ran(self):
        code, __ = self.finish()
        self.assertEqual(code, command.NO_TESTS)

    def test_all_were_skipped(self):
        code, __ = self.finish(report("skipped", "setup", "Skipped: no such addon"))
        self.assertEqual(code, command.NO_TESTS)

    def test_one_passed(self):
        code, counts = self.finish(report("passed"))
        self.assertEqual((code, counts["passed"]), (0, 1))

    def test_a_browser_test_without_a_browser(self):
        missing = report("skipped", "setup", "Skipped: Chrome executable not found")
        code, __ = self.finish(report("passed"), missing)
        self.assertEqual(code, 1)


class TestCode(unittest.TestCase):
    def code(self, *codes):
        suite = command.Suite.__new__(command.Suite)
        suite.codes = list(codes)
        return suite.code

    def test_a_suite_is_as_good_as_its_worst_run(self):
        self.assertEqual(self.code(0, 0), 0)
        self.assertEqual(self.code(0, 1), 1)
        self.assertEqual(self.code(0, command.NO_TESTS), 0)

    def test_a_suite_without_tests_fails(self):
        self.assertEqual(self.code(command.NO_TESTS), command.NO_TESTS)
        self.assertNotEqual(self.code(), 0)
