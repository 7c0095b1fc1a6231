"""Which of made-up advisories concern a pin."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools.cache import default_folder
from devtools.commands import audit
from devtools.console import Failure

ADVISORY = """\
id: {id}
modified: {modified}
affected:
- package:
    ecosystem: PyPI
    name: {name}
  ranges:
  - type: GIT
    events:
    - introduced: "0"
  - type: ECOSYSTEM
    events:
{events}
  versions: [{versions}]
"""
DAY = "2024-02-06T20:20:18.162431Z"


def able():
    """A Python with what the comparison needs: this one, or that of ./dev audit."""
    cache = default_folder(dict(os.environ), os.getuid())
    for python in (Path(sys.executable), *cache.glob("venv/aside-*/bin/python")):
        needs = [python, "-c", "import packaging, yaml"]
        if not subprocess.run(needs, capture_output=True).returncode:
            return python
    return None


class TestAdvisories(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.python = able()
        if not cls.python:
            raise unittest.SkipTest("no PyYAML here before the first ./dev audit")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "vulns").mkdir()
        said = mock.patch.object(audit, "say")
        self.said = said.start()
        self.addCleanup(said.stop)

    def advise(self, *events, name="A.b", versions="", modified=DAY, more=""):
        """Put down an advisory and return its name."""
        folder = self.folder / "vulns" / name.lower().replace(".", "-")
        folder.mkdir(exist_ok=True)
        found = f"PYSEC-{len(list(folder.iterdir())) + 1}"
        lines = "\n".join(f"    - {kind}: {at}" for kind, at in events)
        text = ADVISORY.format(
            id=found, name=name, modified=modified, events=lines, versions=versions
        )
        (folder / f"{found}.yaml").write_text(text + more)
        return found

    def compare(self, version, name="a_b"):
        return audit.compared(self.python, self.folder, [(name, version)])

    def test_a_version_in_range_is_named_with_its_cures(self):
        self.advise(
            ("introduced", "2.0"), ("fixed", "2.10"), ("introduced", 0), ("fixed", 1.9)
        )
        for version in ("0.1", "1.8.9", "2.0", "2.9"):
            known = [f"a-b {version}: PYSEC-1, mended in 1.9, 2.10"]
            self.assertEqual(self.compare(version), (known, 0))

    def test_a_mended_version_is_not_named(self):
        self.advise(
            ("introduced", "2.0"), ("fixed", "2.10"), ("introduced", 0), ("fixed", 1.9)
        )
        self.advise(("introduced", "3"), ("last_affected", "3.1"))
        for version in ("1.9", "1.10", "2.10", "2.10.post1", "3.1.1", "4"):
            self.assertEqual(self.compare(version), ([], 0))

    def test_a_fault_without_a_cure_is_named(self):
        self.advise(("introduced", "0"))
        self.advise(("introduced", "3"), ("last_affected", "3.1"))
        self.assertEqual(
            self.compare("3.1")[0],
            [f"a-b 3.1: PYSEC-{n}, mended in no version yet" for n in (1, 2)],
        )

    def test_a_version_that_is_only_listed_is_named(self):
        self.advise(("introduced", "0"), ("fixed", "1"), versions="'3.10', old-beta")
        self.assertEqual(len(self.compare("3.10.0")[0]), 1)
        self.assertEqual(self.compare("3.1"), ([], 0))

    def test_what_is_withdrawn_or_of_another_package_is_not_named(self):
        self.advise(("introduced", "0"), more=f"withdrawn: {DAY}")
        self.advise(("introduced", "0"), name="c")
        self.assertEqual(self.compare("1"), ([], 0))

    def test_it_says_how_much_was_compared_and_of_what_day(self):
        for modified in (DAY, '"2026-10-09T01:00:00Z"', "2025-01-01T00:00:00Z"):
            self.advise(("introduced", "9"), modified=modified)
        self.assertEqual(self.compare("1"), ([], 0))
        self.said.assert_called_once_with(
            "audit: 1 pins compared with 3 advisories, the newest of 2026-10-09."
        )

    def test_what_could_not_be_read_or_is_not_there_does_not_pass_for_clean(self):
        self.assertEqual(self.compare("1"), ([], 1))
        self.advise(("introduced", "9"))
        (self.folder / "vulns/a-b/broken.yaml").write_text("package: {name: a-b}")
        (self.folder / "vulns/a-b/empty.yaml").write_text("")
        self.assertEqual(self.compare("1"), ([], 2))
        with self.assertRaisesRegex(Failure, "no copy of the advisories"):
            audit.compared(self.python, self.folder / "vulns", [])
