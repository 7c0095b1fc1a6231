"""Customers without invoices: found, deleted in batches, and who works meanwhile.

Run with ``./dev bench maintenance_clean --customers 200000``: every second customer has
two invoices, the others nothing; all were entered long ago.
"""

import threading
import time
from contextlib import closing

from odoo.sql_db import db_connect
from odoo.tools import SQL

INVOICES = 2
BEFORE = "2021-01-01"
# A call of the second session that has to wait for a lock longer than this failed.
PATIENCE = "100ms"
BATCH = 500


def run(bench):
    """Commits: the second session sees what is there."""
    sample = bench.env["res.partner"].create({"name": "Sample"})
    bench.multiply(sample, bench.customers, name="'Customer ' || n")
    _invoices(bench)
    bench.env.cr.commit()
    found = _find(bench)
    _delete(bench, found)


def _invoices(bench):
    """Every second customer has some; all were entered long ago."""
    env = bench.env
    move = env["account.move"].create(
        {"move_type": "out_invoice", "partner_id": _customers(bench)[0]}
    )
    count = bench.customers // 2 * INVOICES
    bench.multiply(move, count, name="'I' || n", sequence_number="n")
    env.cr.execute(
        SQL(
            """
            WITH busy AS (
                SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_partner
                 WHERE id = ANY(%s) AND id %% 2 = 0
            ), invoice AS (
                SELECT id, row_number() OVER (ORDER BY id) AS n FROM account_move
            )
            UPDATE account_move m
               SET partner_id = busy.id, commercial_partner_id = busy.id,
                   partner_shipping_id = busy.id
              FROM invoice JOIN busy ON busy.n = invoice.n %% %s + 1
             WHERE m.id = invoice.id
            """,
            _customers(bench),
            sum(1 for each in _customers(bench) if each % 2 == 0),
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET create_date = '2019-01-01',"
            " commercial_partner_id = id WHERE id = ANY(%s)",
            _customers(bench),
        )
    )
    bench.analyze("account_move", "res_partner")


def _customers(bench):
    return [
        each
        for (each,) in bench.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE name LIKE 'Customer %%' ORDER BY id")
        )
    ]


def _find(bench):
    """All at once, against a query by hand over the same tables."""
    env = bench.env
    rows = env["customer.no.business"]
    criteria = {"before": BEFORE}
    kinds = rows._kinds_asked(criteria)
    free = SQL(" AND ").join(
        SQL(
            "NOT EXISTS (SELECT FROM %s x WHERE x.%s = p.id)",
            SQL.identifier(env[model]._table),
            SQL.identifier(name),
        )
        for model, name in dict.fromkeys(
            (model, name)
            for kind in kinds
            for model, names, _domain in kind.places
            for name in names
            if env[model]._fields[name].store
        )
    )
    bare = SQL(
        "SELECT array_agg(p.id) FROM res_partner p WHERE p.active AND p.parent_id IS"
        " NULL AND p.partner_share AND p.create_date < %s AND %s",
        BEFORE,
        free,
    )
    ours, theirs = bench.compare(
        f"find who has no business among {bench.customers:,}, against bare SQL",
        lambda: rows._found(criteria),
        lambda: env.execute_query(bare),
        at_most=3,
    )
    found = ours.value["customers"]
    [(by_hand,)] = theirs.value
    bench.check(f"found: {len(found):,}", set(found) == set(by_hand), "the same")
    operation = env["customer.operation"]._rehearse_no_business(criteria)
    page = rows.with_context(customer_no_business=operation.id)
    shown = bench.figure(
        "a page of those who stay, with reasons",
        lambda: page.search_fetch([("fate", "=", "stays")], limit=80).mapped("reasons"),
    )
    bench.check("the page is there at once", shown.seconds < 1, "< 1 s")
    return found


def _delete(bench, found):
    """Deleted by the background job, each batch committed, while a second session
    goes on reading and writing the other customers."""
    env = bench.env
    rehearsal = bench.figure(
        f"rehearse the deletion of {len(found):,}, references included",
        lambda: env["customer.operation"]._rehearse_no_business(
            {"before": BEFORE, "delete": True}
        ),
        keep=True,
    )
    operation = rehearsal.value
    operation._queue()
    env.cr.commit()
    others = sorted(set(_customers(bench)) - set(found))
    second = Second(env.cr.dbname, others)
    second.start()
    job = env["customer.operation"].with_context(cron_id=True)
    done = bench.figure(
        f"delete {len(found):,} customers, file and history included",
        lambda: job._cron_run(batch_size=BATCH),
        keep=True,
    )
    second.stop()
    env.invalidate_all()
    left = set(_customers(bench)) & set(found)
    bench.check(f"deleted: {operation.pair_count:,}", not left, "all of them")
    bench.check(
        f"a second session did {second.calls:,} calls meanwhile, the slowest took"
        f" {second.slowest * 1000:.0f} ms",
        second.calls > done.seconds and not second.errors,
        f"none waits {PATIENCE} for a lock",
    )
    for error in second.errors[:1]:
        bench.check(f"second session: {error}", False)


class Second(threading.Thread):
    """Somebody else at work: a customer is read and written, an invoice is entered,
    each in a transaction of its own and of a connection of its own."""

    def __init__(self, dbname, customers):
        super().__init__(daemon=True)
        self.connection = db_connect(dbname)
        self.customers = customers
        self.calls, self.slowest, self.errors = 0, 0.0, []
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.is_set():
            start = time.perf_counter()
            try:
                self._call(self.customers[self.calls % len(self.customers)])
            except Exception as error:  # noqa: BLE001 - whatever it is, it failed
                self.errors.append(str(error))
            self.calls += 1
            self.slowest = max(self.slowest, time.perf_counter() - start)
            time.sleep(0.05)

    def _call(self, customer):
        with closing(self.connection.cursor()) as cr:
            cr.execute(SQL("SET LOCAL lock_timeout = %s", PATIENCE))
            cr.execute(SQL("SELECT * FROM res_partner WHERE id = %s", customer))
            cr.execute(
                SQL("UPDATE res_partner SET street = 'x' WHERE id = %s", customer)
            )
            cr.execute(
                SQL(
                    "INSERT INTO customer_alias (partner_id, kind, value)"
                    " VALUES (%s, 'phone', %s)",
                    customer,
                    f"0{self.calls}",
                )
            )
            cr.execute(
                SQL(
                    "UPDATE account_move SET narration = 'x' WHERE partner_id = %s",
                    customer,
                )
            )
            cr.commit()

    def stop(self):
        self.is_over.set()
        self.join()
