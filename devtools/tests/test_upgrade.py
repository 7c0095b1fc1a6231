"""What ./dev upgrade takes from git, reads in logs, and makes of what it found."""

import doctest
import importlib
import io
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from unittest import mock

from devtools import cache, console, database, sources
from devtools.commands import upgrade

LOG = """\
2026-11-27 10:00:00,123 77 INFO shop odoo.modules.loading: 99 modules loaded
2026-11-27 10:00:00,124 77 WARNING shop odoo.models: Column ref of res_partner is lost
2026-11-27 10:00:00,125 77 WARNING shop odoo.x: Two fields (a, b) have the same label: A
Traceback (most recent call last):
2026-11-27 10:00:01,000 77 ERROR ? odoo.sql_db: bad query
"""


def git(folder, *words):
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(
        ["git", *identity, *words], cwd=folder, check=True, capture_output=True
    )


class TestPast(unittest.TestCase):
    """A checkout with two commits, of which the first one is asked for."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "addon"
        self.cache = cache.Cache(Path(folder.name) / "cache")
        self.cache.locks.mkdir(parents=True)
        self.root.mkdir()
        git(self.root, "init", "-q")
        for depends in (["sale"], ["sale", "onboarding"]):
            text = f"{{'depends': {depends}}}"
            (self.root / "__manifest__.py").write_text(text)
            git(self.root, "add", "-A")
            git(self.root, "commit", "-q", "--no-verify", "-m", "x")
        git(self.root, "tag", "now")
        patch = mock.patch.object(upgrade, "ROOT", self.root)
        patch.start()
        self.addCleanup(patch.stop)

    def test_a_name_that_git_does_not_know(self):
        for name in ("never", "--all", ""):
            with self.subTest(name):
                with self.assertRaisesRegex(console.Failure, "knows no commit"):
                    upgrade.resolve(name)

    def test_a_tag_is_the_commit_it_names(self):
        commit = upgrade.resolve("now")
        self.assertRegex(commit, "^[0-9a-f]{40}$")
        self.assertEqual(upgrade.resolve(commit[:10]), commit)

    def test_the_files_are_those_of_the_commit_and_ours_are_left_alone(self):
        found = upgrade.fetch(self.cache, upgrade.resolve("now~1"))
        self.assertEqual(sources.depends(found), ["sale"])
        self.assertEqual([path.name for path in found.iterdir()], ["__manifest__.py"])
        self.assertEqual(sources.depends(self.root), ["onboarding", "sale"])
        self.assertEqual(upgrade.fetch(self.cache, upgrade.resolve("now~1")), found)

    def test_the_template_is_that_of_the_older_dependencies(self):
        found = upgrade.fetch(self.cache, upgrade.resolve("now~1"))
        odoo = mock.Mock()
        then = replace(database.DEMO, root=found)
        self.assertEqual(then.modules(odoo), ["sale"])
        self.assertEqual(database.DEMO.modules(odoo), sources.depends())


class TestFindings(unittest.TestCase):
    def judge(self, found):
        stderr = io.StringIO()
        with redirect_stderr(stderr):
            try:
                return upgrade.judge(found), stderr.getvalue()
            except console.Failure as failure:
                return str(failure), stderr.getvalue()

    def test_warnings_and_errors_of_the_log(self):
        self.assertEqual(
            upgrade.complaints(LOG),
            [
                "WARNING shop odoo.models: Column ref of res_partner is lost",
                "ERROR ? odoo.sql_db: bad query",
            ],
        )
        self.assertEqual(upgrade.complaints(""), [])

    def test_nothing_found_is_a_success(self):
        code, said = self.judge({"tables": [], "indexes": []})
        self.assertEqual(code, 0)
        self.assertRegex(said, r"tables +ok\nindexes +ok\n")

    def test_one_finding_is_a_failure_and_is_shown(self):
        sentence, said = self.judge({"tables": ["missing: a"], "indexes": []})
        self.assertIn("did not leave", sentence)
        self.assertRegex(said, r"tables +1 WRONG\n    missing: a\nindexes +ok\n")

    def test_many_findings_are_counted(self):
        _sentence, said = self.judge({"tables": [str(n) for n in range(20)]})
        self.assertIn("… and 8 more", said)

    def test_its_databases_are_swept_when_it_was_killed(self):
        for name in ("cc_upgrade_12", "cc_upgrade_fresh_12"):
            self.assertEqual(database.WORKING.match(name)[1], "12", name)

    def test_the_examples_of_the_comparison(self):
        with mock.patch.dict(sys.modules, psycopg2=mock.Mock()):
            picture = importlib.import_module("benchmarks.lifecycle_picture")
            done = doctest.testmod(picture)
        self.assertEqual(done.failed, 0)
        self.assertGreater(done.attempted, 2)
