"""./dev test: lint, then the whole suite, or just what pytest's arguments name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from .. import coverage, selection
from ..cache import ADDON, ROOT
from ..console import say
from ..database import BARE, FATTENED, PLUGINS, Databases, Flavour
from ..environment import Environment, ready
from ..process import foreground
from . import lint

NO_TESTS = 5
OWN_OPTIONS = ("--no-lint", "--coverage")
WORDS = ("failed", "passed", "skipped", "error")


def run(arguments: list[str]) -> int:
    if arguments[:1] in (["-h"], ["--help"]):
        print(f"{__doc__}\n\n./dev test [--no-lint] [--coverage] [pytest arguments]")
        return 0
    skip_lint = "--no-lint" in arguments
    covered = "--coverage" in arguments
    arguments = [each for each in arguments if each not in OWN_OPTIONS]
    start = time.monotonic()
    if not arguments and self_tests():
        return 1
    with ready() as environment:
        if not arguments and not skip_lint and lint.check(environment):
            return 1
        suite = Suite(environment)
        if covered:
            suite.meter = coverage.Coverage(environment)
        chosen = selection.select(arguments)
        suite.run(chosen)
        too_few = suite.meter.report(chosen.whole) if covered else 0
    suite.summary(time.monotonic() - start)
    return suite.code or too_few


def self_tests() -> int:
    """The tests of these tools; they need no Odoo and take a moment."""
    command = [sys.executable, "-m", "unittest", "discover", "-q"]
    command += ["-s", "devtools/tests", "-t", "."]
    done = subprocess.run(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        say(f"{done.stdout}The tests of ./dev itself failed.")
    return done.returncode


class Suite:
    """Runs of pytest on copies of templates, and what came of them."""

    # measures what is run, when that was asked for
    meter: coverage.Coverage | None = None
    is_whole = False

    def __init__(self, environment: Environment) -> None:
        self.env = environment
        self.databases = Databases(environment)
        self.databases.sweep()
        self.counts: Counter[str] = Counter()
        self.codes: list[int] = []

    @property
    def code(self) -> int:
        """Worst of all runs; of a choice, one may be empty if another is not."""
        fine = (0,) if self.is_whole else (0, NO_TESTS)
        bad = [code for code in self.codes if code not in fine]
        if bad:
            return bad[0]
        return 0 if 0 in self.codes else NO_TESTS

    def run(self, chosen: selection.Selection) -> None:
        """The bare template first; the fat one takes minutes to build."""
        self.is_whole = chosen.whole
        soft = selection.soft_files()
        if chosen.bare or not chosen.named:
            ignored = [f"--ignore={path}" for path in soft]
            tests = chosen.bare or [f"{ADDON}/tests"]
            self._pytest(BARE, [*chosen.options, *ignored], tests)
        if chosen.fat:
            self._pytest(FATTENED, chosen.options, chosen.fat)
        elif soft and (
            chosen.whole or (not chosen.named and self._matches(chosen.options, soft))
        ):
            self._pytest(FATTENED, chosen.options, soft)

    def summary(self, seconds: float) -> None:
        """One line for all runs, in pytest's own words."""
        parts = [f"{self.counts[word]} {word}" for word in WORDS if self.counts[word]]
        text = f" {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s "
        print(text.center(88, "="), flush=True)

    def _pytest(self, flavour: Flavour, options: list[str], tests: list[str]) -> None:
        name = f"cc_test_{flavour.name}_{os.getpid()}"
        several = workers(options, tests)
        self._drop(name)
        try:
            self.databases.create(name, flavour, with_pages=bool(several))
            with tempfile.TemporaryDirectory() as folder:
                counts = Path(folder) / "counts.json"
                self._start(name, [*options, *several, *tests], counts)
        finally:
            self._drop(name)

    def _start(self, name: str, arguments: list[str], counts: Path) -> None:
        environ = {**self.environ, "CUSTOMER_CARE_COUNTS": str(counts)}
        command = [*self._command(name), "--odoo-http", *arguments]
        self.codes.append(foreground(command, environ, cwd=self.env.addons))
        if counts.exists():
            self.counts.update(json.loads(counts.read_text()))

    def _command(self, name: str) -> list[str]:
        return [
            str(self.env.python),
            *(self.meter.prefix if self.meter else ()),
            *("-m", "pytest", "-p", "no:cacheprovider"),
            *("-p", "customer_care_guard", "-p", "customer_care_bundles"),
            *("-p", "customer_care_caches", "-p", "customer_care_shared"),
            *("-p", "customer_care_browser"),
            *("-rfEs", "--disable-warnings", f"--rootdir={self.env.addons}"),
            *(f"--odoo-config={self.env.config}", f"--odoo-database={name}"),
        ]

    @property
    def environ(self) -> dict[str, str]:
        environ = self.env.environ
        paths = [str(PLUGINS), environ["PYTHONPATH"]]
        more = self.meter.environ if self.meter else {}
        return {**environ, **more, "PYTHONPATH": os.pathsep.join(paths)}

    def _matches(self, options: list[str], tests: list[str]) -> bool:
        """Whether options such as -k leave anything of these tests."""
        command = [*self._command("postgres"), "-q", "--collect-only", *options, *tests]
        done = subprocess.run(
            command, cwd=self.env.addons, env=self.environ, capture_output=True
        )
        return done.returncode != NO_TESTS

    def _drop(self, name: str) -> None:
        """The copy and what xdist's workers copied from it."""
        for found in self.databases.names():
            if found == name or found.startswith(f"{name}-"):
                self.databases.drop(found)


def workers(options: list[str], tests: list[str]) -> list[str]:
    """As many workers as cores, unless one file is run or the person decided.

    A class stays with one worker: what setUpClass made is expensive.
    """
    if any(option.startswith(("-n", "--numprocesses", "--pdb")) for option in options):
        return []
    if len(tests) == 1 and tests[0].split("::")[0].endswith(".py"):
        return []
    count = len(os.sched_getaffinity(0))
    return ["-n", str(count), "--dist", "loadscope", "--no-loadscope-reorder"]
