"""Cleaning a customer base: numbers that customers have twice.

Run with ``./dev bench maintenance --customers 200000``: five numbers for each customer,
every tenth customer has one of them twice.
"""

from odoo.tools import SQL

PHONES = 5
DOUBLED = 10


def run(bench):
    _data(bench)
    _doubles(bench)


def _data(bench):
    """Rows as an older system left them: the same number in two notations."""
    env = bench.env
    env.company.country_id = env.ref("base.pl")
    sample = env["res.partner"].create({"name": "Sample"})
    bench.multiply(sample, bench.customers, name="'Customer ' || n")
    env.cr.execute(
        SQL(
            """
            INSERT INTO customer_phone (partner_id, sequence, type, number,
                   number_e164, is_understood, digits, is_primary)
            SELECT p.id, each * 10, 'mobile',
                   CASE WHEN is_double THEN '+48 ' || digits ELSE digits END,
                   '+48' || digits, TRUE, '48' || digits, each = 1
              FROM (SELECT id, row_number() OVER (ORDER BY id) AS n
                      FROM res_partner WHERE id > %s) AS p
        CROSS JOIN generate_series(1, %s) AS each
        CROSS JOIN LATERAL (SELECT each = 2 AND p.n %% %s = 0 AS is_double) AS d
        CROSS JOIN LATERAL (SELECT (600000000 + p.n * 10
                            + CASE WHEN is_double THEN 1 ELSE each END)::text
                            AS digits) AS t
            """,
            sample.id,
            PHONES,
            DOUBLED,
        )
    )
    bench.analyze("res_partner", "customer_phone")


def _doubles(bench):
    env = bench.env
    count = bench.customers * PHONES
    expected = bench.customers // DOUBLED
    phones = env["customer.phone"]
    bare = SQL(
        "SELECT partner_id, type, number_e164, extension, count(*)"
        " FROM customer_phone GROUP BY 1, 2, 3, 4 HAVING count(*) > 1"
    )
    ours, _bare = bench.compare(
        f"duplicates among {count:,} numbers, against one GROUP BY",
        lambda: env.execute_query(phones._doubles()),
        lambda: env.execute_query(bare),
        at_most=3,
    )
    bench.check(f"duplicates found: {len(ours.value):,}", len(ours.value) == expected)
    with bench.undone():
        operation = env["customer.operation"]._rehearse_phone_doubles()
        done = bench.figure(
            f"delete {expected:,} duplicates, journal and history included",
            operation._run_phone_doubles,
            keep=True,
        )
        bench.check(f"deleting: {done.queries} queries", done.queries < 60, "constant")
        bench.figure("undo of it", operation.action_undo, keep=True)
