"""Customers of an older system: 50,000 with two phones each, in pieces of 2,000.

Run with ``./dev bench maintenance_import --customers 50000``. Beside it stands core's
import of the same customers without phones and without our addon, in a second
database, piece by piece in turn, so that a busy moment hits both.
"""

from time import perf_counter

from odoo import SUPERUSER_ID, api

from .side import Result, peak

TWIN = True
PIECE = 2_000
FIELDS = ("ref", "name", "street", "zip", "city", "email")
PHONES = ("phone", "phone_mobile")


def run(bench):
    ours, core = 0.0, 0.0
    queries = []
    with bench.twin.registry.cursor() as cr:
        twin = api.Environment(cr, SUPERUSER_ID, {})
        for env in (bench.env, twin):
            env.company.country_id = env.ref("base.pl")
        _piece(bench.env, FIELDS + PHONES, _rows(10**7, 10))
        _piece(twin, FIELDS, [row[: len(FIELDS)] for row in _rows(10**7, 10)])
        for first in range(0, bench.customers, PIECE):
            rows = _rows(first, min(PIECE, bench.customers - first))
            plain = [row[: len(FIELDS)] for row in rows]
            core += _piece(twin, FIELDS, plain)[0]
            seconds, count = _piece(bench.env, FIELDS + PHONES, rows)
            ours += seconds
            queries.append(count)
        cr.rollback()
    theirs = Result(core, 0, peak())
    bench.limit(
        f"import {bench.customers:,} customers with two phones, core's without",
        Result(ours, sum(queries), peak()),
        theirs,
        at_most=2,
    )
    bench.check(
        f"queries of a piece of {PIECE:,}: {min(queries)} to {max(queries)}",
        max(queries) < 1.5 * min(queries),
        "constant",
    )
    _again(bench, theirs)


def _again(bench, theirs):
    """The same file once more: everybody is found, nothing is written."""
    people = bench.env["res.partner"].search_count([])
    phones = bench.env["customer.phone"].search_count([])
    seconds, queries = 0.0, 0
    for first in range(0, bench.customers, PIECE):
        rows = _rows(first, min(PIECE, bench.customers - first))
        took, count = _piece(bench.env, FIELDS + PHONES, rows)
        seconds, queries = seconds + took, queries + count
    bench.limit(
        "the same file again", Result(seconds, queries, peak()), theirs, at_most=2
    )
    same = (
        bench.env["res.partner"].search_count([]) == people
        and bench.env["customer.phone"].search_count([]) == phones
    )
    bench.check("the second import changes nothing", same)


def _piece(env, fields, rows):
    """Import as the web client does; return (seconds, queries)."""
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, perf_counter()
    partners = env["res.partner"].with_context(
        import_file=True, tracking_disable=True, _import_limit=PIECE
    )
    result = partners.load(list(fields), rows)
    env.flush_all()
    if result["messages"]:
        raise AssertionError(result["messages"][:3])
    return perf_counter() - start, env.cr.sql_log_count - queries


def _rows(first, count):
    """Distinct names, places, addresses and numbers."""
    return [
        [
            f"OLD-{number}",
            f"{NAMES[number % len(NAMES)]} {_surname(number)}",
            f"ul. {STREETS[number % len(STREETS)]} {number}",
            f"{number % 90 + 10}-{number // 90 % 900 + 100}",
            CITIES[number % len(CITIES)],
            f"customer{number}@example.com",
            f"22{1000000 + number % 9000000:07}",
            f"60{number % 10000000:07}",
        ]
        for number in range(first, first + count)
    ]


def _surname(number):
    """A surname of its own for each number."""
    text = ""
    while True:
        number, rest = divmod(number, 20)
        text += SYLLABLES[rest]
        if not number:
            return text.capitalize() + "ski"


NAMES = ("Anna", "Jan", "Ewa", "Piotr", "Maria", "Adam", "Zofia", "Marek", "Ola")
STREETS = ("Lipowa", "Polna", "Leśna", "Krótka", "Ogrodowa", "Szkolna", "Słoneczna")
CITIES = ("Warszawa", "Kraków", "Poznań", "Łódź", "Gdańsk", "Wrocław", "Lublin")
SYLLABLES = "ba be bo ca da de do ga go ka ko la le ma mo na no ra ro wa".split()
