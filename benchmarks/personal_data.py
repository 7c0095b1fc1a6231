# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A person's rights at scale: forget, forget many, anonymise, look through all texts.

Run with ``./dev bench personal-data --customers 200000``: 105,000 posted invoices and
500,000 messages; the customer of the package has 5,000 invoices and 5,000 orders more.

- *forget*: against what Odoo's own ``privacy_lookup`` takes to find the same person; it
  changes nothing.
- *look through all texts*: against ``SELECT sum(length(col::text))`` of the same
  columns, the least that reading them costs.
- *package*: see ``personal_data_package.py``.
"""

from odoo.tools import SQL

from odoo.addons.customer_care.tools import value_needles, value_scan

from . import personal_data_package
from .side import multiply

FLAVOUR = "bare"
FIRST = 1_000_000
MANY = 1_000
# What the background job anonymises in one transaction.
BATCH = 100


def run(bench):
    env = bench.env
    _fill(env, bench.customers)
    bench.analyze("res_partner", "account_move", "account_move_line", "mail_message")
    _forget(bench)
    _anonymise(bench)
    _look(bench)
    personal_data_package.measure(bench)


def _fill(env, customers):
    partner = env["res.partner"].create(
        {
            "name": "Sample",
            "email": "sample@example.com",
            "phone": "+48 600 000 000",
            "street": "ul. Prosta 1",
        }
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
    message = partner.message_post(body="<p>Called about the offer. " + "Text " * 60)
    invoice.action_post()
    env.flush_all()
    name = "'Customer Number' || n"
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
    invoices = customers * 21 // 40
    # every second customer
    owner = f"{FIRST} + 2 + mod(2 * (n - 1), {customers - 2})"
    multiply(
        env,
        invoice,
        invoices,
        id=f"{FIRST} + n",
        name="'BENCH/' || n",
        payment_state="'paid'",
        **dict.fromkeys(
            ("partner_id", "commercial_partner_id", "partner_shipping_id"), owner
        ),
    )
    for line in invoice.line_ids:
        multiply(
            env,
            line,
            invoices,
            move_id=f"{FIRST} + n",
            partner_id=owner,
            reconciled="TRUE",
            amount_residual="0",
        )
    multiply(
        env,
        message,
        customers * 5 // 2,
        res_id=f"{FIRST} + mod(n, {customers})",
        message_id="'<' || n || '@bench>'",
    )


def _customers(env, first, count):
    return env["res.partner"].browse(range(FIRST + first, FIRST + first + count))


def _forget(bench):
    env = bench.env
    one = _customers(env, 1001, 1)

    def look_up():
        wizard = env["privacy.lookup.wizard"].create(
            {"name": one.name, "email": one.email}
        )
        return wizard.action_lookup()

    one._forget("Request 1")  # what is cached once
    other = _customers(env, 1003, 1)
    bench.compare(
        "forget one, against core's privacy_lookup finding them",
        ours=lambda: other._forget("Request 1"),
        core=look_up,
        at_most=1,
    )
    few = bench.figure(
        "forget 10", lambda: _customers(env, 2000, 10)._forget("Request 1"), repeat=2
    )
    many = bench.figure(
        f"forget {MANY:,}",
        lambda: _customers(env, 3000, MANY)._forget("Request 1"),
        repeat=2,
    )
    bench.check(
        f"forget {MANY:,}: {many.queries} queries, 10: {few.queries}",
        many.queries <= few.queries * (MANY // 500) + 20,
        "constant per batch",
    )
    bench.memory(f"memory to forget {MANY:,}", many)


def _anonymise(bench):
    env = bench.env
    few = bench.figure(
        "anonymise 1, without the last look",
        lambda: _customers(env, 5000, 1)._anonymise("Request 1", scan=False),
        repeat=2,
    )
    many = bench.figure(
        f"anonymise {BATCH:,}, without the last look",
        lambda: _customers(env, 6000, BATCH)._anonymise("Request 1", scan=False),
        repeat=1,
    )
    bench.check(
        f"anonymise {BATCH:,}: {many.queries} queries, 1: {few.queries}",
        many.queries <= few.queries * 2 + 100,
        "constant",
    )
    bench.memory(f"memory to anonymise {BATCH:,}", many)


def _look(bench):
    env = bench.env
    wanted = value_needles.needles(
        [
            ("name", "Anna Kowalska"),
            ("email", "anna.kowalska@example.org"),
            ("phone", "+48 601 234 567"),
            ("address", "ul. Długa 17"),
            ("number", "PL5260250274"),
            ("number", "WVWZZZ1JZXW000001"),
        ]
    )
    columns = value_scan.text_columns(env.cr)

    def read_all():
        for table, names in columns.items():
            env.execute_query(value_scan.length(table, names))

    def plant():
        env.cr.execute(
            SQL(
                "UPDATE mail_message SET body = body || 'tel. 601-234-567'"
                " WHERE id = (SELECT max(id) FROM mail_message)"
            )
        )

    plant()
    found = list(value_scan.find(env.cr, wanted, columns))
    bench.check(
        "a phone number planted in one of the messages is found",
        ("mail_message", "body", "phone")
        in {(h.table, h.column, h.kind) for h in found},
        "found",
    )
    total = sum(map(len, columns.values()))
    mine, _core = bench.compare(
        f"look through all {total:,} text columns, against reading them",
        ours=lambda: list(value_scan.find(env.cr, wanted, columns)),
        core=read_all,
        at_most=4,
    )
    bench.memory("memory to look through all texts", mine, 1000)
