"""Combining vehicles that are entered twice: found and merged at once, against core's
generic helpers pair by pair; and the undo.

A part of ``./dev bench assets``: a pair for every fifty customers, so 20,000 with a
million.
``./dev bench assets_combine`` measures it alone.
"""

from odoo.fields import Domain

# Pairs that core's helpers are given, one by one; and where our rows begin.
BY_CORE = 20
FIRST = 500_000_000
READINGS = 3


def run(bench):
    measure(bench)


def measure(bench):
    pairs = _prepare(bench, max(200, bench.customers // 50))
    mine = Domain("id", ">", FIRST)
    operations = bench.env["customer.operation"]

    def combine():
        """What the dialog does after one click: find, then combine."""
        twins = bench.env["customer.asset"]._twins("vin_and_plate", mine)
        operation = operations._merge(
            [(twin.source, twin.survivor) for twin in twins], model="customer.asset"
        )
        assert operation.pair_count == len(pairs), operation.pair_count
        return operation

    label = f"combine {len(pairs):,} vehicles"
    merge, _core = bench.compare(
        f"{label}, core's helpers from {BY_CORE} of them",
        ours=combine,
        core=lambda: _by_core(bench.env, pairs[:BY_CORE]),
        repeat=2,
        at_least=50,
        scale=len(pairs) / BY_CORE,
    )
    bench.memory(f"memory to {label}", merge)
    merged = []
    undo = bench.measure(
        lambda: merged.pop().action_undo(),
        repeat=2,
        setup=lambda: merged.append(combine()),
    )
    bench.limit(f"undo it, the merge of {len(pairs):,}", undo, merge, 2)


def _by_core(env, pairs):
    """What core has for merging records of any model, and the source archived."""
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    assets = env["customer.asset"]
    for source, survivor in pairs:
        source, survivor = assets.browse(source), assets.browse(survivor)
        wizard._update_foreign_keys_generic("customer.asset", source, survivor)
        wizard._update_reference_fields_generic("customer.asset", source, survivor)
        wizard._update_values(source, survivor)
        source.active = False
    env.flush_all()


def _prepare(bench, count):
    """Make vehicles, each twice: the source has the number of its survivor plus count.

    :return: [(source, survivor)]
    """
    env = bench.env
    partner = env["res.partner"].create({"name": "Combine"})
    vehicle = env["customer.asset"].create(
        {"kind": "vehicle", "name": "Combine", "partner_id": partner.id}
    )
    asset = f"{FIRST} + n"
    plate = f"'CC' || mod(n, {count})"
    vin = f"'WVWZZZ1JZ' || lpad(mod(n, {count})::text, 8, '0')"
    bench.multiply(
        vehicle,
        2 * count,
        id=asset,
        plate=plate,
        plate_key=plate,
        vin=vin,
        vin_key=vin,
        colour=f"CASE WHEN n > {count} THEN 'red' END",
    )
    _histories(bench, vehicle, partner, count, asset)
    bench.analyze(
        "customer_asset", "customer_asset_reading", "customer_action", "mail_message"
    )
    return [(FIRST + n + count, FIRST + n) for n in range(1, count + 1)]


def _histories(bench, vehicle, partner, count, asset):
    """Readings, an action, a message and an invoice line of each."""
    env = bench.env
    about = {"asset_id": vehicle.id}
    for number in range(READINGS):
        reading = env["customer.asset.reading"].create(
            {**about, "date": f"202{number}-05-01", "value": 10_000 * (number + 1)}
        )
        bench.multiply(reading, 2 * count, asset_id=asset, value="s.value + n")
    action = env["customer.action"].create(
        {
            **about,
            "partner_id": partner.id,
            "name": "Service",
            "type_id": env["customer.action.type"].search([], limit=1).id,
        }
    )
    bench.multiply(action, 2 * count, asset_id=asset)
    message = vehicle.message_post(body="Called")
    bench.multiply(
        message, 2 * count, res_id=asset, message_id="'<combine-' || n || '>'"
    )
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_line_ids": [(0, 0, {"name": "Oil", "price_unit": 100})],
        }
    )
    bench.multiply(invoice.invoice_line_ids[0], 2 * count, customer_asset_id=asset)
