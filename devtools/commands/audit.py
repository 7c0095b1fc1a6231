"""./dev audit: what the project is built on: versions, licences, known faults."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

from ..cache import ROOT
from ..console import Failure, say
from ..environment import Environment, ready
from ..venv import ALONE, ensure_aside

# Of the addon's own needs some are ranges, so that it goes into any Odoo; what is
# installed here for these is pinned by the second file.
OWN = "requirements.txt"
AUDIT = "requirements-audit.txt"
PINNED = ("requirements-dev.txt", "requirements-bench.txt", ALONE, AUDIT)
EXACT = re.compile(r"^([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)(?: ; .+)?$")
# Free licences by the words that packages use for them; a Smith has no MIT licence.
FREE = re.compile(
    r"\b(?:MIT|ISC)\b|BSD|Apache|PSF|Python Software|MPL|Mozilla|GPL|HPND|Zope|ZPL"
    r"|Unlicense|Public Domain|CC0|Zlib|CNRI|dual license",
    re.IGNORECASE,
)
# Where the metadata names none, the first line of the licence's own file does.
LICENCES = """
import importlib.metadata as metadata
import json
rows = {}
for each in metadata.distributions():
    about = each.metadata
    words = [about.get("License-Expression"), (about.get("License") or "")[:60]]
    words += [c for c in about.get_all("Classifier") or [] if "License ::" in c]
    if not any(words):
        files = [f for f in each.files or () if f.name.upper().startswith("LICEN")]
        words += [f.read_text().strip().partition("\\n")[0] for f in files]
    words = " ".join(filter(None, words)).split()
    rows[about["Name"]] = [each.version, " ".join(words)]
print(json.dumps(rows))
"""


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev audit", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print all licences")
    parser.add_argument(
        "--advisories",
        type=Path,
        metavar="FOLDER",
        help="a copy of the Python Packaging Advisory Database to compare with",
    )
    options = parser.parse_args(arguments)
    with ready() as environment:
        faults = [*loose_pins(), *inconsistent(environment)]
        rows = licences(environment)
        faults += unfree(rows)
        if options.list:
            for name, (version, words) in sorted(rows.items(), key=str):
                print(f"{name} {version}: {words}")
        if options.advisories:
            python = ensure_aside(environment.cache, AUDIT) / "bin" / "python"
            known, left = compared(python, options.advisories, pins())
        else:
            known, left = advisories(environment)
    for fault in [*faults, *known]:
        print(fault)
    say(f"audit: {len(rows)} packages, {len(faults)} faults, {len(known)} advisories.")
    return 1 if faults or known else 2 if left else 0


def pins() -> list[tuple[str, str]]:
    """(package, version) of all that is pinned, each once."""
    lines = [
        line
        for name in (OWN, *PINNED)
        for line in (ROOT / name).read_text().splitlines()
    ]
    return sorted({match.groups() for line in lines if (match := EXACT.match(line))})


def loose_pins() -> list[str]:
    """Lines of our pins that leave the version open."""
    return [
        f"{name}: {line} is not pinned to one version"
        for name in PINNED
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
    options = ["--disable-pip", "--no-deps", "--format", "json"]
    options += ["--progress-spinner", "off"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name}=={version}\n" for name, version in pins())
        file.flush()
        done = subprocess.run(
            [tool, *options, "-r", file.name],
            env=environment.environ,
            text=True,
            capture_output=True,
        )
    known, left = understand(done.stdout)
    if left:
        say(
            f"audit: {left} packages could not be compared with advisories: no source"
            " of them is reachable from this machine. Run it where one is, or give a"
            " copy of them with --advisories."
        )
    return known, left


def compared(
    python: Path, folder: Path, pinned: list[tuple[str, str]]
) -> tuple[list[str], int]:
    """The same, by a copy of the advisories on this machine."""
    if not (folder / "vulns").is_dir():
        raise Failure(f"{folder} is no copy of the advisories: it has no folder vulns.")
    done = subprocess.run(
        [python, "-m", "devtools.advisories", folder.resolve()],
        cwd=ROOT,
        input=json.dumps(pinned),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)
    newest = found["newest"][:10] or "no day"
    say(
        f"audit: {len(pinned)} pins compared with {found['compared']} advisories, the"
        f" newest of {newest}."
    )
    for name in found["unread"]:
        say(f"audit: {name} is not in the form of an advisory.")
    return found["known"], len(found["unread"]) if found["compared"] else 1


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
