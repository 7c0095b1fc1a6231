"""Proof under faults: the server and PostgreSQL are killed, then all is counted.

Started by ``./dev faults``, outside of Odoo, with a PostgreSQL of its own. Work of six
phases begins one after the other over the web client's calls; in the middle of each,
something is killed at a random moment and comes back as an init system would bring it.
After the last one the jobs work off what is left, and `faults_check` looks at the
database, at what the mail server and the SMS provider got, and at the paper.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import faults_check
from .faults_server import TARGETS, WEIGHTS, Victims
from .faults_sinks import taking
from .faults_work import PHASES, Work

BEGINS = 40  # seconds until the work of a phase must be under way
LONGEST = 2.0  # seconds from then on until the kill
SETTLES = 900
# The jobs that work off what was begun.
LEFT = ("cron_send", "cron_operation", "cron_search", "cron_follow_ups")
FILL = """
from odoo.addons.customer_care.benchmarks import faults_world
faults_world.fill(env, {customers}, {smtp}, {sms}, {target!r})
"""


@dataclass(frozen=True)
class Kill:
    """One of the plan: all of them follow from the seed."""

    phase: str
    target: str
    delay: float


def main() -> int:
    options = _parse()
    print(f"Seed {options.seed}: {options.kills} kills", flush=True)
    victims = Victims(options.folder, options.database)
    chance = random.Random(options.seed)
    with taking() as (sinks, smtp, sms):
        made = _fill(victims, options.customers, smtp, sms)
        victims.sql(
            "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'",
            victims.url,
        )
        before = faults_check.counts(victims)
        try:
            victims.ensure()
            work = Work(victims, made, chance)
            hits = [_round(victims, work, kill) for kill in _plan(options, chance)]
            settled = _settle(victims, made)
        finally:
            victims.stop()
    print(f"\n{_table(hits)}\n", flush=True)
    world = faults_check.World(victims, sinks, work.ledger, made, before, settled)
    faults_check.verify(world, shell)
    return faults_check.report(world)


def shell(victims: Victims, script: str) -> None:
    """Run a script in a process of Odoo of its own."""
    command = [*json.loads(os.environ["CUSTOMER_CARE_ODOO"]), "shell"]
    command += ["-d", victims.database, "--no-http", "--log-level=error"]
    subprocess.run(command, input=script, text=True, check=True)


def _fill(victims, customers, smtp, sms):
    start = time.monotonic()
    target = victims.cache.folder / "made.json"
    values = {"customers": customers, "smtp": smtp, "sms": sms, "target": str(target)}
    shell(victims, FILL.format(**values))
    print(f"Filled in {time.monotonic() - start:.0f} s", flush=True)
    return json.loads(target.read_text())


def _plan(options, chance):
    """Every phase equally often, every target by its weight, in any combination."""
    kinds = [kind for kind, n in zip(TARGETS, WEIGHTS, strict=True) for _ in range(n)]
    phases = [PHASES[n % len(PHASES)] for n in range(options.kills)]
    targets = [kinds[n % len(kinds)] for n in range(options.kills)]
    chance.shuffle(phases)
    chance.shuffle(targets)
    return [
        Kill(phase, target, chance.uniform(0, LONGEST))
        for phase, target in zip(phases, targets, strict=True)
    ]


def _round(victims, work, kill):
    """Begin the work of a phase, kill in the middle, let it come back."""
    call = threading.Thread(target=work.begin, args=(kill.phase,))
    call.start()
    end = time.monotonic() + BEGINS
    while not work.is_under_way(kill.phase) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(kill.delay)
    was_hit = work.is_under_way(kill.phase)
    victims.kill(kill.target, work.chance)
    print(f"{kill.phase}: {kill.target}, {'hit' if was_hit else 'missed'}", flush=True)
    victims.ensure()
    call.join()
    return kill, was_hit


def _settle(victims, made):
    """Let the jobs work until nothing is left; return what is, and how long it took.

    What waits for another attempt is due now: only the clock is moved on.
    """
    start = time.monotonic()
    while left := faults_check.unsettled(victims):
        if time.monotonic() - start > SETTLES:
            break
        victims.ensure()
        victims.sql(
            "UPDATE customer_message SET next_try_at = NULL"
            " WHERE state = 'planned' AND next_try_at IS NOT NULL"
        )
        victims.trigger(made["crons"][name] for name in LEFT)
        time.sleep(5)
    print(f"Settled in {time.monotonic() - start:.0f} s, left: {left}", flush=True)
    return left


def _table(hits):
    """Kills by phase and target, in Markdown."""
    counts = Counter((kill.phase, kill.target) for kill, _was_hit in hits)
    middle = Counter(kill.phase for kill, was_hit in hits if was_hit)
    lines = [
        f"| Killed during | {' | '.join(TARGETS)} | All | Under way |",
        f"|---{'|--:' * (len(TARGETS) + 2)}|",
    ]
    for phase in PHASES:
        row = [counts[phase, target] for target in TARGETS]
        cells = map(str, [*row, sum(row), middle[phase]])
        lines.append(f"| {phase} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _parse():
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("database")
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--customers", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
