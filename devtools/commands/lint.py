"""./dev lint: style, XML, translations and the house's own rules."""

from __future__ import annotations

import argparse
import contextlib
import io
import time
from collections.abc import Callable

from .. import checks, translations
from ..console import say
from ..database import Databases
from ..environment import Environment, ready

Check = Callable[[], bool]


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev lint", description=__doc__)
    parser.add_argument(
        "--fix", action="store_true", help="rewrite formatting and translations"
    )
    parser.add_argument(
        "--fast", action="store_true", help="leave out translations (no database)"
    )
    options = parser.parse_args(arguments)
    with ready() as environment:
        return check(environment, options.fix, options.fast)


def check(environment: Environment, fix: bool = False, fast: bool = False) -> int:
    """Run every check, so that a person sees all faults at once."""
    linter = checks.Linter(environment)
    wanted: dict[str, Check] = {
        "ruff": lambda: linter.ruff(fix),
        "pylint-odoo": linter.pylint,
        "xml": linter.xml,
        "house rules": linter.house,
    }
    if not fast:
        wanted["translations"] = translations.Translations(
            environment, Databases(environment)
        ).checker(fix)
    failures = [name for name, one in wanted.items() if not _passes(name, one)]
    if failures:
        say(f"lint: {', '.join(failures)} failed; ./dev lint --fix mends what it can.")
    return int(bool(failures))


def _passes(name: str, one: Check) -> bool:
    """Run one check; its findings are printed below its own headline."""
    start = time.monotonic()
    findings = io.StringIO()
    with contextlib.redirect_stdout(findings):
        passed = one()
    verdict = "ok" if passed else "FAILED"
    say(f"lint: {name:<12} {verdict:<6} {time.monotonic() - start:5.1f} s")
    if findings.getvalue():
        print(findings.getvalue().rstrip(), flush=True)
    return passed
