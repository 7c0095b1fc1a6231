"""Merging customers: ours against core's wizard and against the bare UPDATEs.

Run with ``./dev bench merge --customers 220000``: half as many invoices and a fifth as
many orders as customers, beside the demo data of all addons of the template. Core's
wizard works in a second database that has the same rows and not our addon.
"""

from functools import partial

from odoo.tools import SQL

from odoo.addons.customer_care.models.customer_operation_links import BY_COLUMN

from .side import Side, multiply

FLAVOUR = "fat"
TWIN = True
PAIRS = 5_000
BY_WIZARD = 20
FIRST = 1_000_000
TABLES = (
    "res_partner",
    "account_move",
    "account_move_line",
    "sale_order",
    "sale_order_line",
)


def run(bench):
    ours, core = Side(bench.env.cr.dbname), bench.twin
    for side in (ours, core):
        with side.env() as env:
            _fill(env, bench.customers)
        side.vacuum()
    pairs = [(FIRST + 2 * n, FIRST + 2 * n - 1) for n in range(1, PAIRS + 1)]
    _against_core(bench, ours, core, pairs)
    _against_floor(bench, ours, pairs)


def _fill(env, customers):
    """Customers; every second one has an invoice, every fifth an order."""
    partner = env["res.partner"].create(
        {"name": "Sample", "email": "sample@example.com", "phone": "+48 600 000 000"}
    )
    product = env["product.product"].create({"name": "Goods", "list_price": 100})
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [(0, 0, {"product_id": product.id, "quantity": 1})],
        }
    )
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [(0, 0, {"product_id": product.id})],
        }
    )
    invoice.action_post()
    env.flush_all()
    name = "'Customer ' || n"
    multiply(
        env,
        partner,
        customers,
        id=f"{FIRST} + n",
        commercial_partner_id=f"{FIRST} + n",
        name=name,
        complete_name=name,
        **dict.fromkeys(("email", "email_normalized"), "'c' || n || '@example.com'"),
        **dict.fromkeys(("ref", "phone", "phone_sanitized"), "NULL"),
    )
    _documents(
        env, invoice, customers // 2, f"{FIRST} + 2 * n", "move_id", invoice.line_ids
    )
    _documents(
        env, order, customers // 5, f"{FIRST} + 5 * n", "order_id", order.order_line
    )


def _documents(env, document, count, owner, link, lines):
    """Copies of a document and of its lines, each of another customer."""
    columns = {
        name: owner
        for name in (
            "partner_id",
            "commercial_partner_id",
            "partner_shipping_id",
            "partner_invoice_id",
        )
        if name in document._fields and document._fields[name].store
    }
    columns["name"] = "'COPY/' || n"
    if "access_token" in document._fields:
        columns["access_token"] = "NULL"
    if "sequence_number" in document._fields:
        columns.update(sequence_number="n", sequence_prefix="'COPY/'")
    start = FIRST
    multiply(env, document, count, id=f"{start} + n", **columns)
    for place, line in enumerate(lines):
        owned = {
            name: owner
            for name in ("partner_id", "order_partner_id")
            if name in line._fields and line._fields[name].store
        }
        multiply(
            env,
            line,
            count,
            id=f"{start} + {place} * {count} + n",
            **{link: f"{start} + n"},
            **owned,
            **({"full_reconcile_id": "NULL"} if "full_reconcile_id" in owned else {}),
        )


def _against_core(bench, ours, core, pairs):
    """Per pair: all of ours at once, a few by core's wizard one by one."""
    mine = ours.request(partial(_ours, pairs=pairs))
    theirs = core.request(partial(_wizard, pairs=pairs[:BY_WIZARD]))
    theirs.seconds *= PAIRS / BY_WIZARD
    label = f"merge {PAIRS:,} pairs, core's wizard from {BY_WIZARD} of them"
    bench._verdict(label, mine, theirs, 150, None, 1.0)
    bench.memory("memory of the merge", mine, 500)
    one = [
        (
            ours.request(partial(_ours, pairs=pairs[n : n + 1])),
            core.request(partial(_wizard, pairs=pairs[n : n + 1])),
        )
        for n in range(9)
    ]
    single, wizard = (
        min(side, key=lambda r: r.seconds) for side in zip(*one, strict=True)
    )
    bench._verdict("merge one pair", single, wizard, None, 1, 1.0)


def _against_floor(bench, ours, pairs):
    """The same columns by bare UPDATEs, then the undo."""
    floor = min(
        (ours.request(partial(_bare, pairs=pairs)) for _time in range(2)),
        key=lambda result: result.seconds,
    )
    mine = min(
        (ours.request(partial(_ours, pairs=pairs)) for _time in range(2)),
        key=lambda result: result.seconds,
    )
    bench._verdict(f"merge {PAIRS:,} pairs, bare UPDATEs", mine, floor, None, 2.5, 1.0)
    with ours.env() as env:
        operation = env["customer.operation"]._merge(pairs).id
    back = ours.request(
        lambda env: env["customer.operation"].browse(operation).action_undo()
    )
    bench._verdict(f"undo {PAIRS:,} pairs, the merge", back, mine, None, 1.5, 1.0)


def _ours(env, pairs):
    return env["customer.operation"]._merge(pairs).row_count


def _wizard(env, pairs):
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    for source, survivor in pairs:
        wizard._merge([source, survivor], env["res.partner"].browse(survivor))


def _bare(env, pairs):
    """One UPDATE for each column, with no journal and no guards."""
    sources, survivors = map(list, zip(*pairs, strict=True))
    links = env["customer.data.map"]._links("res.partner")
    env.cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE bare ON COMMIT DROP AS"
            " SELECT * FROM unnest(%s::int[], %s::int[]) AS t (source, survivor)",
            sources,
            survivors,
        )
    )
    env.cr.execute("CREATE INDEX ON bare (source)")
    env.cr.execute("ANALYZE bare")
    for link in links:
        if link.kind in BY_COLUMN and link.table != "res_users":
            beside = SQL("TRUE")
            if link.model_column:
                beside = SQL("t.%s = 'res.partner'", SQL.identifier(link.model_column))
            env.cr.execute(
                SQL(
                    "UPDATE %(table)s t SET %(column)s = bare.survivor FROM bare"
                    " WHERE t.%(column)s = bare.source AND %(beside)s",
                    table=SQL.identifier(link.table),
                    column=SQL.identifier(link.column),
                    beside=beside,
                )
            )
