"""Vehicles, animals, equipment: search by plate, VIN and chip; both reports of a year.

Run with ``./dev bench assets``: with a million customers 300,000 assets with 1,000,000
readings, and 1,000,000 invoice lines of four years; all of them scale with
``--customers``. Combining what was entered twice is in ``assets_combine``.
"""

import importlib.util
from datetime import timedelta

from odoo import fields

from .assets_data import prepare

REPORT = "report.customer_care.report_customer_asset"
AT_MOST = 3

# What the reports need of each line, written by hand.
LINES = """
    SELECT l.customer_asset_id AS asset_id, l.date, l.move_id, m.move_type,
           m.payment_state, -l.balance AS untaxed, a.year, a.odometer_unit,
           coalesce((SELECT o.partner_id
                       FROM customer_asset_owner o
                      WHERE o.asset_id = l.customer_asset_id
                        AND (o.date_to IS NULL OR o.date_to >= l.date)
                   ORDER BY o.date_to LIMIT 1), a.partner_id) AS owner_id,
           (SELECT r.value * CASE r.unit WHEN 'mi' THEN 1.609344 ELSE 1 END
              FROM customer_asset_reading r
             WHERE r.asset_id = l.customer_asset_id AND r.unit IN ('km', 'mi')
               AND (r.date <= l.date OR r.move_id = m.id)
          ORDER BY r.move_id = m.id DESC NULLS LAST, r.date DESC, r.id DESC
             LIMIT 1) AS km
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN customer_asset a ON a.id = l.customer_asset_id
     WHERE l.display_type = 'product' AND l.parent_state = 'posted'
       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND a.kind = 'vehicle' AND l.date BETWEEN %s AND %s
"""
COUNTED = """
    count(DISTINCT asset_id) FILTER (WHERE move_type <> 'out_refund'),
    count(DISTINCT ((date - DATE '2000-01-01')::int8 << 32) + asset_id)
          FILTER (WHERE move_type <> 'out_refund'),
    count(DISTINCT move_id) FILTER (WHERE move_type <> 'out_refund'),
    sum(untaxed)
"""
ANALYSIS = f"""
    SELECT width_bucket(km, ARRAY[0, 50000, 100000, 150000, 200000]::float8[]) AS band,
           odometer_unit, year, {COUNTED}
      FROM ({LINES}) found
     GROUP BY GROUPING SETS ((1, 2), (3), ())
"""
FLEET = f"""
    SELECT firm.id, asset_id, {COUNTED}, max(km)
      FROM ({LINES}) found
      LEFT JOIN res_partner owner ON owner.id = found.owner_id
      LEFT JOIN res_partner firm ON firm.id = owner.commercial_partner_id
     WHERE coalesce(firm.is_fleet, FALSE)
     GROUP BY GROUPING SETS ((1, 2), (1), ())
"""


def run(bench):
    prepare(bench)
    _search(bench)
    _fleet(bench)
    _reports(bench)
    _combine(bench)


def _search(bench):
    """An exact number is found by its index, as fast as a bare query finds it."""
    env = bench.env
    assets = env["customer.asset"]
    for name, key in (("plate", "plate_key"), ("vin", "vin_key"), ("chip", "chip_key")):
        env.cr.execute(
            f"SELECT {key} FROM customer_asset WHERE {key} IS NOT NULL"
            " ORDER BY id DESC OFFSET 100 LIMIT 1"
        )
        [value] = env.cr.fetchone()

        def bare(key=key, value=value):
            env.cr.execute(f"SELECT id FROM customer_asset WHERE {key} = %s", [value])
            return env.cr.fetchall()

        domain = [(key, "=", value)]
        ours, _bare = bench.compare(
            f"search by {name}",
            ours=lambda domain=domain: assets.search(domain).ids,
            core=bare,
            repeat=25,
        )
        plan = bench.plan("customer.asset", domain, label=f"search by {name}")
        bench.check(f"{name} by index", f"customer_asset__{key}_index" in plan, "index")
        bench.check(f"{name} in 10 ms", ours.seconds < 0.01, "< 10 ms")
        found = bench.figure(
            f"type the {name} where a vehicle is chosen",
            lambda value=value: assets.name_search(value, limit=8),
            repeat=9,
        )
        bench.check(f"{name} is found by typing it", found.value, "found")


def _fleet(bench):
    """Who is proposed costs one pass over the vehicles in use."""
    partners = bench.env["res.partner"]

    def bare():
        bench.env.cr.execute(
            """SELECT p.commercial_partner_id, count(*)
                 FROM customer_asset a JOIN res_partner p ON p.id = a.partner_id
                WHERE a.kind = 'vehicle' AND a.active AND a.gone IS NULL
                  AND a.death_date IS NULL AND a.merged_into_id IS NULL
             GROUP BY 1 HAVING count(*) >= 5"""
        )
        return bench.env.cr.fetchall()

    bench.compare(
        "list the proposed fleet customers",
        ours=lambda: partners.search([("is_fleet_proposed", "=", True)], limit=80).ids,
        core=bare,
        at_most=AT_MOST,
    )
    plan = bench.plan("res.partner", [("is_fleet", "=", True)], label="fleet customers")
    bench.check("fleet customers by index", "_fleet_idx" in plan, "index")


def _reports(bench):
    env = bench.env
    report = env[REPORT]
    today = fields.Date.today()
    year = {"date_from": today - timedelta(days=364), "date_to": today}
    dates = (year["date_from"], year["date_to"])
    for kind, query in (("analysis", ANALYSIS), ("fleet", FLEET)):
        wizard = env["customer.asset.print"].create(
            {"kind": kind, "period": "own", **year}
        )

        def bare(query=query):
            env.cr.execute(query, dates)
            return env.cr.fetchall()

        with bench.undone():
            _check_totals(bench, wizard, report._tables(wizard), bare())
        bench.compare(
            f"{wizard._title()} of a year",
            ours=lambda wizard=wizard: report._tables(wizard),
            core=bare,
            repeat=5,
            at_most=AT_MOST,
        )
    month = today - timedelta(days=30)
    wizard = env["customer.asset.print"].create(
        {"kind": "analysis", "period": "own", "date_from": month, "date_to": today}
    )
    bench.figure("Vehicle analysis of a month", lambda: report._tables(wizard))


def _check_totals(bench, wizard, tables, rows):
    """The same figures, or a time says nothing: the row of all has no keys."""
    total = tables[0]["total"]
    ours = [total["vehicles"], total["visits"], total["invoices"]]
    keys = 3 if wizard.kind == "analysis" else 2
    wholes = [list(row[keys : keys + 3]) for row in rows if not any(row[:keys])]
    label = f"{wizard._title()}: {ours[0]:,} vehicles, as by hand"
    bench.check(label, ours in wholes, "equal")


def _combine(bench):
    """Merging vehicles has a module of its own."""
    package = __name__.rpartition(".")[0]
    if importlib.util.find_spec(f"{package}.assets_combine"):
        importlib.import_module(f"{package}.assets_combine").measure(bench)
