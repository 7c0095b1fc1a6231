"""A run of tests that proved nothing does not end with success."""

import importlib.util
import json
import os
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from devtools import selection
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
    def finish(self, *reports, exitstatus=0, is_asking=False):
        guard = load_guard()
        for each in reports:
            guard.pytest_runtest_logreport(each)
        option = SimpleNamespace(collectonly=is_asking)
        config = SimpleNamespace(option=option)
        session = SimpleNamespace(exitstatus=exitstatus, config=config)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "counts.json"
            with mock.patch.dict(os.environ, {"CUSTOMER_CARE_COUNTS": str(path)}):
                guard.pytest_sessionfinish(session, exitstatus)
            return session.exitstatus, json.loads(path.read_text())

    def test_nothing_ran(self):
        code, __ = self.finish()
        self.assertEqual(code, command.NO_TESTS)

    def test_asking_what_would_run_is_no_run(self):
        code, __ = self.finish(is_asking=True)
        self.assertEqual(code, 0)

    def test_all_were_skipped(self):
        code, __ = self.finish(report("skipped", "setup", "Skipped: no such addon"))
        self.assertEqual(code, command.NO_TESTS)

    def test_one_passed(self):
        code, counts = self.finish(report("passed"))
        self.assertEqual((code, counts["passed"]), (0, 1))

    def test_a_subtest_counts_when_it_does_not_pass(self):
        passed, failed = report("passed"), report("failed")
        passed.context = failed.context = {"i": 1}
        __, counts = self.finish(passed, passed, failed, report("passed"))
        self.assertEqual((counts["passed"], counts["failed"]), (1, 1))

    def test_a_browser_test_without_a_browser(self):
        missing = report("skipped", "setup", "Skipped: Chrome executable not found")
        code, __ = self.finish(report("passed"), missing)
        self.assertEqual(code, 1)


class TestCode(unittest.TestCase):
    def code(self, *codes, is_whole=False):
        suite = command.Suite.__new__(command.Suite)
        suite.codes, suite.is_whole = list(codes), is_whole
        return suite.code

    def test_a_suite_is_as_good_as_its_worst_run(self):
        self.assertEqual(self.code(0, 0), 0)
        self.assertEqual(self.code(0, 1), 1)
        self.assertEqual(self.code(0, command.NO_TESTS), 0)

    def test_of_the_whole_suite_no_part_is_without_tests(self):
        self.assertEqual(self.code(0, 0, is_whole=True), 0)
        for codes in ((0, command.NO_TESTS), (command.NO_TESTS, 0)):
            self.assertEqual(self.code(*codes, is_whole=True), command.NO_TESTS)

    def test_a_suite_without_tests_fails(self):
        self.assertEqual(self.code(command.NO_TESTS), command.NO_TESTS)
        self.assertNotEqual(self.code(), 0)


class TestParts(unittest.TestCase):
    """An option for pytest must not leave the further addons out in silence."""

    def flavours(self, *arguments, matches):
        suite = command.Suite.__new__(command.Suite)
        chosen = selection.select(list(arguments))
        with (
            mock.patch.object(suite, "_pytest") as ran,
            mock.patch.object(suite, "_matches", return_value=matches),
        ):
            suite.run(chosen)
        self.assertEqual(suite.is_whole, not arguments or "-v" in arguments)
        return [call.args[0] for call in ran.call_args_list]

    def test_the_whole_suite_has_both_parts(self):
        both = [command.BARE, command.FATTENED]
        self.assertEqual(self.flavours(matches=False), both)
        self.assertEqual(self.flavours("-v", "--durations=9", matches=False), both)

    def test_a_choice_runs_where_it_finds_something(self):
        both = [command.BARE, command.FATTENED]
        self.assertEqual(self.flavours("-k", "till", matches=True), both)
        self.assertEqual(self.flavours("-k", "code", matches=False), both[:1])
