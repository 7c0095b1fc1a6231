"""The books of the scenario ``money``: customers, invoices and their lines, by SQL.

Three lines, one of tax and one of payment terms on each invoice, spread over five
years; one customer has 10,000 of the lines. Products have brands and categories.
"""

from dataclasses import dataclass
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

INVOICES = 100_000
PER_INVOICE = 3
HEAVY_LINES = 10_000
PRODUCTS, BRANDS = 500, 40
DAYS = 5 * 365


@dataclass
class Books:
    """What the other modules of the scenario measure on."""

    heavy: object  # the customer with 10,000 lines
    partner_ids: range
    move_ids: range
    product_ids: range
    today: object


def prepare(bench):
    env = bench.env
    heavy = env["res.partner"].create({"name": "Heavy", "email": "h@example.com"})
    partner_ids = _customers(bench, heavy)
    product_ids = _products(bench)
    move_ids = _invoices(bench, heavy, partner_ids, product_ids)
    bench.analyze(
        "res_partner",
        "account_move",
        "account_move_line",
        "product_product",
        "product_template",
        "customer_brand",
    )
    today = fields.Date.context_today(heavy)
    return Books(heavy, partner_ids, move_ids, product_ids, today)


def _last_ids(env, table, count):
    env.cr.execute(f"SELECT max(id) FROM {table}")
    last = env.cr.fetchone()[0]
    return range(last - count + 1, last + 1)


def _customers(bench, heavy):
    bench.multiply(
        heavy,
        bench.customers,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        ref="'B' || lpad(n::text, 8, '0')",
        commercial_partner_id="NULL",
    )
    bench.env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id "
        "WHERE commercial_partner_id IS NULL"
    )
    return _last_ids(bench.env, "res_partner", bench.customers)


def _products(bench):
    env = bench.env
    brands = env["customer.brand"].create(
        [{"name": f"Brand {number}"} for number in range(BRANDS)]
    )
    categories = env["product.category"].create(
        [{"name": f"Category {number}"} for number in range(BRANDS)]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Product {number}",
                "list_price": 10 + number,
                "standard_price": 5,
                "brand_id": brands[number % BRANDS].id,
                "categ_id": categories[number % BRANDS].id,
            }
            for number in range(PRODUCTS)
        ]
    )
    return range(products[0].id, products[-1].id + 1)


def _invoices(bench, heavy, partner_ids, product_ids):
    """Copies of one posted invoice; of its lines, each is copied as often."""
    env = bench.env
    product = env["product.product"].browse(product_ids[0])
    sample = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": heavy.id,
            "invoice_date": fields.Date.today() - timedelta(days=DAYS + 1),
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "quantity": number + 1})
                for number in range(PER_INVOICE)
            ],
        }
    )
    sample.action_post()
    day = f"current_date - mod(n * 13, {DAYS})"
    heavy_moves = HEAVY_LINES // PER_INVOICE
    partner = (
        f"CASE WHEN n <= {heavy_moves} THEN {heavy.id} ELSE {partner_ids.start}"
        f" + mod(n::bigint * 7919, {len(partner_ids)})::int END"
    )
    dates = {"date": day, "invoice_date": day}
    bench.multiply(
        sample,
        INVOICES,
        name="'BENCH/' || n",
        payment_reference="'BENCH/' || n",
        partner_id=partner,
        commercial_partner_id=partner,
        access_token="NULL",
        **dates,
    )
    move_ids = _last_ids(env, "account_move", INVOICES)
    for number, line in enumerate(sample.line_ids):
        columns = {}
        if line.display_type == "product":
            columns["product_id"] = (
                f"{product_ids.start} + mod(n * 31 + {number * 7}, {len(product_ids)})"
            )
        bench.multiply(
            line,
            INVOICES,
            move_id=f"{move_ids.start} + n - 1",
            move_name="'BENCH/' || n",
            partner_id=partner,
            **dates,
            **columns,
        )
    return move_ids
