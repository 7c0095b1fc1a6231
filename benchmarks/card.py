"""The customer card: opening it, the list of customers, finding one.

Run with ``./dev bench card``. Ours and core hold the same customers, in two databases;
the list is measured at two sizes that hold the same number of matching customers.
"""

from lxml import etree

from odoo.tools.safe_eval import safe_eval

from . import card_data as data
from .side import Side
from .webclient import view

TWIN = True
COST = 1.5
PLAIN = 5_000  # the number of a customer with a phone and nothing else


def run(bench):
    ours, core = Side(bench.env.cr.dbname), bench.twin
    full_id = data.prepare(ours, core)
    data.fill(ours, core, 0, data.SMALL)
    small = _lists(bench, ours.as_user("seller"), f"{data.SMALL:,} customers")
    data.fill(ours, core, data.SMALL, bench.customers)
    large = _lists(bench, ours.as_user("seller"), f"{bench.customers:,} customers")
    for label, few in small.items():
        many = large[label]
        bench.limit(f"{label}: large against small", many, few, COST)
        bench.check(f"{label}: same queries", many.queries == few.queries, "equal")
    for login, words in (("level5", "level 5 alone"), ("seller", "who also sells")):
        mine, theirs = ours.as_user(login), core.as_user(login)
        _form(bench, mine, theirs, full_id, f"open a well-filled customer, {words}")
        _form(bench, mine, theirs, data.FIRST + PLAIN, f"open a plain one, {words}")
    _search(bench, ours.as_user("seller"), core.as_user("seller"))


# -- the form -----------------------------------------------------------------------


def _form(bench, ours, core, partner_id, label):
    bench.alternate(
        label,
        _opening(ours, partner_id),
        _opening(core, partner_id),
        at_most=COST,
        queries_too=True,
    )


def _opening(side, partner_id):
    with side.env() as env:
        request = view(env, "res.partner", "form")
    return lambda: side.request(lambda env: request.open(env, partner_id))


# -- the list -----------------------------------------------------------------------


def _lists(bench, side, size):
    """Load the list of customers as its action does; return {label: result}."""
    with side.env() as env:
        request, filters = _customers(env)
    results = {}
    for label, domain in filters.items():
        results[f"list, {label}"] = side.best(
            lambda env, domain=domain: request.page(env, domain)
        )
        results[f"count, {label}"] = side.best(
            lambda env, domain=domain: request.count(env, domain)
        )
    results["counters of a page"] = side.best(_counters)
    for label, result in results.items():
        bench.add(f"{label}, {size}", result)
    return results


def _customers(env):
    """The request of the list and {label: domain} of what narrows it."""
    action = env["res.partner"].action_customers()
    views = {kind: view_id for view_id, kind in action["views"]}
    context = {
        key: value
        for key, value in safe_eval(action["context"]).items()
        if not key.startswith("search_default_")
    }
    request = view(env, "res.partner", "list", views["list"], context, action["domain"])
    filters = _filters(env, action["search_view_id"][0])
    narrowed = {name: filters[name] for name in ("active", "inactive", "forgotten")}
    narrowed["with open actions"] = filters["active"] + filters["with_actions"]
    found = [("display_name", "ilike", data.NAME)]
    narrowed[f"search {data.NAME}"] = filters["active"] + found
    return request, narrowed


def _filters(env, view_id):
    """{name: domain} of the filters of a search view."""
    views = env["res.partner"].get_views([(view_id, "search")])
    arch = etree.fromstring(views["views"]["search"]["arch"])
    return {
        node.get("name"): safe_eval(node.get("domain"))
        for node in arch.iter("filter")
        if node.get("domain")
    }


def _counters(env):
    partners = env["res.partner"].browse(range(data.FIRST + 1, data.FIRST + 81))
    names = [
        name
        for name, field in partners._fields.items()
        if name.startswith("customer_") and name.endswith("_count")
    ]
    return partners.read(names)


# -- finding a customer -------------------------------------------------------------


def _search(bench, ours, core):
    bench.alternate(
        f"name search {data.NAME}",
        _searching(ours, data.NAME),
        _searching(core, data.NAME),
        at_most=COST,
    )


def _searching(side, term):
    return lambda: side.request(lambda env: env["res.partner"].name_search(term))
