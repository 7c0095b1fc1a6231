"""Customer actions: opening the Center, searching, planning and sending reminders.

Run with ``./dev bench actions``. The small and the large table hold the same 500 due
rows and the same 500 rows with the serial number searched for.
"""

from odoo import fields

from .mail_sink import mail_sink

SMALL, MATCHING = 10_000, 500
ACTIONS_PER_CUSTOMER = 5
ONE_BY_ONE = 500
BATCH = 5_000
MAILS = 300
CENTER_FIELDS = {
    "timeliness": {},
    "date_remind": {},
    "partner_id": {"fields": {"display_name": {}}},
    "name": {},
    "type_id": {"fields": {"display_name": {}}},
    "serial_number": {},
    "partner_phone": {},
    "date_end": {},
    "user_id": {"fields": {"display_name": {}}},
    "state": {},
}


def run(bench):
    env = bench.env
    sample = _sample(env)
    partner_ids = _customers(bench, sample.partner_id)
    _due_and_matching(bench, sample, partner_ids)
    _others(bench, sample, partner_ids, SMALL - 2 * MATCHING)
    bench.analyze("customer_action", "res_partner")
    small = _open_and_search(bench, f"{SMALL:,} actions")
    large_size = bench.customers * ACTIONS_PER_CUSTOMER
    _others(bench, sample, partner_ids, large_size - SMALL)
    bench.analyze("customer_action")
    large = _open_and_search(bench, f"{large_size:,} actions")
    for label, few, many in zip(
        ("open the Center", "count its counters", "search a serial number"),
        small,
        large,
        strict=True,
    ):
        bench.limit(f"{label}: large against small", many, few, 1.5)
        bench.check(f"{label}: same queries", many.queries == few.queries, "equal")
    _plans(bench)
    _planning(bench, sample, partner_ids)
    _sending(bench, sample)


# -- data -------------------------------------------------------------------------


def _sample(env):
    env["customer.action.type"].search([]).reminders_on = False
    partner = env["res.partner"].create(
        {"name": "Sample", "email": "sample@example.com", "phone": "+48601234567"}
    )
    action_type = env.ref("customer_care.customer_action_type_warranty")
    return env["customer.action"].create(
        {
            "name": "Sample",
            "partner_id": partner.id,
            "type_id": action_type.id,
            "date_start": "2020-01-01 11:00:00",
            "date_end": False,
            "date_remind": "2035-01-01",
        }
    )


def _customers(bench, partner):
    bench.multiply(
        partner,
        bench.customers,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        email="'c' || n || '@example.com'",
        email_normalized="'c' || n || '@example.com'",
        ref="'B' || lpad(n::text, 8, '0')",
        commercial_partner_id="NULL",
    )
    bench.env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id "
        "WHERE commercial_partner_id IS NULL"
    )
    bench.env.cr.execute("SELECT max(id) FROM res_partner")
    last = bench.env.cr.fetchone()[0]
    return range(last - bench.customers + 1, last + 1)


def _partner(partner_ids):
    return f"{partner_ids.start} + mod(n::bigint * 7919, {len(partner_ids)})::int"


def _due_and_matching(bench, sample, partner_ids):
    today = fields.Date.context_today(sample)
    for columns in (
        {"date_remind": f"'{today}'::date"},
        {"serial_number": "'MATCH-' || n", "state": "'done'"},
    ):
        bench.multiply(
            sample,
            MATCHING,
            **{
                "partner_id": _partner(partner_ids),
                "name": "'Action ' || n",
                "serial_number": "'SN-' || md5('due' || n)",
                **columns,
            },
        )


def _others(bench, sample, partner_ids, count):
    """Three of five are done; the open ones lie beyond the Center's window."""
    bench.multiply(
        sample,
        count,
        partner_id=_partner(partner_ids),
        name="'Action ' || n",
        serial_number="'SN-' || md5(n::text)",
        state="CASE WHEN mod(n, 5) < 3 THEN 'done' ELSE 'open' END",
        date_remind="current_date + 30 + mod(n, 1000)",
    )


# -- the screen -------------------------------------------------------------------


def _open_and_search(bench, size):
    model = bench.env["customer.action"]
    model.search([], limit=1)

    def read(domain):
        return model.web_search_read(domain, CENTER_FIELDS, limit=80, count_limit=10001)

    serial = ["|", ("name", "ilike", "MATCH-"), ("serial_number", "ilike", "MATCH-")]
    return (
        bench.figure(
            f"open the Center, {size}",
            lambda: read([("timeliness", "=", "due")]),
            repeat=15,
        ),
        bench.figure(f"its counters, {size}", model.get_center_counters, repeat=15),
        bench.figure(
            f"search a serial number, {size}", lambda: read(serial), repeat=15
        ),
    )


def _plans(bench):
    center = bench.plan(
        "customer.action",
        [("timeliness", "=", "due")],
        label="Actions Center",
        order="date_remind, id",
        limit=80,
    )
    bench.check("the Center uses an index", "customer_action_remind_idx" in center)
    serial = bench.plan(
        "customer.action", [("serial_number", "ilike", "MATCH-")], label="Serial number"
    )
    bench.check("the serial number uses an index", "serial_number" in serial)


# -- reminders --------------------------------------------------------------------


def _planning(bench, sample, partner_ids):
    env = bench.env
    sample.type_id.write({"reminders_on": True})
    env.cr.execute(
        "UPDATE customer_action_type SET reminders_since = '2020-01-01' WHERE id = %s",
        [sample.type_id.id],
    )
    env.cr.execute("UPDATE customer_action SET armed_at = '2020-01-01'")
    sample.type_id.step_ids.filtered("days_before").unlink()
    tomorrow = fields.Date.add(fields.Date.context_today(sample), days=1)
    bench.multiply(
        sample,
        100_000 - MATCHING,
        partner_id=_partner(partner_ids),
        name="'Due ' || n",
        date_remind=f"'{tomorrow}'::date",
    )
    bench.analyze("customer_action", "customer_message", "res_partner")
    model, messages = env["customer.action"], env["customer.message"]
    due = model._due_occurrences(ONE_BY_ONE)
    share = 100_000 / len(due)

    def prepared(occurrences):
        rows = model._reminder_rows([action_id for action_id, __, __ in occurrences])
        model._choose_channels(rows)
        return [
            model._reminder_vals(rows[action_id], day, moment)
            for action_id, day, moment in occurrences
        ]

    def create(vals):
        messages.create(vals | {"occurrence_key": vals["occurrence"]})

    def one_by_one():
        for occurrence in due:
            create(prepared([occurrence])[0])

    planned, __ = bench.compare(
        f"plan 100,000 reminders (one by one: {ONE_BY_ONE}, scaled)",
        ours=model._cron_plan_reminders,
        core=one_by_one,
        repeat=2,
        at_least=20,
        scale=share,
    )
    batch_vals, few_vals = prepared(model._due_occurrences(BATCH)), prepared(due)
    __, created = bench.compare(
        f"only their rows, {BATCH:,} ({ONE_BY_ONE} by create, scaled)",
        ours=lambda: messages._plan(batch_vals, is_checked=True),
        core=lambda: [create(vals) for vals in few_vals],
        at_least=20,
        scale=BATCH / len(due),
    )
    created.seconds *= share
    bench.limit("all of planning against create alone (scaled)", planned, created, 1.0)
    bench.memory("planning 100,000 reminders", planned)

    def batch(size):
        return bench.measure(
            lambda: model._plan_occurrences(model._due_occurrences(size)), repeat=1
        ).queries

    batch(10)
    bench.check("one batch: same queries for 500 and 5,000", batch(500) == batch(BATCH))


# -- sending ----------------------------------------------------------------------


def _sending(bench, sample):
    env = bench.env
    model, messages = env["customer.action"], env["customer.message"]
    env["ir.config_parameter"].set_param("customer_care.sending", "on")
    # One action for each customer: ours would send several as one mail.
    single = {}
    for occurrence in model._due_occurrences(4 * MAILS):
        single.setdefault(model.browse(occurrence[0]).partner_id.id, occurrence)
    due = list(single.values())[: 2 * MAILS]
    actions = model.browse([occurrence[0] for occurrence in due])
    now = fields.Datetime.now()
    template = sample.type_id.mail_template_id
    with mail_sink(env) as sink:
        env.cr.commit()  # the sender works in transactions of its own

        def core():
            for action in actions[MAILS:]:
                template.send_mail(action.id, force_send=True)

        theirs = bench.measure(core, keep=True)
        taken = sink.count
        model._plan_occurrences([(a, day, now) for a, day, __ in due[:MAILS]])
        env.cr.commit()
        ours = bench.measure(messages._cron_send, keep=True)
        bench.check(f"all {MAILS} mails arrived, ours", sink.count - taken == MAILS)
        bench.check(f"all {MAILS} mails arrived, core's", taken == MAILS)
    bench.limit(f"send {MAILS} reminders against send_mail", ours, theirs, 1.0)
    bench.memory(f"sending {MAILS} reminders", ours)
