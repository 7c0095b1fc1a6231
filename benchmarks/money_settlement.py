"""A settlement of many orders against core's own invoice of them without sections.

Ours is all that the clerk waits for: the list, the preview and the invoice with its
sections. Both invoice the same orders in turn; whatever one makes is undone before the
other begins.
"""

from odoo.fields import Command

ORDERS = 500
LINES = 3
AT_MOST = 1.7


def measure(bench, books):
    env = bench.env
    customer = env["res.partner"].create({"name": "Collective"})
    orders = _orders(env, books, customer)

    def ours():
        wizard = env["customer.settlement"].create({"partner_id": customer.id})
        wizard.action_preview()
        wizard.action_settle()
        return _shape(wizard.invoice_ids)

    def core():
        return _shape(orders._create_invoices(final=True))

    mine, theirs = bench.compare(
        f"a settlement of {ORDERS} orders",
        ours=ours,
        core=core,
        at_most=AT_MOST,
        repeat=5,
    )
    (sections, lines, total), (__, expected, amount) = mine.value, theirs.value
    bench.check(
        "the same invoice, with a section for each order",
        (sections, lines, total) == (ORDERS, expected, amount),
    )
    few = bench.measure(lambda: _preview(env, customer, ORDERS // 10))
    many = bench.figure(
        f"of it list and preview of {ORDERS} orders",
        lambda: _preview(env, customer, ORDERS),
    )
    # a row more in memory than is written at once is one more statement
    bench.check(
        f"list and preview: {many.queries} queries, for a tenth {few.queries}",
        many.queries - few.queries <= ORDERS // 100,
    )


def _orders(env, books, customer):
    products = books.product_ids
    orders = env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": products[(number * 7 + line) % len(products)],
                            "product_uom_qty": 1 + line,
                            "discount": 5 * line,
                        }
                    )
                    for line in range(LINES)
                ],
            }
            for number in range(ORDERS)
        ]
    )
    orders.action_confirm()
    return orders


def _preview(env, customer, count):
    wizard = env["customer.settlement"].create({"partner_id": customer.id})
    wizard.line_ids[count:].is_picked = False
    wizard.action_preview()


def _shape(invoice):
    """Return how many sections and lines of goods it has, and its total."""
    invoice.ensure_one()
    kinds = invoice.invoice_line_ids.mapped("display_type")
    return kinds.count("line_section"), kinds.count("product"), invoice.amount_total
