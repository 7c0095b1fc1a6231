"""Every screen of ours as the web client asks for it, among a million customers.

Run with ``./dev bench screens --customers 1000000``. The database is the demonstration
many times over (`screens_world`). Each entry of our menu and each window of ours is
opened by somebody of level 1 and by somebody of the lowest level who may: its views,
their first pages, each search field with a word of a record, each filter and each
grouping, one record in the form, a new one, each smart button; then the pages of a
customer and the counters. Core's lists of contacts, orders and invoices are asked in
the same way before.

A request must take a second at most, or no more than 1.5 times the slowest of core's of
its kind (groupings read every row, in core as here). Each screen is told when it is
done. In a kept database (``--keep``) a round that was stopped goes on where it was, see
`screens_journal`.
"""

from functools import partial

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from . import screens_world as world
from .screens_journal import Journal
from .screens_meter import Meter
from .screens_pages import pages
from .side import Side

FLAVOUR = "demo"
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
        # the log hangs on no customer, so it was not copied
        env["customer.consent"]._take_over_answers()
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
    journal = Journal(side, "opened" if is_opening else "all")
    meter = Meter(bench, journal, is_opening)
    for name in CORE:
        meter.core(users[1], name)
    meter.allow()
    try:
        for label, window in _windows(users[1]):
            if only and only not in label:
                continue
            for level in _levels(users, window):
                meter.screen(
                    users[level],
                    f"{label}, level {level}",
                    partial(window_of, window=window),
                )
        for level in dict.fromkeys((min(users), max(users))):
            meter.asks(users[level], f"pages of a customer, level {level}", pages)
        journal.end()
    finally:
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
            action = window_of(env, window)
            return action and env[action["res_model"]].has_access("read")
    except (AccessError, UserError):
        return False


def window_of(env, window):
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
