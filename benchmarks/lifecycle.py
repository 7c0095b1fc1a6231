"""Installed on a base of customers that was there before, updated, and removed again.

Run with ``./dev bench lifecycle --customers 1000000``. The twin is an Odoo with its own
addons only: it is filled, gets the addon, and must be what it was when that is gone.
"""

from . import card_data as data
from .lifecycle_picture import differences, picture
from .lifecycle_process import odoo, shell
from .side import Result, multiply

TWIN = True
ADDON = "customer_care"
# A pass that reads and writes each customer once is what nobody can do without.
PASSES = 40
REMOVE = """
addon = env["ir.module.module"].search([("name", "=", "customer_care")])
addon.button_immediate_uninstall()
"""


def run(bench):
    twin = bench.twin
    _fill(twin, bench.customers)
    before = picture(twin.database)
    bare = _bare_pass(twin)
    installed = odoo(twin.database, "-i", ADDON)
    _taken_over(bench, twin)
    updated = odoo(twin.database, "-u", ADDON)
    bench.add("installing", installed)
    bench.add("updating: loads as much, and touches no customer", updated)
    bench.limit(
        f"installing without that, {bench.customers:,} customers : UPDATEs of them",
        Result(installed.seconds - updated.seconds, 0, installed.peak_mb),
        bare,
        at_most=PASSES,
    )
    bench.add("removing", shell(twin.database, REMOVE))
    for what, (lost, left) in differences(before, picture(twin.database)).items():
        if what == "external ids":
            # Odoo makes a few inherited fields of its own anew, without their names.
            lost = set()
        text = f"{what} are as before{named(' lost', lost)}{named(' left', left)}"
        bench.check(text, not lost | left)


def named(word, found):
    """At most five of them, for the table."""
    return f",{word}: {', '.join(sorted(found)[:5])}" if found else ""


def _fill(twin, count):
    """Customers as a shop has them: with and without codes and phones."""
    with twin.env() as env:
        sample = data.sample_of(env)
        digits = "(600000000 + mod(n * 7919::bigint, 99999989))::text"
        name = "'Customer ' || n"
        multiply(
            env,
            sample,
            count,
            id=f"{data.FIRST} + n",
            commercial_partner_id=f"{data.FIRST} + n",
            name=name,
            complete_name=name,
            ref="CASE WHEN mod(n, 2) = 0 THEN 'K' || n END",
            email="'c' || n || '@example.com'",
            email_normalized="'c' || n || '@example.com'",
            phone=f"CASE WHEN mod(n, 10) < 9 THEN '+48 ' || {digits} END",
            phone_sanitized=f"CASE WHEN mod(n, 10) < 9 THEN '+48' || {digits} END",
            street="'ul. Prosta ' || n",
            city="'City ' || mod(n, 1000)",
        )
        env.cr.execute("SELECT setval('res_partner_id_seq', 30000000)")
    twin.vacuum()


def _bare_pass(twin):
    """One UPDATE of every customer, undone."""
    return twin.request(
        lambda env: env.cr.execute("UPDATE res_partner SET color = coalesce(color, 0)")
    )


def _taken_over(bench, twin):
    """What the installation found is the addon's now: codes, phones, valid indexes."""
    with twin.registry.cursor() as cr:
        cr.execute(
            "SELECT count(*) FROM res_partner WHERE id > %s AND ref IS NULL",
            (data.FIRST,),
        )
        bench.check("every customer has a code", cr.fetchone()[0] == 0)
        cr.execute(
            "SELECT count(*) FROM res_partner WHERE id > %s AND mod(id - %s, 2) = 0"
            " AND ref <> 'K' || (id - %s)",
            (data.FIRST, data.FIRST, data.FIRST),
        )
        bench.check("codes that were there are kept", cr.fetchone()[0] == 0)
        cr.execute(
            "SELECT count(*) FROM res_partner p WHERE p.id > %s AND p.phone IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM customer_phone f WHERE f.partner_id = p.id"
            " AND f.number_e164 = p.phone_sanitized)",
            (data.FIRST,),
        )
        bench.check("every phone is in the list of phones", cr.fetchone()[0] == 0)
        cr.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        bench.check("every index is valid", cr.fetchone()[0] == 0)
