"""The customer card: opening it, the list of customers, finding one.

Run with ``./dev bench card``. Ours and core hold the same customers, in two databases;
the list is measured at two sizes that hold the same number of matching customers.
"""

import re
from functools import partial

from lxml import etree

from odoo.tools.safe_eval import safe_eval

from . import card_data as data
from .side import Side
from .webclient import view

TWIN = True
COST = 1.5
AT_COUNTER = 0.2  # seconds a clerk may wait for the answer to a scan
PLAIN = 5_001  # the number of a customer with a phone and nothing else
KNOWN = 7_770  # the number of one with a former code, phones and measurements
LARGE = ("res_partner", "customer_phone", "customer_alias", "customer_action")


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
    """Any way in uses an index; what core finds too costs no more than in core."""
    terms = data.known(ours, KNOWN)
    for label, term in terms.items():
        result = ours.best(_searching(term))
        bench.add(f"find by {label}", result)
        found = [partner_id for partner_id, _name in result.value]
        bench.check(f"find by {label}: {term}", data.FIRST + KNOWN in found, "found")
        plan = _plan(bench, ours, term, f"Find by {label}, {term}")
        bench.check(f"find by {label}: by indexes", not _walks(plan), "no table walked")
    for label, term in terms.items():
        result = ours.best(_at_counter(term))
        bench.add(f"at the counter by {label}", result)
        found = [match["id"] for match in result.value["matches"]]
        bench.check(
            f"at the counter by {label}: {term}",
            data.FIRST + KNOWN in found and result.seconds < AT_COUNTER,
            f"found in {AT_COUNTER:g} s",
        )
    terms["a name of 500"] = data.NAME
    for label in ("a code", "an e-mail address", "a name of 500"):
        work = _searching(terms[label])
        bench.alternate(
            f"find by {label}, against core",
            partial(ours.request, work),
            partial(core.request, work),
            at_most=COST,
        )


def _searching(term):
    return lambda env: env["res.partner"].name_search(term)


def _at_counter(term):
    return lambda env: env["res.partner"].get_counter_matches(term)


def _plan(bench, side, term, label):
    """The plan of what `name_search` asks for."""
    with side.env() as env:
        domain = [("display_name", "ilike", term)]
        query = env["res.partner"]._search(domain, limit=100)
        return bench.explain(query.select(), label=label, env=env)


def _walks(plan):
    """Large tables that are read from one end to the other."""
    return [table for table in LARGE if re.search(rf"Seq Scan on {table}\b", plan)]
