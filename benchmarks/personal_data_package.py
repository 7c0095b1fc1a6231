"""The data package of a customer with 10,000 documents, against core's export.

./dev bench personal_data_package [--customers 200000]

Half the documents are invoices with their lines, half are orders with theirs; each has
a message. Core's `export_data` writes the same columns of the same records; it gets a
tenth of them, and its time is scaled.
"""

from tempfile import TemporaryFile

DOCUMENTS = 10_000
SHARE = 10


def run(bench):
    crowd = bench.env["res.partner"].create({"name": "Sample", "customer_rank": 1})
    bench.multiply(crowd, bench.customers, name="'Customer ' || n", ref="'B' || n")
    measure(bench)


def measure(bench):
    env = bench.env(context={**bench.env.context, "active_test": False})
    bench.env = env
    customer = env["res.partner"].create(
        {"name": "Anna Nowak", "email": "anna@example.com", "customer_rank": 1}
    )
    documents(bench, customer)
    bench.analyze(
        "res_partner",
        "account_move",
        "account_move_line",
        "sale_order",
        "sale_order_line",
        "mail_message",
    )
    engine = env["customer.personal.data"]
    scope = engine._scope(customer)
    tables = [table for table in engine._tables(scope) if table.count]
    rows = sum(table.count for table in tables)
    ids = {table.model: sample_ids(env, engine, scope, table) for table in tables}
    ours, _core = bench.compare(
        f"package of {rows:,} rows in {len(tables)} places; core's export_data",
        ours=lambda: package(env, customer),
        core=lambda: export(env, tables, ids),
        repeat=2,
        at_least=1,
        scale=scale(tables, ids),
    )
    bench.memory("memory of the package", ours)
    bench.figure(
        "say what is kept, before anything is made",
        lambda: sum(table.count for table in engine._tables(engine._scope(customer))),
    )
    pages(bench, customer)


def pages(bench, customer):
    """Paper is cut at so many rows, whatever there is."""
    engine = bench.env["customer.personal.data"]
    bench.figure(
        "what goes on paper", lambda: engine._paper_values(customer) and None, repeat=1
    )


def package(env, customer):
    engine = env["customer.personal.data"]
    with TemporaryFile() as file:
        return engine._archive(engine._scope(customer), file)["file_count"]


def sample_ids(env, engine, scope, table):
    """The ids of a tenth of the rows, of all of a small place."""
    records = env[table.model]
    query = engine._own_rows(scope, records, scope.rows[table.model])
    found = [each for (each,) in env.execute_query(query)]
    return found[: max(1, len(found) // SHARE)] if len(found) > 1000 else found


def scale(tables, ids):
    """How much more there is than core was given."""
    return sum(table.count for table in tables) / sum(map(len, ids.values()))


def export(env, tables, ids):
    count = 0
    for table in tables:
        names = [column.name for column in table.columns]
        records = env[table.model].sudo().browse(ids[table.model])
        count += len(records.export_data(["id", *names])["datas"])
    return count


def documents(bench, customer):
    """Half invoices, half orders, each with lines and a message."""
    env, half = bench.env, DOCUMENTS // 2
    product = env["product.product"].create({"name": "Oil", "list_price": 10})
    line = {"product_id": product.id, "name": "Oil, 4 litres"}
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_line_ids": [(0, 0, {**line, "price_unit": 10})],
        }
    )
    order = env["sale.order"].create(
        {"partner_id": customer.id, "order_line": [(0, 0, line)]}
    )
    for record, lines, link in (
        (invoice, invoice.line_ids, "move_id"),
        (order, order.order_line, "order_id"),
    ):
        message = record.message_post(body="<p>Thank you for your order.</p>")
        first = multiplied(bench, record, half, name=f"'{record._name} ' || n")
        for each in lines:
            multiplied(bench, each, half, **{link: f"{first} + n - 1"})
        multiplied(bench, message, half, res_id=f"{first} + n - 1")


def multiplied(bench, record, count, **columns):
    """Make copies; return the id of the first."""
    columns = {
        key: value
        for key, value in columns.items()
        if key != "name" or "name" in record._fields
    }
    for name in ("access_token", "message_id", "uuid"):
        if name in record._fields and record._fields[name].store:
            columns.setdefault(
                name, "NULL" if name != "message_id" else "'<' || n || '>'"
            )
    bench.multiply(record, count, **columns)
    cr = bench.env.cr
    cr.execute(f"SELECT max(id) FROM {record._table}")  # noqa: S608
    return cr.fetchone()[0] - count + 1
