"""pytest plugin of ``./dev test``: a run that proved nothing must not look green.

It counts what ran, writes the counts for the command's last line, and turns two kinds
of quiet success into failure: no test ran at all, and a browser test that was skipped
because something it needs is missing (chromium is a required package).
"""

import json
import os
import re

NOT_AN_EXCUSE = re.compile(r"chrom|websocket|--odoo-http", re.IGNORECASE)
OUTCOMES = ("failed", "error", "passed", "skipped")


class Guard:
    """Listens in the process that reports; xdist's workers only run tests."""

    def __init__(self):
        self.counts = dict.fromkeys(OUTCOMES, 0)
        self.excuses = []

    def pytest_runtest_logreport(self, report):
        """Count as pytest's own summary does: of subtests what did not pass."""
        if report.outcome == "passed" and hasattr(report, "context"):
            return
        if report.when == "call" and report.outcome != "skipped":
            self.counts[report.outcome] += 1
        elif report.outcome == "failed":
            self.counts["error"] += 1
        elif report.outcome == "skipped":
            self.counts["skipped"] += 1
            reason = str(report.longrepr[-1] if report.longrepr else "")
            if NOT_AN_EXCUSE.search(reason):
                self.excuses.append(f"{report.nodeid}: {reason}")

    def pytest_collectreport(self, report):
        if report.failed:
            self.counts["error"] += 1

    def pytest_sessionfinish(self, session, exitstatus):
        ran = self.counts["passed"] + self.counts["failed"]
        is_asking = session.config.option.collectonly  # what would run
        if exitstatus == 0 and (self.excuses or not (ran or is_asking)):
            session.exitstatus = 1 if self.excuses else 5
        if path := os.environ.get("CUSTOMER_CARE_COUNTS"):
            with open(path, "w") as stream:
                json.dump(self.counts, stream)

    def pytest_terminal_summary(self, terminalreporter):
        for excuse in self.excuses:
            terminalreporter.write_line(f"counts as failed: {excuse}", red=True)


def pytest_sessionstart(session):
    """Keep files until the whole run is over.

    pytest-odoo gives all workers one filestore, and Odoo cleans it after each class of
    what the worker's own database does not know: a page that another worker was loading
    lost its scripts and waited for ever. The filestore is a copy that is dropped.
    """
    from odoo.tests.common import TransactionCase

    TransactionCase._gc_filestore = classmethod(lambda cls: None)


def pytest_collection_modifyitems(items):
    """Browsers and processes first: their classes are the longest and have few tests.

    Begun last, one of them would keep one worker busy while the others have nothing.
    """
    from odoo.tests.common import HttpCase, TransactionCase

    def is_quick(item):
        kind = getattr(item, "cls", None) or object
        return issubclass(kind, TransactionCase) and not issubclass(kind, HttpCase)

    items.sort(key=is_quick)


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        # workers use copies of this database; nobody is connected to it, so that tests
        # which need a database of their own copy it in a second
        os.environ["CUSTOMER_CARE_TEMPLATE"] = config.getoption("--odoo-database")
    else:
        config.pluginmanager.register(Guard(), "customer_care_guard_reports")
