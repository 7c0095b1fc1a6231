"""The garage of the scenario ``assets``: customers, assets, readings, invoices, by SQL.

Of ten assets eight are vehicles, one an animal, one equipment. One customer of a
hundred has a fleet of twenty vehicles; one vehicle of five had another owner before. An
invoice has two lines for one asset, and most readings belong to one.
"""

from odoo import fields
from odoo.fields import Command

ASSETS, READINGS, INVOICES, PER_INVOICE = 300_000, 1_000_000, 500_000, 2
CUSTOMERS = 1_000_000
DAYS = 4 * 365


def prepare(bench):
    share = bench.customers / CUSTOMERS
    partner_ids = _customers(bench, max(int(200_000 * share), 200))
    asset_ids = _assets(bench, partner_ids, int(ASSETS * share))
    move_ids = _invoices(bench, partner_ids, asset_ids, int(INVOICES * share))
    _readings(bench, asset_ids, move_ids, int(READINGS * share))
    bench.analyze(
        "res_partner",
        "customer_asset",
        "customer_asset_owner",
        "customer_asset_reading",
        "account_move",
        "account_move_line",
    )


def _last_ids(env, table, count):
    env.cr.execute(f"SELECT max(id) FROM {table}")
    last = env.cr.fetchone()[0]
    return range(last - count + 1, last + 1)


def _customers(bench, count):
    sample = bench.env["res.partner"].create({"name": "Sample", "is_company": True})
    bench.multiply(
        sample,
        count,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        ref="'B' || lpad(n::text, 8, '0')",
        is_fleet="mod(n, 100) = 1",
        commercial_partner_id="NULL",
    )
    bench.env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )
    return _last_ids(bench.env, "res_partner", count)


def _owner(partner_ids):
    """The customer of the n-th asset: a fifth of all belongs to fleets."""
    fleets = len(partner_ids) // 100
    return (
        f"{partner_ids.start} + CASE WHEN mod(n, 5) = 0"
        f" THEN mod(n / 5, {fleets}) * 100"
        f" ELSE mod(n::bigint * 7919, {len(partner_ids)})::int END"
    )


def _assets(bench, partner_ids, count):
    env = bench.env
    sample = env["customer.asset"].create(
        {"kind": "vehicle", "name": "Sample", "partner_id": partner_ids[0]}
    )
    owner = _owner(partner_ids)
    kind = (
        "CASE mod(n, 10) WHEN 8 THEN 'animal' WHEN 9 THEN 'equipment'"
        " ELSE 'vehicle' END"
    )
    vehicle, animal = "mod(n, 10) < 8", "mod(n, 10) = 8"
    vin = "'TMBJJ7NE' || lpad(n::text, 9, '0')"
    plate = "'WB' || lpad(n::text, 7, '0')"
    chip = "'616093' || lpad(n::text, 9, '0')"
    bench.multiply(
        sample,
        count,
        kind=kind,
        name="'Asset ' || n",
        partner_id=owner,
        year=f"CASE WHEN {vehicle} THEN 2005 + mod(n * 7, 22) END",
        make=f"CASE WHEN {vehicle} THEN 'Make ' || mod(n, 20) END",
        vin=f"CASE WHEN {vehicle} THEN {vin} END",
        vin_key=f"CASE WHEN {vehicle} THEN {vin} END",
        plate=f"CASE WHEN {vehicle} THEN {plate} END",
        plate_key=f"CASE WHEN {vehicle} THEN {plate} END",
        chip=f"CASE WHEN {animal} THEN {chip} END",
        chip_key=f"CASE WHEN {animal} THEN {chip} END",
        odometer_unit="CASE WHEN mod(n, 50) = 7 THEN 'mi' ELSE 'km' END",
    )
    asset_ids = _last_ids(env, "customer_asset", count)
    _owners(bench, asset_ids, partner_ids)
    return asset_ids


def _owners(bench, asset_ids, partner_ids):
    """The history of owners, of which one in five has two."""
    bench.env.cr.execute(
        """
        INSERT INTO customer_asset_owner (asset_id, partner_id, date_from, date_to)
        SELECT id, partner_id,
               CASE WHEN mod(id, 5) = 1 THEN current_date - 500 END, NULL
          FROM customer_asset WHERE id BETWEEN %(first)s AND %(last)s
         UNION ALL
        SELECT id, %(start)s + mod(id::bigint * 31, %(count)s)::int, NULL,
               current_date - 500
          FROM customer_asset
         WHERE id BETWEEN %(first)s AND %(last)s AND mod(id, 5) = 1
        """,
        {
            "first": asset_ids[0],
            "last": asset_ids[-1],
            "start": partner_ids.start,
            "count": len(partner_ids),
        },
    )


def _invoices(bench, partner_ids, asset_ids, count):
    """Copies of one posted invoice; the n-th is for the n-th asset, and so on again."""
    env = bench.env
    product = env["product.product"].create(
        {"name": "Service", "type": "service", "list_price": 90, "standard_price": 40}
    )
    sample = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner_ids[0],
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "quantity": number + 1})
                for number in range(PER_INVOICE)
            ],
        }
    )
    sample.action_post()
    columns = {
        "date": f"current_date - mod(n::bigint * 13, {DAYS})::int",
        "partner_id": f"{partner_ids.start} + mod(n, {len(partner_ids)})",
    }
    bench.multiply(
        sample,
        count,
        name="'BENCH/' || n",
        payment_reference="'BENCH/' || n",
        commercial_partner_id=columns["partner_id"],
        invoice_date=columns["date"],
        customer_asset_id=f"{asset_ids.start} + mod(n, {len(asset_ids)})",
        access_token="NULL",
        **columns,
    )
    move_ids = _last_ids(env, "account_move", count)
    for line in sample.line_ids.filtered(lambda each: each.display_type == "product"):
        bench.multiply(
            line,
            count,
            move_id=f"{move_ids.start} + n - 1",
            move_name="'BENCH/' || n",
            customer_asset_id=f"{asset_ids.start} + mod(n, {len(asset_ids)})",
            invoice_date=columns["date"],
            **columns,
        )
    return move_ids


def _readings(bench, asset_ids, move_ids, count):
    """One for nine of ten invoices of vehicles, the rest when somebody rang."""
    env = bench.env
    env.cr.execute(
        """
        INSERT INTO customer_asset_reading (
               asset_id, date, value, unit, source, move_id)
        SELECT m.customer_asset_id, m.invoice_date,
               (%(days)s - (current_date - m.invoice_date)) * 40
               + mod(m.customer_asset_id, 20) * 10000,
               a.odometer_unit, 'service', m.id
          FROM account_move m JOIN customer_asset a ON a.id = m.customer_asset_id
         WHERE m.id BETWEEN %(first)s AND %(last)s
           AND a.kind = 'vehicle' AND mod(m.id, 10) > 0
        """,
        {"days": DAYS, "first": move_ids[0], "last": move_ids[-1]},
    )
    rest = count - env.cr.rowcount
    env.cr.execute(
        """
        INSERT INTO customer_asset_reading (
               asset_id, date, value, unit, source)
        SELECT a.id, current_date - day, (%(days)s - day) * 40 + mod(a.id, 20) * 10000,
               a.odometer_unit, 'customer'
          FROM generate_series(1, %(rest)s) n
          JOIN customer_asset a ON a.id = %(start)s + mod(n, %(assets)s)
          CROSS JOIN LATERAL (SELECT mod(n * 17, %(days)s) AS day) d
         WHERE a.kind = 'vehicle'
        """,
        {
            "days": DAYS,
            "rest": rest * 10 // 8,
            "start": asset_ids.start,
            "assets": len(asset_ids),
        },
    )
