"""./dev mutate: how many small faults in tools/ the examples there notice."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from ..cache import ROOT
from ..console import Failure, say
from ..environment import ready
from ..process import foreground

RUN = ROOT / "devtools" / "mutation_run.py"
WANTED = 80


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev mutate", description=__doc__)
    parser.add_argument("names", metavar="TOOL", nargs="*", help="just these of tools/")
    options = parser.parse_args(arguments)
    with ready() as environment, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "mutants.jsonl"
        names = ",".join(options.names)
        command = [environment.python, RUN, ROOT / "tools", report, names]
        if foreground(command, environment.environ):
            raise Failure("The mutants could not be tried; see above.")
        rows = [json.loads(line) for line in report.read_text().splitlines()]
    return _judge(rows)


def _judge(rows: list[dict]) -> int:
    """Print who survived where, then the score."""
    for row in rows:
        left = row["survivors"]
        places = ", ".join(f"{line} {fault}" for line, fault in sorted(left))
        say(
            f"{row['tool']:<20} {row['mutants'] - len(left)}/{row['mutants']}  {places}"
        )
    total = sum(row["mutants"] for row in rows)
    noticed = total - sum(len(row["survivors"]) for row in rows)
    score = 100 * noticed / total if total else 0
    say(f"{noticed} of {total} mutants noticed: {score:.1f} % (wanted: {WANTED} %).")
    return int(score < WANTED)
