"""The customers and invoices of the scenario ``outputs``, by SQL.

As many invoice lines as customers, three on each invoice, spread over five years;
half of the customers said yes to offers, a quarter no, the others were never asked.
"""

from dataclasses import dataclass
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

PER_INVOICE = 3
PRODUCTS, BRANDS = 300, 30
DAYS = 5 * 365
CITIES = ("Warszawa", "Kraków", "Łódź", "Wrocław", "Poznań", "Gdańsk", "Szczecin")


@dataclass
class Shop:
    """What is measured on."""

    first: int  # the lowest customer's id; ids follow each other
    count: int
    brand: object
    purpose: object


def prepare(bench):
    env = bench.env
    env.company.country_id = env.ref("base.pl")
    first = _customers(bench)
    products, brand = _products(env)
    _invoices(bench, first, products)
    purpose = env.ref("customer_care.purpose_marketing")
    _answers(bench, first, purpose)
    bench.analyze(
        "res_partner",
        "account_move",
        "account_move_line",
        "product_product",
        "product_template",
        "customer_consent",
    )
    return Shop(first, bench.customers, brand, purpose)


def prepare_customers(bench):
    """Only customers, for what is asked of them alone."""
    bench.env.company.country_id = bench.env.ref("base.pl")
    first = _customers(bench)
    purpose = bench.env.ref("customer_care.purpose_marketing")
    _answers(bench, first, purpose)
    bench.analyze("res_partner", "customer_consent")
    return Shop(first, bench.customers, None, purpose)


def _last_ids(env, table, count):
    env.cr.execute(f"SELECT max(id) FROM {table}")
    last = env.cr.fetchone()[0]
    return range(last - count + 1, last + 1)


def _customers(bench):
    """Bring names as they are: accents, long ones, tags, formulas, line breaks."""
    env = bench.env
    sample = env["res.partner"].create(
        {
            "name": "Sample",
            "email": "c0@example.com",
            "phone": "+48600000000",
            "street": "Prosta 1",
            "zip": "00-001",
            "city": "Warszawa",
            "country_id": env.ref("base.pl").id,
            "birth_date": "1980-01-01",
        }
    )
    name = (
        "CASE mod(n, 1000) WHEN 1 THEN '=cmd|calc ' || n"
        " WHEN 2 THEN '<b>Żółw</b> ' || n"
        " WHEN 3 THEN 'Line' || chr(10) || 'break ' || n"
        " WHEN 4 THEN repeat('Very long ', 19) || n ELSE 'Zażółć Gęślą ' || n END"
    )
    columns = {
        "name": name,
        "complete_name": name,
        "email": "'c' || n || '@example.com'",
        "email_normalized": "'c' || n || '@example.com'",
        "phone": "'+48600' || lpad(mod(n, 1000000)::text, 6, '0')",
        "phone_sanitized": "'+48600' || lpad(mod(n, 1000000)::text, 6, '0')",
        "street": "'Prosta ' || n",
        "zip": "lpad(mod(n, 100)::text, 2, '0') || '-'"
        " || lpad(mod(n, 1000)::text, 3, '0')",
        "city": f"(ARRAY{list(CITIES)!r})[1 + mod(n, {len(CITIES)})]",
        "birth_date": "date '1940-01-01' + mod(n * 17, 25000)",
        "ref": "'B' || lpad(n::text, 8, '0')",
        "commercial_partner_id": "NULL",
    }
    bench.multiply(sample, bench.customers, **columns)
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id "
        "WHERE commercial_partner_id IS NULL"
    )
    return _last_ids(env, "res_partner", bench.customers).start


def _products(env):
    brands = env["customer.brand"].create(
        [{"name": f"Brand {number}"} for number in range(BRANDS)]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Product {number}",
                "list_price": 10 + number,
                "standard_price": 5,
                "brand_id": brands[number % BRANDS].id,
            }
            for number in range(PRODUCTS)
        ]
    )
    return range(products[0].id, products[-1].id + 1), brands[0]


def _invoices(bench, first, products):
    """Copies of one posted invoice; of its lines, each is copied as often."""
    env = bench.env
    count = bench.customers // PER_INVOICE
    product = env["product.product"].browse(products[0])
    sample = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": first,
            "invoice_date": fields.Date.today() - timedelta(days=DAYS + 1),
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "quantity": number + 1})
                for number in range(PER_INVOICE)
            ],
        }
    )
    sample.action_post()
    day = f"current_date - mod(n * 13, {DAYS})"
    partner = f"{first} + mod(n::bigint * 7919, {bench.customers})::int"
    dates = {"date": day, "invoice_date": day}
    bench.multiply(
        sample,
        count,
        name="'BENCH/' || n",
        payment_reference="'BENCH/' || n",
        partner_id=partner,
        commercial_partner_id=partner,
        access_token="NULL",
        **dates,
    )
    moves = _last_ids(env, "account_move", count)
    lines = sample.line_ids.filtered(lambda line: line.display_type == "product")
    for number, line in enumerate(lines):
        bench.multiply(
            line,
            count,
            move_id=f"{moves.start} + n - 1",
            move_name="'BENCH/' || n",
            partner_id=partner,
            product_id=f"{products.start}"
            f" + mod(n * 31 + {number * 7}, {len(products)})",
            **dates,
        )


def _answers(bench, first, purpose):
    """Answers of three in four, for e-mail; hashed as the program does, by SQL."""
    env = bench.env
    consents = env["customer.consent"]
    hashed = consents._plain_hash(
        SQL('lower(p.email_normalized COLLATE "C")'), SQL("pads")
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO customer_consent (partner_id, purpose_id, channel, address_hash,
                   state, method, changed_at)
            SELECT p.id, %s, 'email', %s,
                   CASE mod(p.id, 4) WHEN 0 THEN 'withdrawn' ELSE 'given' END,
                   'counter', timestamp '2026-01-01'
              FROM res_partner p
        CROSS JOIN (%s) AS pads
             WHERE p.id >= %s AND mod(p.id, 4) <> 1
            """,
            purpose.id,
            hashed,
            consents._hash_pads("email"),
            first,
        )
    )
