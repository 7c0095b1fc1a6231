"""Every screen of ours as the web client asks for it, among a million customers.

Run with ``./dev bench screens --customers 1000000``. The database is the demonstration
many times over (`screens_world`). Each entry of our menu and each window of ours is
opened by somebody of level 1 and by somebody of the lowest level who may: its views,
their first pages, each search field with a word of a record, each filter and each
grouping, one record in the form, a new one, each smart button; then the pages of a
customer and the counters. Core's lists of contacts, orders and invoices are asked in
the same way before.

A request must take a second at most, or no more than 1.5 times the slowest of core's of
its kind (groupings read every row, in core as here).
"""

import os
import time
from collections import defaultdict
from pathlib import Path

import psycopg2
import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from . import screens_world as world
from .screens_pages import pages
from .screens_requests import Screen
from .side import Result, Side

FLAVOUR = "demo"
PATIENCE = 60  # seconds after which a request is given up
WAIT, COST = 1.0, 1.5
SETTINGS = 2  # queries of the measuring itself
LEVELS = (1, 2, 3, 4, 5)
RIGHTS = {
    1: (
        "base.group_partner_manager",
        "sales_team.group_sale_manager",
        "account.group_account_manager",
    ),
}
CORE = (
    "contacts.action_contacts",
    "sale.action_orders",
    "account.action_move_out_invoice_type",
)


def run(bench):
    prepare(bench)
    measure(bench, Side(bench.env.cr.dbname))


def prepare(bench):
    """Fill the database and make a user of each level."""
    env = bench.env
    made = bench.customers
    if not env["res.users"].search([("login", "=", "screens1")]):
        made = world.fill(env, bench.customers)
        for level in LEVELS:
            _user(env, level)
        env.cr.commit()
        Side(env.cr.dbname).vacuum()
    found = world.counts(env)
    largest = sorted(found, key=found.get, reverse=True)[:24]
    text = ", ".join(f"{found[name]:,} {name}" for name in largest)
    bench.check(f"{made:,} customers; rows: {text}", found["res.partner"] >= made)


def _user(env, level):
    names = ("base.group_user", f"customer_care.level_{level}", *RIGHTS.get(level, ()))
    return env["res.users"].create(
        {
            "name": f"Clerk of level {level}",
            "login": f"screens{level}",
            "group_ids": [Command.set([env.ref(name).id for name in names])],
        }
    )


def measure(bench, side, only="", levels=LEVELS, is_opening=False):
    """Ask for each window; ``is_opening``: only what is asked before a choice."""
    users = {level: side.as_user(f"screens{level}") for level in levels}
    meter = Meter(bench, is_opening)
    for name in CORE:
        meter.core(users[1], name)
    meter.allow()
    for label, window in _windows(users[1]):
        if only and only not in label:
            continue
        for level in _levels(users, window):
            meter.screen(users[level], f"{label}, level {level}", window)
    for level in dict.fromkeys((min(users), max(users))):
        meter.asks(users[level], f"pages of a customer, level {level}", pages)
    meter.summary()


def _windows(side):
    """(label, how to get the window) of each menu entry, then of all other windows."""
    with side.env() as env:
        menus = env["ir.ui.menu"].sudo().with_context(**{"ir.ui.menu.full_list": True})
        root = env.ref("customer_care.menu_root")
        menus = menus.search([("id", "child_of", root.id), ("action", "!=", False)])
        found, seen = [], set()
        for menu in menus:
            action = menu.action
            if action.type in ("ir.actions.act_window", "ir.actions.server"):
                label = menu.complete_name.split("/", 1)[1]
                found.append((label, (action._name, action.id, menu.id)))
                seen.add(action)
        # sudo: what there is, to be opened with each one's rights
        rows = (
            env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("module", "=", "customer_care"),
                    ("model", "=", "ir.actions.act_window"),
                ]
            )
        )
        for row in rows:
            action = env["ir.actions.act_window"].sudo().browse(row.res_id)
            if action not in seen:
                found.append((row.name, (action._name, action.id, False)))
        return found


def _levels(users, window):
    """Level 1, and the lowest level who may open this."""
    found = sorted(level for level in users if _opened(users[level], window))
    return dict.fromkeys((*found[:1], *found[-1:]))


def _opened(side, window):
    try:
        with side.env() as env:
            menu = window[-1]
            if menu and menu not in env["ir.ui.menu"]._visible_menu_ids():
                return False
            action = _window(env, window)
            return action and env[action["res_model"]].has_access("read")
    except (AccessError, UserError):
        return False


def _window(env, window):
    """The window that an action leads to, or nothing."""
    model, number, _menu = window
    action = env[model].browse(number)
    if model == "ir.actions.server":
        found = action.run()
    else:
        found = action.sudo()._get_action_dict()
    if not found or found.get("type") != "ir.actions.act_window":
        return None
    return found


class Clock:
    """Seconds that Odoo and PostgreSQL worked, whatever else the machine does.

    What is read from the disk is not in it; where /proc is not there, time passes.
    """

    def start(self, env):
        # the work of parallel processes would be nobody's
        env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        self.pid = env.cr._cnx.get_backend_pid()
        self.began = self._now()

    def stop(self):
        self.seconds = self._now() - self.began

    def _now(self):
        try:
            found = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return time.perf_counter()
        ticks = found.rsplit(")", 1)[1].split()[11:13]
        return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class Meter:
    """Asks, and keeps what was slow."""

    def __init__(self, bench, is_opening=False):
        self.bench, self.is_opening = bench, is_opening
        self.worst = defaultdict(float)  # of core, by kind
        self.times = []
        self.slow, self.failed = [], []

    def core(self, side, name):
        with side.env() as env:
            screen = Screen(env, name, env["ir.actions.actions"]._for_xml_id(name))
            asks = list(self._source(screen)(env))
        for ask in asks:
            result = self._ask(side, ask)
            if result:
                self.worst[ask.kind] = max(self.worst[ask.kind], result.seconds)

    def allow(self):
        self.allowed = {
            kind: max(WAIT, COST * seconds) for kind, seconds in self.worst.items()
        }
        for kind, seconds in self.worst.items():
            self.bench.add(
                f"core: slowest request, {kind}", Result(seconds, None, None)
            )

    def screen(self, side, label, window):
        def asks(env):
            return self._source(Screen(env, label, _window(env, window)))(env)

        self.asks(side, label, asks)

    def _source(self, screen):
        return screen.opening if self.is_opening else screen.asks

    def asks(self, side, label, source):
        """Ask all of a screen; its line is that of the slowest."""
        try:
            with side.env() as env:
                asks = list(source(env))
        except Exception as error:  # noqa: BLE001 - it is told
            self._fail(label, error)
            return
        done = [
            (ask, result) for ask in asks if (result := self._ask(side, ask, label))
        ]
        if not done:
            return
        self.times += [result.seconds for _ask, result in done]
        slow = [(a, r) for a, r in done if r.seconds > self.allowed.get(a.kind, WAIT)]
        for ask, result in slow:
            self.slow.append(label)
            print(
                f"SLOW {label}: {ask.label} ({ask.kind}): {result.seconds:.2f} s,"
                f" {result.queries} queries",
                flush=True,
            )
        ask, result = max(done, key=lambda pair: pair[1].seconds)
        limit = self.allowed.get(ask.kind, WAIT)
        text = f"{label}: {len(done)} requests, slowest {ask.label}"
        self.bench.limit(text, result, Result(limit, 0, 0), 1.0)

    def _ask(self, side, ask, label=""):
        try:
            best = self._once(side, ask)
            if (
                WAIT < best.seconds < PATIENCE / 3
            ):  # not what was done for the first time
                best = min(best, self._once(side, ask), key=lambda run: run.seconds)
        except (AccessError, UserError) as error:
            self._fail(f"{label}: {ask.label}", error)
            return None
        except Exception as error:  # noqa: BLE001 - the next one is asked
            self._fail(f"{label}: {ask.label}", error)
            return None
        return best

    def _once(self, side, ask):
        clock = Clock()

        def work(env):
            env.cr.execute(f"SET LOCAL statement_timeout = '{PATIENCE}s'")
            clock.start(env)
            ask(env)
            env.flush_all()
            clock.stop()

        try:
            result = side.request(work)
        except psycopg2.errors.QueryCanceled:
            clock.stop()
            return Result(max(clock.seconds, PATIENCE), 0, 0)
        return Result(clock.seconds, result.queries - SETTINGS, 0)

    def _fail(self, label, error):
        refused = isinstance(error, UserError)
        text = f"{label}: {type(error).__name__}: {str(error).strip()[-160:]}"
        print(("REFUSED " if refused else "ERROR ") + text, flush=True)
        if not refused:
            self.failed.append(label)

    def summary(self):
        times = sorted(self.times)
        if not times:
            return
        for label, place in (("median", 0.5), ("95th percentile", 0.95)):
            value = times[int(place * (len(times) - 1))]
            self.bench.add(f"{len(times)} requests: {label}", Result(value, None, None))
        self.bench.check(f"{len(self.slow)} requests were slow", not self.slow)
        self.bench.check(f"{len(self.failed)} ended with an error", not self.failed)
