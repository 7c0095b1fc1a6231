"""What must hold after `./dev faults`, asked from outside of Odoo, by SQL and files."""

import json
from collections import Counter
from dataclasses import dataclass, field

from .faults_check_files import FILES
from .faults_check_rows import ROWS, snapshot
from .faults_check_sent import SENT

SHOWN = 5
VERIFY = """
import json
seals = env["customer.consent.seal"]
while seals._seal():
    env.cr.commit()
    env.cr.rollback()
checks = env["customer.consent.check"]._run(is_sealed=True)
columns = "partner_id, purpose_id, channel, address_hash, state"
def told():
    env.flush_all()
    env.cr.execute(f"SELECT {columns} FROM customer_consent ORDER BY 1, 2, 3, 4, 5")
    return env.cr.fetchall()
before = told()
env["customer.consent"]._rebuild()
env.invalidate_all()
found = {
    "rows": sum(checks.mapped("row_count")),
    "faults": [check.fault for check in checks if check.fault],
    "rebuilt": [str(row) for row in set(before) ^ set(told())],
}
env.cr.rollback()
open(TARGET, "w").write(json.dumps(found))
"""


@dataclass
class World:
    """What the checks know: the database, what arrived, what the clerk was told."""

    victims: object
    sinks: object
    ledger: object
    made: dict
    before: dict
    left: dict
    verified: dict = field(default_factory=dict)

    def sql(self, query, *parameters):
        return self.victims.sql(query, *parameters)

    def column(self, query, *parameters):
        """The first column of a query."""
        return [row[0] for row in self.sql(query, *parameters)]


def counts(victims):
    """How the database is before anything is killed."""
    return snapshot(victims)


def unsettled(victims):
    """Return {what: how much} of what the jobs have not finished yet."""
    [row] = victims.sql(
        """SELECT (SELECT count(*) FROM customer_message
                    WHERE channel IN ('email', 'sms') AND (state = 'claimed' OR
                          state = 'planned' AND scheduled_at <= now() AT TIME ZONE 'UTC'
                    )),
                  (SELECT count(*) FROM customer_operation
                    WHERE state IN ('queued', 'running')),
                  (SELECT count(*) FROM customer_search_run WHERE state = 'running'),
                  (SELECT count(*) FROM customer_follow_up
                    WHERE active AND planned_until IS NULL)"""
    )
    names = ("messages", "operations", "runs", "follow-ups")
    return {name: count for name, count in zip(names, row, strict=True) if count}


def verify(world, shell):
    """Let the addon's own verifier read the chain, in a process of its own."""
    target = world.victims.cache.folder / "verified.json"
    shell(world.victims, f"TARGET = {str(target)!r}\n{VERIFY}")
    world.verified = json.loads(target.read_text())


def report(world) -> int:
    """Print every invariant with what was checked; return 1 when one is violated."""
    print("| Invariant | Checked | Violations |\n|---|--:|--:|", flush=True)
    found = []
    for label, check in (*SENT, *ROWS, *FILES, *OWN):
        count, violations = check(world)
        print(f"| {label} | {count:,} | {len(violations)} |", flush=True)
        found += [f"{label}: {each}" for each in violations[:SHOWN]]
    refused = Counter(world.ledger.refused)
    for text, times in refused.most_common(SHOWN):
        print(f"{times} times the clerk was told: {text}")
    print("\n".join(found), flush=True)
    return 1 if found else 0


def _settled(world):
    """Nothing is in flight for ever."""
    return 4, [f"{count} {name}" for name, count in world.left.items()]


def _chain(world):
    return world.verified["rows"], world.verified["faults"]


def _rebuilt(world):
    return world.verified["rows"], world.verified["rebuilt"]


OWN = (
    ("All jobs came to their end", _settled),
    ("The chain of the consent log verifies", _chain),
    ("Consents are what the log says", _rebuilt),
)
