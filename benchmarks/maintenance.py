"""Cleaning a customer base: numbers that customers have twice, a new area code.

Run with ``./dev bench maintenance --customers 200000``: five numbers for each customer,
one of them in London; every tenth customer has one of them twice.
"""

from functools import partial

import phonenumbers

from odoo.tools import SQL, split_every

from odoo.addons.customer_care.models.customer_operation_queue import BATCH

from .side import Result

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

    bench.compare(
        f"rehearse {count:,} of {count * PHONES:,} numbers, against a bare loop",
        lambda: operations._rehearse_area_code(request),
        lambda: _validate(row[1:] for row in rows),
        repeat=2,
        at_most=1.5,
    )
    operation, _rows = operations._rehearse_area_code(request)
    bench.check(
        f"numbers to change: {operation.preview['change']:,}",
        operation.preview["change"] == count,
    )
    done = _change(bench, operation, {row[0]: row[1:] for row in rows})
    _undo(bench, operation)
    orm = bench.measure(
        lambda: _by_orm(env, [row[0] for row in rows[:: count // (count // SHARE)]]),
        repeat=1,
    )
    times = orm.seconds * SHARE / done.seconds
    bench.check(f"an ORM loop would take {times:.0f} times as long", times >= 4, ">= 4")


def _validate(pairs):
    for pair in pairs:
        for number in pair:
            phonenumbers.is_valid_number(phonenumbers.parse(number))


def _change(bench, operation, numbers):
    """The batches of the background job; after each of them the bare loop and the bare
    UPDATE of the same numbers, so that a busy moment hits all three."""
    env = bench.env
    operation._run_area_code()
    env.cr.commit()
    bench.check("many numbers wait for the background", operation.state == "queued")
    job = operation.with_context(cron_id=True)
    ours, loop, update = (Result(0, 0, 0) for _each in range(3))
    left = bench.measure(job._pairs_left, keep=True)
    ours.seconds += left.seconds
    for batch in split_every(job._batch_size(BATCH), left.value, list):
        _add(update, bench.measure(partial(_bare_update, env, batch), 1))
        _add(ours, bench.measure(partial(job._run_batch, batch), keep=True))
        _add(ours, bench.measure(env.cr.commit, keep=True))
        pairs = [numbers[row] for row, _number in batch]
        _add(loop, bench.measure(partial(_validate, pairs), 1))
    _add(ours, bench.measure(job._finish, keep=True))
    env.cr.commit()
    allowed = 1.5 * loop.seconds + 3 * update.seconds
    bench.add("a bare loop over the same numbers", loop)
    bench.add("bare UPDATEs of the same rows", update)
    bench.add("change them, journal, aliases and history included", ours)
    bench.check(
        f"changing took {ours.seconds / allowed:.2f} of 1.5 loops and 3 UPDATEs",
        ours.seconds <= allowed,
        "<= 1",
    )
    count = operation.row_count
    bench.check(f"changed: {count:,}", count == len(numbers))
    return ours


def _add(total, result):
    total.seconds += result.seconds
    total.queries += result.queries
    total.peak_mb = max(total.peak_mb, result.peak_mb)


def _bare_update(env, batch):
    env.cr.execute(
        SQL(
            "UPDATE customer_phone SET number = number || ' ', number_e164 = '+44207'"
            " || substr(number_e164, 7), digits = '44207' || substr(number_e164, 7)"
            " WHERE id = ANY(%s)",
            [row for row, _number in batch],
        )
    )


def _undo(bench, operation):
    """The batches of the undo, and in turn the bare statements that each needs: the
    numbers written back, the aliases deleted, a line of history for each customer."""
    env = bench.env
    operation.action_undo()
    env.cr.commit()
    bench.check("the undo waits for the background", operation.state == "queued")
    job = operation.with_context(cron_id=True)
    ours, bare = (Result(0, 0, 0) for _each in range(2))
    rows = env.execute_query(
        SQL(
            "SELECT id, coalesce(lag(source_id) OVER (ORDER BY id), 0), source_id"
            " FROM customer_operation_line WHERE operation_id = %s AND kind = 'batch'"
            " ORDER BY id DESC",
            operation.id,
        )
    )
    for line, first, last in rows:
        bare_undo = partial(_bare_undo, env, operation, first, last)
        _add(bare, bench.measure(bare_undo, 1))
        _add(ours, bench.measure(partial(job._run_batch, [(line,)]), keep=True))
        _add(ours, bench.measure(env.cr.commit, keep=True))
    _add(ours, bench.measure(job._finish, keep=True))
    env.cr.commit()
    bench.limit("undo, against the bare statements", ours, bare, at_most=2)
    bench.check(f"undone: {operation.state}", operation.state == "undone")


def _bare_undo(env, operation, first, last):
    env.cr.execute(
        SQL(
            """
            UPDATE customer_phone SET number = trim(number), number_e164 = '+44171'
                   || substr(number_e164, 7), digits = '44171' || substr(number_e164, 7)
             WHERE id > %(first)s AND id <= %(last)s AND number_e164 LIKE '+44207%%';
            DELETE FROM customer_alias a USING customer_phone c
             WHERE c.id > %(first)s AND c.id <= %(last)s
               AND a.partner_id = c.partner_id AND a.operation_id = %(operation)s;
            INSERT INTO customer_event (
                   partner_id, kind, old_value, new_value, date, user_id, user_name)
            SELECT partner_id, 'phone', number, number, now(), %(user)s, 'x'
              FROM customer_phone
             WHERE id > %(first)s AND id <= %(last)s AND number_e164 LIKE '+44171%%'
            """,
            first=first,
            last=last,
            operation=operation.id,
            user=env.uid,
        )
    )


def _by_orm(env, ids):
    for phone in env["customer.phone"].browse(ids):
        new = "+44207" + phone.number_e164[6:]
        if phonenumbers.is_valid_number(phonenumbers.parse(new)):
            phone.number = new
    env.flush_all()
