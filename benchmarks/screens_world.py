"""A million customers of the scenario ``screens``: the demonstration, many times over.

The demo data have a row for everything a screen can show. Each copy of that town has
rows of its own in all tables that hang on a customer, with references to its own rows;
settings (types, purposes, users, products) are shared. What is unique gets the number
of the copy, people get names, addresses and phones of their own, and each copy lives at
another time: what is over up to four years ago, what is open within a year, one copy in
fifty today.
"""

from math import lcm

from .screens_columns import Table, copy_rows, insert_rows, shifted

# Tables of others that grow with customers, and what of ours no customer is named in.
FURTHER = (
    "account.full.reconcile",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "calendar.event",
    "customer.operation",
    "customer.search.run",
    "loyalty.card",
    "mail.message",
    "sale.order",
    "sale.order.line",
)
# One copy in so many has these: the demonstration has more of them than a shop would.
SHARES = {
    "account.full.reconcile": 12,
    "account.move": 12,
    "account.move.line": 12,
    "account.partial.reconcile": 12,
    "account.payment": 12,
    "customer.account.exception": 12,
    "customer.attribution": 12,
    "customer.operation": 100,
    "customer.operation.line": 100,
    "customer.proposal": 20,
    "customer.proposal.line": 20,
    "customer.search.run": 10,
    "customer.search.recipient": 10,
    "mail.message": 40,
    "sale.order": 3,
    "sale.order.line": 3,
}


def fill(env, customers):
    """Copy the town until there are so many customers; return their number."""
    cr = env.cr
    cr.execute(
        "SET session_replication_role = replica"
    )  # no checks: rows fit each other
    tables = _tables(env)
    town = _count(cr, tables["res.partner"], "s.parent_id IS NULL")
    copies = customers // town
    indexes = _without_indexes(cr, [table.name for table in tables.values()])
    for table in tables.values():
        copy_rows(env, tables, table, copies)
    for name, columns, condition, share in _relations(env, tables):
        insert_rows(cr, name, columns, condition, copies, share)
    _without_colleagues(cr, tables)
    for index in indexes:
        cr.execute(index)
    cr.execute("RESET session_replication_role")
    for table in tables.values():
        cr.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'),"
            f" (SELECT max(id) FROM {table.name}))",
            [table.name],
        )
    env.invalidate_all()
    return copies * town


def _without_indexes(cr, names):
    """Drop what is quicker made anew when the rows are there; return the statements."""
    cr.execute(
        """
        SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
          FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
         WHERE t.relname = ANY(%s) AND NOT i.indisunique
        """,
        [names],
    )
    found = cr.fetchall()
    for name, _statement in found:
        cr.execute(f"DROP INDEX {name}")
    return [statement for _name, statement in found]


def _without_colleagues(cr, tables):
    """Whoever is not copied has not got the messages and entries of all copies."""
    copied = tables["res.partner"].condition.replace("s.id", "partner_id")
    for name in ("customer.follow.up.entry", "customer.message"):
        table = tables[name]
        cr.execute(
            f"DELETE FROM {table.name} WHERE id >= {table.stride} AND NOT ({copied})"
        )


def counts(env):
    """How many rows the large tables have: {model: count}."""
    found = {}
    for name, table in _tables(env).items():
        env.cr.execute(f"SELECT count(*) FROM {table.name}")
        found[name] = env.cr.fetchone()[0]
    return found


def _tables(env):
    """What is copied: customers, what names one, and what names that."""
    cr = env.cr
    cr.execute(
        "SELECT partner_id FROM res_users UNION SELECT partner_id FROM res_company"
    )
    ours = ", ".join(str(number) for (number,) in cr.fetchall())
    models = {"res.partner": env["res.partner"]}
    models |= {name: env[name] for name in FURTHER if name in env}
    own = {
        name: model
        for name, model in env.items()
        if name.startswith("customer.")
        and not (model._abstract or model._transient)
        and model._auto
    }
    grown = True
    while grown:
        near = {
            name: model
            for name, model in own.items()
            if name not in models
            and any(
                f.type == "many2one" and f.store and f.comodel_name in models
                for f in model._fields.values()
            )
        }
        models |= near
        grown = bool(near)
    models.pop("customer.follow.up.tag.add", None)
    tables = {}
    for name, model in models.items():
        cr.execute(f"SELECT max(id) FROM {model._table}")
        tables[name] = Table(model, SHARES.get(name, 1), (cr.fetchone()[0] or 0) + 1)
    tables["res.partner"].condition = f"s.id NOT IN ({ours})"
    return tables


def _relations(env, tables):
    """(table, columns, condition, share) of the relations, each of them once."""
    found = {}
    rows = {model._table for model in env.values()}
    for table in tables.values():
        for each in table.model._fields.values():
            if each.type != "many2many" or not each.store or each.relation in found:
                continue
            if env[each.comodel_name]._transient or each.relation in rows:
                continue
            other = tables.get(each.comodel_name)
            share = lcm(table.share, other.share if other else 1)
            sides = ((each.column1, table), (each.column2, other))
            found[each.relation] = (
                {
                    name: shifted(side, f's."{name}"') if side else f's."{name}"'
                    for name, side in sides
                },
                " AND ".join(
                    side.condition.replace("s.id", f's."{name}"')
                    for name, side in sides
                    if side
                ),
                share,
            )
    return [(name, *values) for name, values in found.items()]


def _count(cr, table, condition):
    cr.execute(
        f"SELECT count(*) FROM {table.name} s WHERE {table.condition} AND {condition}"
    )
    return cr.fetchone()[0]
