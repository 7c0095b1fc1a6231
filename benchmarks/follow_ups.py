"""Follow-ups: planning for many at once, and a night with nothing due.

Run with ``./dev bench follow-ups --customers 1000000``. A fifth of the customers, at
most 200,000, are due on one day.

- Planning them (entries, the gate, rows of the outbox) against creating the same rows
  one by one through the ORM, on a sample of them, scaled; queries for each batch.
- The response to it, all reached two hundred days ago and most of them back since,
  against the bare SQL of the same figures.
- The night over a hundred rules with nothing due against the bare SQL of their
  conditions, written by hand.
"""

from datetime import date, timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.customer_care.models import customer_follow_up_plan as plan

from .follow_ups_response import responses

RULES = 100
DUE = 200_000
SAMPLE = 200
FASTER = 20
NIGHT = 3
SOURCE = "customer.follow.up.entry"


def run(bench):
    env = bench.env
    env.company.customer_follow_ups = True
    purpose = env.ref("customer_care.purpose_service")
    due = min(DUE, bench.customers // 5)
    _customers(bench, due)
    search = _search(env, purpose)
    rule = _rule(env, search, "Birthday")
    _planning(bench, rule, due)
    _batches(bench, rule)
    with bench.undone():
        responses(bench, rule, due)
    _night(bench, search)


def _customers(bench, due):
    """The first ones have their birthday today; invoices are half a year old."""
    env = bench.env
    today = fields.Date.today()
    other = today + timedelta(days=100)
    sample = env["res.partner"].create(
        {
            "name": "Sample",
            "email": "c0@example.com",
            "street": "Prosta 1",
            "zip": "00-001",
            "city": "Bench",
            "country_id": env.ref("base.pl").id,
            "birth_date": "1980-01-01",
        }
    )
    bench.multiply(
        sample,
        bench.customers,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        email="'c' || n || '@example.com'",
        email_normalized="'c' || n || '@example.com'",
        birth_date=f"CASE WHEN n <= {due} THEN date '1980-{today:%m-%d}'"
        f" ELSE date '1980-{other:%m-%d}' + mod(n, 100)::int END",
        commercial_partner_id="NULL",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )
    bench.analyze("res_partner")
    _invoices(bench)


def _invoices(bench):
    """A posted invoice for each customer, half a year ago."""
    env = bench.env
    partner = env["res.partner"].search([("city", "=", "Bench")], order="id", limit=1)
    account = env["account.account"].create(
        {"name": "Bench", "code": "799998", "account_type": "income"}
    )
    receivable = env["account.account"].create(
        {"name": "Bench", "code": "299998", "account_type": "asset_receivable"}
    )
    env["ir.default"].set(
        "res.partner", "property_account_receivable_id", receivable.id
    )
    journal = env["account.journal"].create(
        {
            "name": "Bench",
            "code": "BNCH",
            "type": "sale",
            "default_account_id": account.id,
        }
    )
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "journal_id": journal.id,
            "invoice_date": fields.Date.today() - timedelta(days=180),
            "invoice_line_ids": [
                Command.create(
                    {"name": "Service", "account_id": account.id, "price_unit": 100}
                )
            ],
        }
    )
    move.action_post()
    bench.multiply(
        move,
        bench.customers,
        partner_id=f"{partner.id} + n - 1",
        commercial_partner_id=f"{partner.id} + n - 1",
        invoice_date="current_date - 180 - mod(n, 30)::int",
        name="'BNCH/' || n",
        sequence_number="n",
    )
    bench.multiply(
        move.invoice_line_ids,
        min(DUE, bench.customers // 5),
        move_id=f"{move.id} + n",
        partner_id=f"{partner.id} + n - 1",
        date="current_date - 180 - mod(n, 30)::int",
        move_name="'BNCH/' || n",
    )
    bench.analyze("account_move", "account_move_line")


def _search(env, purpose):
    template = env.ref("customer_care.email_miss_you")
    return env["customer.search"].create(
        {
            "name": "Everybody",
            "base": "customer",
            "domain": "[('city', '=', 'Bench')]",
            "purpose_id": purpose.id,
            "email_template_id": template.id,
        }
    )


def _rule(env, search, name, **vals):
    return env["customer.follow.up"].create(
        {
            "name": name,
            "search_id": search.id,
            "trigger": "birthday",
            "hour": 23.5,
            "step_ids": [Command.create({"days": 0, "channel": "email"})],
            "active": True,
            **vals,
        }
    )


def _planning(bench, rule, due):
    """All at once against the rows one by one through the ORM."""
    env = bench.env
    ours = bench.measure(lambda: rule._plan_due(), keep=True)
    bench.add(f"planning {due:,} recipients", ours)
    bench.check(f"{ours.value:,} entered", ours.value == due, f"{due:,}")
    bench.memory(f"planning {due:,} recipients", ours)
    rows = env[SOURCE].search([("follow_up_id", "=", rule.id)], limit=SAMPLE)
    one_by_one = bench.measure(lambda: _one_by_one(env, rule, rows.partner_id))
    bench.add(f"{SAMPLE} of them one by one through the ORM", one_by_one)
    faster = one_by_one.seconds / SAMPLE * due / ours.seconds
    bench.check(f"{faster:.0f} times as fast", faster >= FASTER, f"≥ {FASTER}×")


def _one_by_one(env, rule, partners):
    """What a loop would do: ask the gate, create the entry and its message."""
    for partner in partners:
        refused = partner._contact_refusals("email", rule.purpose_id)
        entry = env[SOURCE].create(
            {
                "follow_up_id": rule.id,
                "partner_id": partner.id,
                "company_id": rule.company_id.id,
                "occurrence": date.today(),
                "entered_on": date.today(),
                "subject": f"x{partner.id}",
                "cycle_key": f"{rule.id}:x{partner.id}",
            }
        )
        env["customer.message"].create(
            {
                "partner_id": partner.id,
                "channel": "email",
                "purpose_id": rule.purpose_id.id,
                "state": "skipped" if refused else "planned",
                "source": f"{SOURCE},{entry.id}",
                "occurrence": f"{SOURCE},{entry.id}:1",
            }
        )
        env.flush_all()


def _batches(bench, rule):
    """The queries of one batch, small and large: the last ones are planned again."""
    env = bench.env
    counts = {}
    for size in (500, plan.BATCH):
        env.cr.execute(
            """UPDATE customer_follow_up SET last_planned_id = (
                      SELECT id FROM customer_follow_up_entry WHERE follow_up_id = %s
                    ORDER BY id DESC OFFSET %s LIMIT 1) WHERE id = %s""",
            [rule.id, size, rule.id],
        )
        env.cr.execute(
            """DELETE FROM customer_message WHERE source IN (
               SELECT 'customer.follow.up.entry,' || e.id
                 FROM customer_follow_up_entry e
                 JOIN customer_follow_up r ON r.id = e.follow_up_id
                WHERE r.id = %s AND e.id > r.last_planned_id)""",
            [rule.id],
        )
        env.invalidate_all()
        result = bench.measure(lambda: rule._program()._plan_messages(), keep=True)
        counts[size] = result.queries
        bench.add(f"a batch of {size:,}", result)
    few, many = counts.values()
    bench.check(f"{many} queries for a batch, {few} for 500", many == few, "constant")


def _night(bench, search):
    """A hundred rules, nothing due: against the SQL of what they ask."""
    env = bench.env
    env["customer.follow.up"].search([]).active = False
    for number in range(RULES):
        is_birthday = number % 2
        _rule(
            env,
            search,
            f"Rule {number}",
            trigger="birthday" if is_birthday else "invoice",
            delay=50 if is_birthday else 400 + number,
        )
    env["customer.follow.up"]._cron_plan()
    env["customer.follow.up"].search([]).flush_recordset()
    bench.compare(
        f"the night over {RULES} rules with nothing due",
        lambda: env["customer.follow.up"]._cron_plan(),
        lambda: _bare(env),
        at_most=NIGHT,
    )


def _bare(env):
    """Who is due, as somebody would write it: day by day of the window."""
    today = fields.Date.today()
    found = 0
    for number in range(RULES):
        if number % 2:
            days = [today - timedelta(days=50 + n) for n in range(8)]
            env.cr.execute(
                """SELECT id FROM res_partner
                    WHERE city = 'Bench' AND active AND (
                          extract(month FROM birth_date) * 100
                          + extract(day FROM birth_date))::int = ANY(%s)""",
                [[day.month * 100 + day.day for day in days]],
            )
        else:
            last = today - timedelta(days=400 + number)
            env.cr.execute(
                """SELECT p.id FROM res_partner p JOIN account_move m
                       ON m.commercial_partner_id = p.id
                    WHERE p.city = 'Bench' AND p.active AND m.state = 'posted'
                      AND m.move_type = 'out_invoice'
                      AND m.invoice_date BETWEEN %s AND %s
                      AND NOT EXISTS (SELECT FROM account_move l
                           WHERE l.commercial_partner_id = p.id
                             AND l.state = 'posted' AND l.move_type = 'out_invoice'
                             AND l.invoice_date > m.invoice_date)""",
                [last - timedelta(days=7), last],
            )
        found += len(env.cr.fetchall())
    return found
