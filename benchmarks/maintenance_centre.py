"""The maintenance centre of a large base: opened, counted, and the list of reasons.

Run with ``./dev bench maintenance_centre --customers 1000000``: a number for each
customer, a tenth of them shared by two. Figures are those of the administrator; what
is counted is committed, as it is between two clicks.
"""

from odoo import fields
from odoo.tools import SQL

# What a person waits for without a thought.
SOON = 5
SHOWN = {
    "tool_ids": ("name", "sentence", "found_count", "counted", "is_counted"),
    "operation_ids": ("name", "date", "user_id", "state", "may_undo"),
    "job_ids": ("name", "last_run", "outcome", "next_run"),
    "health_ids": ("name", "state", "found", "advice"),
}


def run(bench):
    if bench.env["customer.phone"].search_count([], limit=1000) < 1000:
        _data(bench)
    bench.env = bench.env(user=bench.env.ref("base.user_admin"), su=False)
    _centre(bench)
    _tools(bench)
    _reasons(bench)


def _data(bench):
    env = bench.env
    env.company.country_id = env.ref("base.pl")
    sample = env["res.partner"].create({"name": "Sample", "city": "Warszawa"})
    bench.multiply(
        sample,
        bench.customers,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        create_date="timestamp '2019-01-01' + n * interval '1 minute'",
    )
    env.cr.execute(
        SQL(
            """
            UPDATE res_partner SET commercial_partner_id = id WHERE id > %(sample)s;
            INSERT INTO customer_phone (partner_id, sequence, type, number,
                   number_e164, is_understood, digits, is_primary)
            SELECT id, 10, 'mobile', digits, '+48' || digits, TRUE, '48' || digits,
                   TRUE
              FROM (SELECT id, (600000000 + id - id %% 10 / 9)::text AS digits
                      FROM res_partner WHERE id > %(sample)s) AS t
            """,
            sample=sample.id,
        )
    )
    bench.analyze("res_partner", "customer_phone")
    env.cr.commit()


def _centre(bench):
    env = bench.env
    centre = env["customer.maintenance.centre"]
    env.cr.execute(SQL("DELETE FROM customer_maintenance"))
    env.cr.commit()

    def step(label, work):
        result = bench.figure(label, work, keep=True)
        env.cr.commit()
        bench.check(f"{label}: at once", result.seconds < SOON, f"< {SOON} s")
        return result.value

    step("open the centre, nothing counted yet", centre.action_open)
    action = step("open it again", centre.action_open)
    shown = {
        name: {"fields": {each: {} for each in names}} for name, names in SHOWN.items()
    }
    rows = centre.browse(action["res_id"])
    step("read all it shows", lambda: rows.web_read(shown))
    step("Count again", rows.action_count)


def _tools(bench):
    """Each tool alone, as it is counted in the background."""
    for row in bench.env["customer.maintenance"]._my_rows():
        if row.is_counted:
            bench.figure(
                f"count in the background: {row.name}",
                lambda row=row: row.sudo()._count_one(None),
                keep=True,
            )
            bench.check(f"{row.name}: {row.found_count:,}", not row.error)
    bench.env.cr.commit()


def _reasons(bench):
    env = bench.env
    tomorrow = fields.Date.add(fields.Date.today(), days=1)
    criteria = {"before": fields.Date.to_string(tomorrow)}
    operation = bench.figure(
        "rehearse the deactivation of customers without business",
        lambda: env["customer.operation"]._rehearse_no_business(criteria),
        keep=True,
    ).value
    found = len(operation.request["customers"])
    bench.check(f"customers without business: {found:,}", found >= bench.customers)
    rows = env["customer.no.business"].with_context(customer_no_business=operation.id)
    for name, fate in (("go", "goes"), ("stay", "stays")):
        page = bench.figure(
            f"a page of those who {name}, with reasons",
            lambda fate=fate: rows.web_search_read(
                [("fate", "=", fate)],
                {"partner_id": {}, "city": {}, "fate": {}, "reasons": {}},
                limit=80,
            ),
        )
        bench.check(f"those who {name}: at once", page.seconds < SOON, f"< {SOON} s")
