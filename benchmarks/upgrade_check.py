"""What an update made of a database, beside a new one: for ``./dev upgrade``."""

import json
import re
from functools import cache
from pathlib import Path

from ..hooks import post_init_hook
from .lifecycle_picture import ROWS, booked, changes, differences, entered, picture

ROOT = Path(__file__).parents[1]
# What `upgrade_shop` did: by these words it is found again.
CHOICES = {
    "the text they edited": (
        "SELECT subject->>'en_US' FROM mail_template WHERE id = (SELECT res_id FROM"
        " ir_model_data WHERE module = 'customer_care'"
        " AND name = 'mail_template_warranty')",
        [["In our own words"]],
    ),
    "the type they changed": (
        "SELECT name->>'en_US', lead_time FROM customer_action_type WHERE id ="
        " (SELECT res_id FROM ir_model_data WHERE module = 'customer_care'"
        " AND name = 'customer_action_type_warranty')",
        [["Guarantee", 17]],
    ),
    "the rule they added": (
        "SELECT domain_force, active FROM ir_rule WHERE name = 'Own of the shop'",
        [["[('active', '=', True)]", True]],
    ),
    "the scheduled action they switched off": (
        "SELECT active FROM ir_cron WHERE id = (SELECT res_id FROM ir_model_data"
        " WHERE module = 'customer_care' AND name = 'cron_expire_actions')",
        [[False]],
    ),
    "the messages they planned": (
        "SELECT state, count(*) FROM customer_message"
        " WHERE subject = 'Planned before' GROUP BY state",
        [["planned", 30]],
    ),
    "the yes and the no of their customers": (
        "SELECT state, count(DISTINCT c.partner_id) FROM customer_consent c"
        " JOIN res_partner p ON p.id = c.partner_id"
        " WHERE p.name LIKE 'Of the shop%' AND c.channel = 'email'"
        " GROUP BY state ORDER BY state",
        [["given", 15], ["withdrawn", 5]],
    ),
}
# Columns that a script of `migrations/` carries over; `_carried` looks whether it did.
CARRIED = {"customer_follow_up_entry.is_planned"}


def main(env, fresh, before, target):
    """Leave {what was compared: [what is not as it should be]} in ``target``."""
    env = env(user=1, context={})
    database = env.cr.dbname
    past = json.loads(Path(before).read_text())
    found = {
        **_compared(picture(fresh), picture(database)),
        **_compared(booked(fresh), booked(database)),
        "rows and values": [
            each
            for each in changes(past, entered(database))
            if each.partition(":")[0] not in CARRIED
        ],
        "values that are kept elsewhere now": _carried(env.cr, past),
        "the shop's choices": _choices(env.cr),
        "screens": _screens(env),
        "chain of consents": _chains(env),
        "what the installation takes over": _taken_over(env, database),
    }
    Path(target).write_text(json.dumps(found, indent=1))


def _compared(new, updated):
    return {
        kind: [
            *(f"missing: {word}" for word in sorted(missing)),
            *(f"left: {word}" for word in sorted(left)),
        ]
        for kind, (missing, left) in differences(
            _comparable(new), _comparable(updated)
        ).items()
        if kind != ROWS
    }


def _comparable(found):
    """Without the numbers that Odoo gives its sequences, and without demo data.

    Those of a version belong to it, and a shop has none.
    """
    for kind in {"sequences", "external ids"} & found.keys():
        words = {re.sub(r"sequence_\d+", "sequence_#", word) for word in found[kind]}
        found[kind] = {
            word
            for word in words
            if not re.search("_demo(_|$)", word) and word not in _demo_names()
        }
    return found


@cache
def _demo_names():
    texts = [path.read_text() for path in (ROOT / "demo").glob("*.xml")]
    return {
        f"customer_care.{name}"
        for text in texts
        for name in re.findall(r'<record id="(\w+)"', text)
    }


def _choices(cr):
    wrong = []
    for label, (query, wanted) in CHOICES.items():
        cr.execute(query)
        if (found := [list(row) for row in cr.fetchall()]) != wanted:
            wrong.append(f"{label}: {found} instead of {wanted}")
    return wrong


def _carried(cr, past):
    """Who was planned for by a follow-up would not be planned for again."""
    entries = past.get("customer_follow_up_entry", {})
    planned = {int(number) for number, row in entries.items() if row.get("is_planned")}
    cr.execute(
        "SELECT e.id FROM customer_follow_up_entry e"
        " JOIN customer_follow_up rule ON rule.id = e.follow_up_id"
        " WHERE e.state IN ('running', 'missed')"
        " AND e.id > coalesce(rule.last_planned_id, 0)"
    )
    again = planned & {number for (number,) in cr.fetchall()}
    return [f"{len(again)} entries of follow-ups would be planned again"] * bool(again)


def _screens(env):
    """Load what each window of ours loads when it is opened."""
    windows = env["ir.actions.act_window"].search([])
    names = windows.get_external_id()
    wrong, opened = [], 0
    for window in windows:
        if names[window.id].startswith("customer_care."):
            opened += 1
            try:
                env[window.res_model].get_views(window.views)
            except Exception as error:  # whatever it is, it is a finding
                wrong.append(f"{names[window.id]}: {error}")
    return wrong if opened else ["no window of ours was found"]


def _chains(env):
    """Every proof is computed again, and stands for a row of the log."""
    env["customer.consent.seal"]._seal()
    env.cr.commit()  # it seals in a transaction of its own
    chains = env["customer.consent.seal"]._verify()
    count = env["customer.consent.log"].search_count([])
    wrong = [chain["fault"] for chain in chains.values() if chain["fault"]]
    if sum(chain["count"] for chain in chains.values()) != count or not count:
        wrong.append(f"{count} rows, and not as many links")
    return wrong


def _taken_over(env, database):
    """Installing on these rows anew would find nothing left to do."""
    before = entered(database)
    post_init_hook(env)
    env.flush_all()
    env.cr.commit()
    after = entered(database)
    # both ways, for what was empty and is filled is a change, too
    return sorted({*changes(before, after), *changes(after, before)})
