"""./dev bench: run the scenarios of benchmarks/, each on a database of its own."""

from __future__ import annotations

import argparse
import ast
import json
import os
import tempfile
from pathlib import Path

from .. import venv
from ..cache import ROOT
from ..console import Failure
from ..database import BARE, DEMO, FATTENED, Databases, check_name
from ..environment import Environment, ready
from ..process import foreground

FOLDER = ROOT / "benchmarks"
ASIDE = {"__init__", "harness", "common"}
# Tells a scenario where the packages are that its PACKAGES names.
ASIDE_FOLDER = "CUSTOMER_CARE_BENCH"
FLAVOURS = {flavour.name: flavour for flavour in (BARE, DEMO, FATTENED)}
SCRIPT = """
from odoo.addons.customer_care.benchmarks import harness
harness.main(env, {name!r}, {customers}, {target!r}, {twin!r})
"""


def run(arguments: list[str]) -> int:
    options = _parse(arguments)
    names = [name.replace("-", "_") for name in options.scenarios] or scenarios()
    if unknown := set(names) - set(scenarios()):
        known = ", ".join(scenarios()) or "none yet"
        raise Failure(f"No scenario {', '.join(sorted(unknown))}; there are: {known}.")
    results = []
    with ready() as environment:
        Databases(environment).sweep()
        for name in names:
            results.append(
                _scenario(environment, name, options.customers, options.keep)
            )
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    missed = [result["scenario"] for result in results if not result["passed"]]
    if missed:
        raise Failure(f"Not reached in: {', '.join(missed)} (see MISSED above).")
    return 0 if results else 1


def scenarios(folder: Path = FOLDER) -> list[str]:
    """Modules with a ``run``; helpers that scenarios share have none."""
    paths = sorted(folder.glob("*.py"))
    return [p.stem for p in paths if p.stem not in ASIDE and "\ndef run(" in _read(p)]


def _read(path: Path) -> str:
    return "\n" + path.read_text()


def asked(path: Path, name: str, default):
    """A constant of a scenario (FLAVOUR, TWIN), read without importing it."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    return default


def _scenario(
    environment: Environment, name: str, customers: int, kept: str | None = None
) -> dict:
    """Run one in a process of its own, so that its memory is its own.

    :param kept: the database to work in, which stays and is used again
    """
    databases = Databases(environment)
    path = FOLDER / f"{name}.py"
    flavour = FLAVOURS[asked(path, "FLAVOUR", BARE.name)]
    database = kept or f"cc_bench_{name}_{os.getpid()}"
    twin = f"cc_bench_{name}_twin_{os.getpid()}" if asked(path, "TWIN", False) else ""
    further = {}
    if pins := asked(path, "PACKAGES", ""):
        further[ASIDE_FOLDER] = str(venv.ensure_aside(environment.cache, pins))
    try:
        if not (kept and databases.exists(kept)):
            databases.create(database, flavour)
        if twin:
            databases.create_without_addon(twin, flavour)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "result.json"
            code = _shell(
                environment,
                database,
                SCRIPT.format(
                    name=name, customers=customers, target=str(target), twin=twin
                ),
                further,
            )
            if code or not target.exists():
                raise Failure(f"Scenario {name} ended with an error; see above.")
            return json.loads(target.read_text())
    finally:
        if not kept:
            databases.drop(database)
        if twin:
            databases.drop(twin)


def _shell(
    environment: Environment, database: str, script: str, further: dict[str, str]
) -> int:
    command = [*environment.launcher, "shell", "-d", database, "--no-http"]
    command += ["--log-level=error"]
    with tempfile.TemporaryFile("w+") as stdin:
        stdin.write(script)
        stdin.seek(0)
        return foreground(command, {**environment.environ, **further}, stdin=stdin)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO")
    parser.add_argument(
        "--customers", type=int, default=200_000, help="default: 200000"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="results for machines"
    )
    parser.add_argument(
        "--keep",
        type=check_name,
        metavar="DATABASE",
        help="work in this database, which is made if missing, and keep it",
    )
    options = parser.parse_args(arguments)
    if options.keep and len(options.scenarios) != 1:
        parser.error(
            "--keep needs one scenario: each fills its database in its own way"
        )
    return options
