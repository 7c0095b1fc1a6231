"""./dev audit: what the project is built on: versions, licences, known faults."""

from __future__ import annotations

import argparse
import json
import re
import subprocess

from ..cache import ROOT
from ..console import say
from ..environment import Environment, ready
from ..venv import ALONE, ensure_aside

# The addon's own needs are ranges, so that it goes into any Odoo; what is installed
# here is pinned by the second file.
PINNED = ("requirements-dev.txt", "requirements-bench.txt", ALONE)
AUDIT = "requirements-audit.txt"
EXACT = re.compile(r"^[A-Za-z0-9._-]+==[A-Za-z0-9.]+(?: ; .+)?$")
# Free licences by the words that packages use for them.
FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software|ISC|MPL|Mozilla|GPL|HPND|Zope|ZPL|Unlicense"
    r"|Public Domain|CC0|Zlib|CNRI|dual license",
    re.IGNORECASE,
)
LICENCES = """
import importlib.metadata as metadata
import json
rows = {}
for each in metadata.distributions():
    about = each.metadata
    words = [about.get("License-Expression"), (about.get("License") or "")[:60]]
    words += [c for c in about.get_all("Classifier") or [] if "License ::" in c]
    words = " ".join(filter(None, words)).split()
    rows[about["Name"]] = [each.version, " ".join(words)]
print(json.dumps(rows))
"""


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev audit", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print all licences")
    options = parser.parse_args(arguments)
    with ready() as environment:
        faults = [*loose_pins(), *inconsistent(environment)]
        rows = licences(environment)
        faults += unfree(rows)
        if options.list:
            for name, (version, words) in sorted(rows.items(), key=str):
                print(f"{name} {version}: {words}")
        known, left = advisories(environment)
    for fault in [*faults, *known]:
        print(fault)
    say(f"audit: {len(rows)} packages, {len(faults)} faults, {len(known)} advisories.")
    if left:
        say(
            f"audit: {left} packages could not be compared with advisories: no source"
            " of them is reachable from this machine. Run it where one is."
        )
    return 1 if faults or known else 2 if left else 0


def loose_pins() -> list[str]:
    """Lines of our pins that leave the version open."""
    return [
        f"{name}: {line} is not pinned to one version"
        for name in (*PINNED, AUDIT)
        for line in (ROOT / name).read_text().splitlines()
        if line.strip() and not line.startswith("#") and not EXACT.match(line)
    ]


def inconsistent(environment: Environment) -> list[str]:
    """What pip says does not fit together in the environment that tests run in.

    Odoo itself asks for psycopg2 and PyPDF2, and runs with psycopg2-binary and pypdf.
    """
    done = _python(environment, "-m", "pip", "check")
    return [
        line
        for line in done.stdout.splitlines()
        if done.returncode and not line.startswith("odoo ")
    ]


def licences(environment: Environment) -> dict[str, list[str]]:
    """{package: [version, licence in its own words]} of what is installed."""
    return json.loads(_python(environment, "-c", LICENCES).stdout)


def unfree(rows: dict[str, list[str]]) -> list[str]:
    return [
        f"{name} {version}: no free licence is named ({words or 'none at all'})"
        for name, (version, words) in sorted(rows.items(), key=str)
        if not FREE.search(words)
    ]


def advisories(environment: Environment) -> tuple[list[str], int]:
    """(known faults of the pinned versions, how many could not be compared)."""
    tool = ensure_aside(environment.cache, AUDIT) / "bin" / "pip-audit"
    pinned = [part for name in PINNED for part in ("-r", str(ROOT / name))]
    options = ["--disable-pip", "--no-deps", "--format", "json"]
    done = subprocess.run(
        [tool, *options, "--progress-spinner", "off", *pinned],
        env=environment.environ,
        text=True,
        capture_output=True,
    )
    return understand(done.stdout)


def understand(text: str) -> tuple[list[str], int]:
    """Read what pip-audit found; nothing at all means that nothing was compared."""
    try:
        rows = json.loads(text)["dependencies"]
    except (ValueError, KeyError):
        return [], 1
    known = [
        f"{row['name']} {row['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for row in rows
        for fault in row.get("vulns", ())
    ]
    return known, sum("skip_reason" in row for row in rows) if rows else 1


def _python(environment: Environment, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [environment.python, *arguments],
        env=environment.environ,
        text=True,
        capture_output=True,
    )
