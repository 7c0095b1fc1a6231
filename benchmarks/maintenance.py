"""Cleaning a customer base: numbers that customers have twice, a new area code.

Run with ``./dev bench maintenance --customers 200000``: five numbers for each customer,
one of them in London; every tenth customer has one of them twice.
"""

import phonenumbers

from odoo.tools import SQL

PHONES = 5
DOUBLED = 10
# The ORM does one by one what is asked of it; a share of it is enough to know.
SHARE = 100


def run(bench):
    _data(bench)
    _doubles(bench)
    _area_code(bench)


def _data(bench):
    """Rows as an older system left them: the same number in two notations."""
    env = bench.env
    env.company.country_id = env.ref("base.pl")
    sample = env["res.partner"].create({"name": "Sample"})
    sample.write({"country_id": env.ref("base.uk").id, "city": "London"})
    bench.multiply(sample, bench.customers, name="'Customer ' || n")
    env.cr.execute(
        SQL(
            """
            INSERT INTO customer_phone (partner_id, sequence, type, number,
                   number_e164, is_understood, digits, is_primary)
            SELECT p.id, each * 10, CASE WHEN each = 5 THEN 'home' ELSE 'mobile' END,
                   CASE WHEN each = 5 THEN '0171 ' || london
                        WHEN is_double THEN '+48 ' || digits ELSE digits END,
                   CASE WHEN each = 5 THEN '+44171' || london
                        ELSE '+48' || digits END, TRUE,
                   CASE WHEN each = 5 THEN '44171' || london
                        ELSE '48' || digits END, each = 1
              FROM (SELECT id, row_number() OVER (ORDER BY id) AS n
                      FROM res_partner WHERE id > %s) AS p
        CROSS JOIN generate_series(1, %s) AS each
        CROSS JOIN LATERAL (SELECT each = 2 AND p.n %% %s = 0 AS is_double) AS d
        CROSS JOIN LATERAL (SELECT (600000000 + p.n * 10
                            + CASE WHEN is_double THEN 1 ELSE each END)::text
                            AS digits,
                            (3000000 + p.n)::text AS london) AS t
            """,
            sample.id,
            PHONES,
            DOUBLED,
        )
    )
    bench.analyze("res_partner", "customer_phone")
    # as in real life: rows of others, not of this transaction
    env.cr.commit()


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


def _area_code(bench):
    """A fifth of the numbers moves from 0171 to 0207, as London's did in 2000."""
    env = bench.env
    count = bench.customers
    operations = env["customer.operation"]
    request = {
        "region": "GB",
        "country_code": 44,
        "old": "171",
        "new": "207",
        "exchanges": [],
        "postcodes": [],
        "force": False,
    }
    rows = env.execute_query(
        SQL(
            "SELECT id, number_e164, '+44207' || substr(number_e164, 7)"
            " FROM customer_phone WHERE number_e164 LIKE '+44171%%'"
        )
    )

    def bare():
        for _row, old, new in rows:
            for number in (old, new):
                phonenumbers.is_valid_number(phonenumbers.parse(number))

    rehearsed, loop = bench.compare(
        f"rehearse {count:,} of {count * PHONES:,} numbers, against a bare loop",
        lambda: operations._rehearse_area_code(request),
        bare,
        repeat=2,
        at_most=1.5,
    )
    operation, _rows = operations._rehearse_area_code(request)
    bench.check(
        f"numbers to change: {operation.preview['change']:,}",
        operation.preview["change"] == count,
    )
    update = bench.measure(
        lambda: env.cr.execute(
            SQL(
                "UPDATE customer_phone SET number = number || ' ', number_e164 ="
                " '+44207' || substr(number_e164, 7), digits = '44207' ||"
                " substr(number_e164, 7) WHERE number_e164 LIKE '+44171%%'"
            )
        )
    )
    bench.add("one bare UPDATE of the same rows", update)
    done = _in_background(bench, operation, "change them, journal, aliases and history")
    allowed = 1.5 * loop.seconds + 3 * update.seconds
    bench.check(
        f"changing took {done.seconds / allowed:.2f} of 1.5 loops and 3 UPDATEs",
        done.seconds <= allowed,
        "<= 1",
    )
    needed = bench.measure(lambda: _bare_undo(env, operation))
    bench.add("bare statements that an undo needs", needed)
    undo = _in_background(bench, operation, "undo of it")
    bench.limit("undo, against the bare statements", undo, needed, at_most=2)
    bench.check(f"undone: {operation.state}", operation.state == "undone")
    orm = bench.measure(
        lambda: _by_orm(env, [row[0] for row in rows[:: count // (count // SHARE)]]),
        repeat=1,
    )
    times = orm.seconds * SHARE / done.seconds
    bench.check(f"an ORM loop would take {times:.0f} times as long", times >= 4, ">= 4")


def _in_background(bench, operation, label):
    """Run or undo it as the background job does, each batch committed."""
    env = bench.env
    (operation._run_area_code if operation.state == "rehearsed" else operation.action_undo)()
    env.cr.commit()
    bench.check(f"{label}: waits for the background", operation.state == "queued")
    job = env["customer.operation"].with_context(cron_id=True)
    return bench.figure(label, job._cron_run, keep=True)


def _bare_undo(env, operation):
    """The numbers written back, the aliases deleted, a line of history for each."""
    env.cr.execute(
        SQL(
            "UPDATE customer_phone SET number = trim(number), number_e164 ="
            " '+44171' || substr(number_e164, 7), digits = '44171' ||"
            " substr(number_e164, 7) WHERE number_e164 LIKE '+44207%%'"
        )
    )
    env.cr.execute(
        SQL("DELETE FROM customer_alias WHERE operation_id = %s", operation.id)
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO customer_event (
                   partner_id, kind, old_value, new_value, date, user_id, user_name)
            SELECT partner_id, 'phone', number, number, now(), %s, 'x'
              FROM customer_phone WHERE number_e164 LIKE '+44171%%'
            """,
            env.uid,
        )
    )


def _by_orm(env, ids):
    for phone in env["customer.phone"].browse(ids):
        new = "+44207" + phone.number_e164[6:]
        if phonenumbers.is_valid_number(phonenumbers.parse(new)):
            phone.number = new
    env.flush_all()
