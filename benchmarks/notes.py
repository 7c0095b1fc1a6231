"""Notes: list and search among a million, the reports of a month, an import.

Run with ``./dev bench notes``: 1,000,000 notes of 200,000 customers. The small and the
large table hold the same 500 notes whose subject has the words searched for; they are
the open call-backs of one operator.
"""

from datetime import date, timedelta

from odoo import fields

SMALL, MATCHING, LARGE = 10_000, 500, 1_000_000
IMPORTED, ONE_BY_ONE = 10_000, 200
OPERATORS = 5
WORDS = "warranty of the espresso"
LIST_FIELDS = {
    "date": {},
    "partner_id": {"fields": {"display_name": {}}},
    "name": {},
    "purpose": {},
    "channel": {},
    "outcome_id": {"fields": {"display_name": {}}},
    "mood_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "follow_up_state": {},
    "is_overdue": {},
}
# What the report counts, written by hand.
BARE = """
    SELECT {key}, coalesce(sum(mood_score), 0), count(*),
           count(*) FILTER (WHERE channel IN ('call_in', 'call_out')),
           count(*) FILTER (WHERE channel = 'visit'),
           count(*) FILTER (WHERE channel IN ('letter', 'email')),
           count(*) FILTER (WHERE channel = 'other'),
           count(*) FILTER (WHERE follow_up_state IS NOT NULL),
           count(*) FILTER (WHERE follow_up_state = 'open'),
           count(*) FILTER (WHERE follow_up_state = 'done'),
           count(*) FILTER (WHERE follow_up_state = 'late'),
           count(*) FILTER (WHERE mood_score > 0)
      FROM customer_note
     WHERE date >= %s AND date < %s
     GROUP BY {key}
"""


def run(bench):
    partner_ids, operators = _people(bench)
    sample = _sample(bench, partner_ids)
    _multiply(
        bench,
        sample,
        partner_ids,
        MATCHING,
        name=f"'{WORDS} ' || n",
        follow_up_state="'open'",
        follow_up_user_id=str(operators[0].id),
        follow_up_at="now() at time zone 'UTC' + n * interval '1 hour'",
        is_complete="FALSE",
    )
    _multiply(bench, sample, partner_ids, SMALL - MATCHING)
    _settle(bench)
    small = _open_and_search(bench, f"{SMALL:,} notes", operators[0])
    _multiply(bench, sample, partner_ids, LARGE - SMALL)
    _settle(bench)
    large = _open_and_search(bench, f"{LARGE:,} notes", operators[0])
    for label, few, many in zip(
        ("open the list", "search words of the subject", "my call-backs"),
        small,
        large,
        strict=True,
    ):
        bench.limit(f"{label}: large against small", many, few, 1.5)
        bench.check(f"{label}: same queries", many.queries == few.queries, "equal")
    _plans(bench)
    _reports(bench)
    _import(bench, partner_ids, operators)


# -- data -------------------------------------------------------------------------


def _people(bench):
    env = bench.env
    partner = env["res.partner"].create({"name": "Sample"})
    count = min(bench.customers, LARGE // 5)
    bench.multiply(
        partner,
        count,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        ref="'B' || lpad(n::text, 8, '0')",
        commercial_partner_id="NULL",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )
    env.cr.execute("SELECT max(id) FROM res_partner")
    [last] = env.cr.fetchone()
    level = env.ref("customer_care.level_5").id
    users = env["res.users"].with_context(no_reset_password=True)
    operators = users.create(
        [
            {
                "name": f"Operator {number}",
                "login": f"operator_{number}",
                "email": f"operator_{number}@example.com",
                "group_ids": [(4, level)],
            }
            for number in range(OPERATORS)
        ]
    )
    bench.analyze("res_partner")
    return range(last - count + 1, last + 1), operators


def _sample(bench, partner_ids):
    note = bench.env["customer.note"]
    return note.create({"partner_id": partner_ids[0], "name": "Sample"})


def _multiply(bench, sample, partner_ids, count, **columns):
    """A year of notes; one of ten had a call-back."""
    env = bench.env
    first, last = env["res.users"].search([("login", "like", "operator_")]).ids[::4]
    outcomes = sorted(env["customer.note.outcome"].search([]).ids)
    moods = sorted(env["customer.note.mood"].search([]).ids)
    bench.multiply(
        sample,
        count,
        **{
            "partner_id": f"{partner_ids.start} + mod(n::bigint * 7919,"
            f" {len(partner_ids)})::int",
            "date": "now() at time zone 'UTC' - mod(n::bigint * 6007, 525600)"
            " * interval '1 minute'",
            "user_id": f"{first} + mod(n, {last - first + 1})",
            "purpose": "(ARRAY['sales', 'credit', 'service'])[1 + mod(n, 3)]",
            "channel": "(ARRAY['call_in', 'call_out', 'visit', 'email'])"
            "[1 + mod(n, 4)]",
            "hour": "lpad((8 + mod(n, 10))::text, 2, '0')",
            "name": "md5(n::text) || ' ' || md5((n * 7)::text)",
            "outcome_id": f"{outcomes[0]} + mod(n, {len(outcomes)})",
            "mood_id": f"{moods[0]} + mod(n, {len(moods)})",
            "mood_score": "1 + mod(n, 5)",
            "follow_up_state": "CASE WHEN mod(n, 10) > 0 THEN NULL"
            " WHEN mod(n, 100) < 70 THEN 'done' ELSE 'late' END",
            "follow_up_user_id": f"CASE WHEN mod(n, 10) = 0 THEN {first}"
            f" + mod(n / 10, {last - first + 1}) END",
            "follow_up_at": "CASE WHEN mod(n, 10) = 0 THEN now() at time zone 'UTC'"
            " - mod(n::bigint * 6007, 525600) * interval '1 minute' END",
            **columns,
        },
    )


# -- the screen -------------------------------------------------------------------


def _open_and_search(bench, size, operator):
    notes = bench.env["customer.note"].with_user(operator)
    notes.search([], limit=1)

    def read(domain, order=None):
        return notes.web_search_read(
            domain, LIST_FIELDS, limit=80, count_limit=10001, order=order
        )

    subject = ["|", ("name", "ilike", WORDS), ("detail", "ilike", WORDS)]
    assert read(subject)["length"] == MATCHING
    mine = [
        ("follow_up_state", "=", "open"),
        ("follow_up_user_id", "=", operator.id),
    ]
    return (
        bench.figure(f"open the list, {size}", lambda: read([]), repeat=15),
        bench.figure(
            f"search words of the subject, {size}", lambda: read(subject), repeat=15
        ),
        bench.figure(
            f"my call-backs, {size}",
            lambda: read(mine, "follow_up_at, id"),
            repeat=15,
        ),
    )


def _plans(bench):
    words = bench.plan(
        "customer.note", [("name", "ilike", WORDS)], label="search words of the subject"
    )
    bench.check("subject by index", "customer_note__name_index" in words, "index")
    newest = bench.plan(
        "customer.note", [], label="the list", order="date desc, id desc", limit=80
    )
    bench.check("list by index", "customer_note_recent_idx" in newest, "index")


# -- reports ----------------------------------------------------------------------


def _reports(bench):
    env = bench.env
    report = env["report.customer_care.report_customer_note"]
    today = date.today()
    begin = today - timedelta(days=30)
    for kind in ("purpose", "user_id", "partner_id"):
        wizard = env["customer.note.print"].create(
            {"kind": kind, "date_from": begin, "date_to": today}
        )

        def bare(kind=kind):
            env.cr.execute(BARE.format(key=kind), (begin, today + timedelta(days=1)))
            return env.cr.fetchall()

        bench.compare(
            f"report of a month by {kind}",
            ours=lambda wizard=wizard: report._totals(wizard),
            core=bare,
            repeat=5,
            at_most=3,
        )


# -- import -----------------------------------------------------------------------


def _import(bench, partner_ids, operators):
    env = bench.env
    notes = env["customer.note"].with_context(import_file=True)
    at = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=2))
    names = [
        "partner_id/.id",
        "name",
        "is_complete",
        "follow_up_user_id/.id",
        "follow_up_at",
    ]

    def row(number):
        return [
            str(partner_ids[number % len(partner_ids)]),
            f"Call {number}",
            "False",
            str(operators[number % OPERATORS].id),
            at,
        ]

    rows = [row(number) for number in range(IMPORTED)]

    def together():
        result = notes.load(names, rows)
        assert len(result["ids"]) == IMPORTED, result["messages"]

    def one_by_one():
        for each in rows[:ONE_BY_ONE]:
            notes.load(names, [each])

    bench.compare(
        f"import {IMPORTED:,} notes with call-backs, against one by one",
        ours=together,
        core=one_by_one,
        repeat=1,
        at_least=5,
        scale=IMPORTED / ONE_BY_ONE,
    )
    with bench.undone():
        before = _mails(env)
        together()
        mails = _mails(env) - before
        bench.check(
            f"{mails} mails to {OPERATORS} operators", mails == OPERATORS, "equal"
        )


def _mails(env):
    env.flush_all()
    return env["mail.message"].search_count(
        [("message_type", "=", "user_notification")]
    )


def _settle(bench):
    """Do what autovacuum does when it analyses a table."""
    bench.env.flush_all()
    bench.env.cr.execute(
        "SELECT gin_clean_pending_list(indexrelid) FROM pg_index"
        " JOIN pg_class c ON c.oid = indexrelid JOIN pg_am am ON am.oid = c.relam"
        " WHERE indrelid = 'customer_note'::regclass AND amname = 'gin'"
    )
    bench.analyze("customer_note")
