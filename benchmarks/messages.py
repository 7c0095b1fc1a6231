"""The list of messages and a search in it: a million against ten thousand.

Run with ``./dev bench messages``: what a clerk waits for, who sees what their company
sends; 500 rows match in both sizes. And the SMS history of one customer among all.
"""

from odoo.tests import new_test_user

SMALL = 10_000
LARGE = 1_000_000
MATCHING = 500
PAGE = 80
AT_MOST = 1.5
# What the list shows, as the web client asks for it.
LIST = {
    "scheduled_at": {},
    "partner_id": {"fields": {"display_name": {}}},
    "channel": {},
    "subject": {},
    "reason": {},
    "state": {},
}
SUBJECT_INDEX = "customer_message__subject_index"
WORDS = [("subject", "ilike", "copper"), ("subject", "ilike", "kettle")]


def run(bench):
    env = bench.env
    clerk = new_test_user(env, "bench_clerk", "customer_care.level_5")
    partner = env["res.partner"].create(
        {"name": "Sample", "phone": "+48601234567", "email": "sample@example.com"}
    )
    name = "'Customer ' || n"
    bench.multiply(partner, SMALL, name=name, complete_name=name)
    partners = env["res.partner"].search([("name", "=like", "Customer %")], order="id")
    first = partners[0].id
    message = env["customer.message"].create(
        {
            "partner_id": first,
            "channel": "sms",
            "purpose_id": env.ref("customer_care.purpose_service").id,
            "subject": "Sample",
            "body": "<p>Your order has arrived, we are open until six.</p>",
        }
    )
    _fill(bench, message, first, SMALL, MATCHING)
    small = _measure(bench, env, clerk, f"{SMALL:,}")
    _fill(bench, message, first, LARGE - SMALL, 0)
    large = _measure(bench, env, clerk, f"{LARGE:,}")
    for label, result in large.items():
        bench.limit(
            f"{label}: {LARGE:,} against {SMALL:,}", result, small[label], AT_MOST
        )
        bench.check(
            f"{label}: {result.queries} queries, {small[label].queries} with {SMALL:,}",
            result.queries <= small[label].queries,
            "constant",
        )
    _plans(bench, clerk, partners)


def _fill(bench, message, first, count, matching):
    """Messages of all channels and states over the years, few of them matching."""
    bench.multiply(
        message,
        count,
        partner_id=f"{first} + mod(n, {SMALL})",
        channel="(ARRAY['email', 'sms', 'letter'])[1 + mod(n, 3)]",
        state="CASE WHEN mod(n, 50) = 0 THEN 'planned'"
        " WHEN mod(n, 997) = 0 THEN 'failed' ELSE 'sent' END",
        scheduled_at=f"now()::timestamp(0) - n * interval '{94_608_000 // count} s'",
        sent_at=f"now()::timestamp(0) - n * interval '{94_608_000 // count} s'",
        subject=f"CASE WHEN mod(n, {max(count // max(matching, 1), 1)}) = 1"
        f" AND {matching} > 0 THEN 'Your copper kettle is ready ' || n"
        " ELSE 'Reminder about the warranty ' || md5(n::varchar) END",
        address="'+48601' || lpad((mod(n, 1000000))::varchar, 6, '0')",
    )
    # as autovacuum does when it analyses a table
    bench.env.cr.execute("SELECT gin_clean_pending_list(%s)", [SUBJECT_INDEX])
    bench.analyze("customer_message")


def _measure(bench, env, clerk, size):
    messages = env["customer.message"].with_user(clerk)
    history = env["customer.sms.history"].with_user(clerk)
    partner = env["res.partner"].search([("name", "=", "Customer 77")], limit=1)

    def page(domain):
        return lambda: messages.web_search_read(
            domain,
            LIST,
            limit=PAGE,
            order="scheduled_at desc, id desc",
            count_limit=10_001,
        )

    results = {
        "the list": page([]),
        "a search by subject words": page(WORDS),
        "a search by two words as typed": page([("subject", "ilike", "copper kettle")]),
        "failed or unknown": page([("state", "in", ("failed", "unknown"))]),
    }
    measured = {
        label: bench.figure(f"{label}, {size}", work, repeat=25)
        for label, work in results.items()
    }
    for label in ("a search by subject words", "a search by two words as typed"):
        found = measured[label].value["length"]
        bench.check(f"{label}, {size}: {found} rows", found == MATCHING, f"{MATCHING}")
    measured.pop("failed or unknown")  # grows with what failed
    bench.figure(
        f"SMS history of one customer, {size} messages",
        lambda: history.web_search_read(
            [("partner_id", "in", partner.ids)], {"body": {}, "state": {}}, limit=PAGE
        ),
    )
    return measured


def _plans(bench, clerk, partners):
    env = bench.env
    messages = env["customer.message"].with_user(clerk)
    order = {"order": "scheduled_at desc, id desc", "limit": PAGE}
    found = {
        "the list": (messages._search([], **order), "scheduled_at_idx"),
        "subject words": (messages._search(WORDS, **order), SUBJECT_INDEX),
        "SMS history": (
            env["customer.sms.history"]
            .with_user(clerk)
            ._search([("partner_id", "in", partners[76].ids)], limit=PAGE),
            "partner_idx",
        ),
    }
    for label, (query, index) in found.items():
        plan = bench.explain(query.select(), label=label)
        bench.check(
            f"{label}: by an index",
            index in plan and "Seq Scan on customer_message " not in plan,
            index,
        )
