"""Which lines of the addon's Python the tests run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .cache import ROOT
from .console import say
from .environment import Environment
from .process import foreground, output

SETTINGS = ROOT / "devtools" / "coverage.ini"
WANTED = 95


class Coverage:
    """One measurement, its data beside the logs in the cache."""

    def __init__(self, environment: Environment) -> None:
        self.env = environment
        self.folder = environment.config.parent / "coverage"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    @property
    def prefix(self) -> tuple[str, ...]:
        """Between Python and what it runs."""
        return ("-m", "coverage", "run", f"--rcfile={SETTINGS}")

    @property
    def environ(self) -> dict[str, str]:
        """What the settings name, for the tests and the processes they start."""
        return {
            "CUSTOMER_CARE_ROOT": str(ROOT),
            "CUSTOMER_CARE_COVERAGE": str(Path(self.folder) / "data"),
        }

    def report(self, whole: bool) -> int:
        """Print the files with lines no test ran, and judge the share of the others.

        What a part of the suite runs says little, so only the whole one can fail.
        """
        foreground(self._command("combine", "--quiet"), self._all_environ)
        foreground(self._command("report", "--show-missing"), self._all_environ)
        total = output(self._command("report", "--format=total"), env=self._all_environ)
        sentence, code = verdict(float(total), whole)
        say(sentence)
        return code

    def _command(self, *verb: str) -> list[str]:
        python = str(self.env.python)
        return [python, "-m", "coverage", *verb, f"--rcfile={SETTINGS}"]

    @property
    def _all_environ(self) -> dict[str, str]:
        return {**os.environ, **self.env.environ, **self.environ}


def verdict(total: float, whole: bool) -> tuple[str, int]:
    """The line a measurement ends with, and whether it failed."""
    if not whole:
        return f"Lines run: {total:.2f} % (by a part of the suite, not judged).", 0
    failed = total < WANTED
    word = "too few" if failed else "ok"
    return f"Lines run: {total:.2f} % (wanted: {WANTED} %): {word}.", int(failed)
