"""The real server under a day's load: twenty clerks, while crons send, scan, export.

Run with ``./dev bench load --customers 1000000``. At the same time twenty clerks do the
same with core alone, on a server that sends and exports as much, so that the same noise
hits both. Afterwards the databases are asked whether all that the clerks were told is
there.
"""

import threading
import time
from collections import Counter
from contextlib import ExitStack
from functools import partial

from . import card_data as data
from .load_day import MIX, PAIRED, SHARED, Day, requests_of
from .load_server import Clerk, serving
from .mail_sink import mail_sink
from .side import Result, Side

TWIN = True
CLERKS = 20
MINUTES = 6
EXPORT_EVERY = 10  # seconds between two lists
MESSAGES = 20_000
COST = 1.5
RIGHTS = (
    "base.group_user",
    "sales_team.group_sale_salesman",
    "account.group_account_invoice",
    "base.group_partner_manager",
    "base.group_allow_export",
)


def run(bench):
    ours, core = Side(bench.env.cr.dbname), bench.twin
    data.prepare(ours, core)
    data.fill(ours, core, 0, data.SMALL)
    data.fill(ours, core, data.SMALL, bench.customers)
    _staff(ours, ["customer_care.level_1"])
    _staff(core, [])
    with ExitStack() as stack:
        with ours.env() as env:
            sink = stack.enter_context(mail_sink(env))
            search = _work_for_crons(env, bench.customers)
        with core.env() as env:
            stack.enter_context(mail_sink(env))
            _core_work_for_crons(env, bench.customers)
        mine = stack.enter_context(serving(ours.database, "--max-cron-threads=1"))
        theirs = stack.enter_context(serving(core.database, "--max-cron-threads=1"))
        days = _days(bench, ours, mine, is_ours=True)
        core_days = _days(bench, core, theirs, is_ours=False)
        exports = _work(
            [*days, *core_days],
            partial(_export, Clerk(mine, ours.database, "clerk0"), search),
            partial(_core_export, Clerk(theirs, core.database, "clerk0")),
        )
    _times(bench, days, core_days)
    days += core_days
    errors = [error for day in days for error in day.errors]
    for error, count in Counter(errors).most_common(5):
        print(f"{count} times: {error}", flush=True)
    bench.check(f"{len(errors)} errors in {_calls(days):,} calls", not errors, "none")
    text = " and ".join(map(str, exports))
    bench.check(f"{text} lists exported meanwhile", all(exports), "at least one")
    bench.check(f"{sink.count:,} e-mails sent meanwhile", sink.count, "some")
    _nothing_lost(bench, ours, [day.ledger for day in days[:CLERKS]], is_ours=True)
    _nothing_lost(bench, core, [day.ledger for day in days[CLERKS:]], is_ours=False)


def _staff(side, further):
    with side.env() as env:
        groups = [env.ref(name).id for name in (*RIGHTS, *further)]
        env["res.users"].create(
            [
                {
                    "name": f"Clerk {number}",
                    "login": f"clerk{number}",
                    "password": f"clerk{number}",
                    "group_ids": [(6, 0, groups)],
                }
                for number in range(CLERKS + 1)
            ]
        )
        product = {"name": "Load", "list_price": 10, "type": "service"}
        env["product.product"].create(product)


def _work_for_crons(env, customers):
    """Messages that are due, duplicates to look for, and a search to export."""
    purpose = env.ref("customer_care.purpose_service")
    last = min(2_000 + MESSAGES, customers)
    env["customer.message"]._plan(
        [
            {
                "partner_id": data.FIRST + number,
                "channel": "email",
                "purpose_id": purpose.id,
                "subject": "Load",
                "body": "<p>Load</p>",
            }
            for number in range(2_000, last)
        ]
    )
    for name in ("cron_send", "cron_duplicates"):
        env.ref(f"customer_care.{name}")._trigger()
    domain = f"[('id', '>', {data.FIRST}), ('id', '<=', {data.FIRST + data.SMALL})]"
    search = env["customer.search"].create(
        {"name": "Load", "domain": domain, "is_shared": True, "out_csv": True}
    )
    return search.id


def _core_work_for_crons(env, customers):
    """As many e-mails in core's own queue."""
    env["mail.mail"].create(
        [
            {
                "subject": "Load",
                "body_html": "<p>Load</p>",
                "email_to": f"c{number}@x.pl",
            }
            for number in range(2_000, min(2_000 + MESSAGES, customers))
        ]
    )
    env.ref("mail.ir_cron_mail_scheduler_action")._trigger()


def _days(bench, side, url, is_ours):
    asked = requests_of(side, "clerk1", is_ours)
    clerks = [
        Clerk(url, side.database, f"clerk{number + 1}") for number in range(CLERKS)
    ]
    return [
        Day(number, clerk, asked, CLERKS, bench.customers)
        for number, clerk in enumerate(clerks)
    ]


def _export(clerk, search):
    clerk.call("customer.search", "action_run", [search])


def _core_export(clerk):
    """The same list by core's export."""
    ids = range(data.FIRST + 1, data.FIRST + data.SMALL + 1)
    clerk.call("res.partner", "export_data", list(ids), ["display_name", "email"])


def _work(days, *exporters):
    """Let all work until the time is over; return the lists that each exported."""
    end = time.monotonic() + MINUTES * 60
    counts = [0] * len(exporters)

    def export(place):
        time.sleep(EXPORT_EVERY)
        exporters[place]()
        counts[place] += 1

    steps = [day.step for day in days]
    steps += [partial(export, place) for place in range(len(exporters))]
    threads = [threading.Thread(target=_until, args=(end, step)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counts


def _until(end, step):
    while time.monotonic() < end:
        step()


def _calls(days):
    return sum(len(found) for day in days for found in day.times.values())


# -- what it took --------------------------------------------------------------------


def _times(bench, days, core_days):
    """The 95th percentile of each call, beside the same in core."""
    mine, theirs = _joined(days), _joined(core_days)
    form = _p95(theirs["open a customer"])
    for label in MIX:
        result = _p95(mine[label])
        text = f"{label}, p95 of {len(mine[label]):,}"
        if label in PAIRED:
            bound = COST if label == "open a customer" else None
            bench.limit(text, result, _p95(theirs[label]), bound)
        elif label == "Actions Center":
            bench.limit(f"{text}, against core's form", result, form, COST)
        else:
            bench.add(text, result)


def _joined(days):
    found = {}
    for day in days:
        for label, seconds in day.times.items():
            found.setdefault(label, []).extend(seconds)
    return found


def _p95(seconds):
    ordered = sorted(seconds)
    return Result(ordered[int(len(ordered) * 0.95)], None, None)


# -- what is there afterwards ----------------------------------------------------------


def _nothing_lost(bench, side, ledgers, is_ours):
    where = "ours" if is_ours else "core"
    with side.env() as env:
        partners = env["res.partner"]
        cities = {key: city for entry in ledgers for key, city in entry.cities.items()}
        found = {row.id: row.city for row in partners.browse(cities)}
        bench.check(f"{len(cities):,} changes kept, {where}", found == cities, "all")
        names = [name for ledger in ledgers for name in ledger.created]
        kept = partners.search_count([("name", "in", names)])
        bench.check(f"{kept:,} new customers, {where}", kept == len(names), "all")
        counts = sum((entry.counts for entry in ledgers), Counter())
        expected = {"orders": ("sale.order", [])}
        if is_ours:
            expected |= {
                "actions": ("customer.action", [("name", "=", "Load")]),
                "notes": ("customer.note", [("name", "=", "Load")]),
                "shared": ("customer.phone", _shared_domain()),
            }
        for key, (model, domain) in expected.items():
            count = env[model].search_count(domain)
            text = f"{count:,} {key} of {counts[key]:,}, {where}"
            bench.check(text, count == counts[key], "all")


def _shared_domain():
    return [("partner_id", "=", SHARED), ("type", "=", "home")]
