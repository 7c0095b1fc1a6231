"""Which lines of the addon's Python the tests run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .cache import ROOT
from .environment import Environment
from .process import foreground

SETTINGS = ROOT / "devtools" / "coverage.ini"


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

    def report(self) -> None:
        """Print the files that have lines no test ran, and the share of all."""
        environ = {**os.environ, **self.env.environ, **self.environ}
        for verb in (["combine", "--quiet"], ["report", "--show-missing"]):
            command = [self.env.python, "-m", "coverage", *verb, f"--rcfile={SETTINGS}"]
            foreground(command, environ)
