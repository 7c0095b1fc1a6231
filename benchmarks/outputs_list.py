"""The list of the scenario ``outputs``: counting it and freezing it."""

from odoo.fields import Command
from odoo.tools import SQL

COLUMNS = (
    "ref",
    "name",
    "email",
    "phone",
    "street",
    "zip",
    "city",
    "birth_date",
    "create_date",
    "country_id",
)


def _search(env, shop, domain, **vals):
    return env["customer.search"].create(
        {
            "name": "Bench",
            "domain": str(domain),
            "purpose_id": shop.purpose.id,
            "column_ids": [Command.create({"path": path}) for path in COLUMNS],
            **vals,
        }
    )


def frozen(bench, shop, count, **vals):
    """Return a run whose list has the first customers."""
    domain = [("id", ">=", shop.first), ("id", "<", shop.first + count)]
    return listed(bench, shop, domain, **vals)


def listed(bench, shop, domain, **vals):
    """Return a run whose list has the customers of a domain."""
    run = _new_run(bench.env, _search(bench.env, shop, domain, **vals))
    run._freeze()
    bench.env.cr.commit()  # the job asks the gate in a transaction of its own
    run._ask_gate()
    bench.analyze("customer_search_recipient")
    return run


def _new_run(env, search):
    return env["customer.search.run"].create(
        {
            "search_id": search.id,
            "user_id": env.uid,
            "company_id": env.company.id,
            "outputs": "csv",
            "lang": "en_US",
        }
    )


def freezing(bench, shop):
    """Write down everybody, against one bare INSERT … SELECT into the same table."""
    env = bench.env
    search = _search(env, shop, [("id", ">=", shop.first)])
    run, other = _new_run(env, search), _new_run(env, search)
    bare = SQL(
        """
        INSERT INTO customer_search_recipient (run_id, sequence, row_id, partner_id)
        SELECT %s, row_number() OVER (ORDER BY p.id), p.id, p.id
          FROM res_partner p WHERE p.id >= %s
        """,
        other.id,
        shop.first,
    )
    ours, _bare = bench.compare(
        f"freeze {shop.count:,} recipients, bare INSERT … SELECT",
        lambda: run._freeze(),
        lambda: env.cr.execute(bare),
        at_most=3,
        repeat=1,
    )
    bench.memory("memory of freezing", ours)
    run._freeze()
    bench.analyze("customer_search_recipient")
    env.cr.commit()  # the job asks the gate in a transaction of its own
    asked = bench.figure(
        f"ask the gate about {shop.count:,}, by e-mail, SMS and post",
        lambda: run._ask_gate(),
        keep=True,
    )
    bench.memory("memory of asking the gate", asked)
    return run


def counting(bench, shop):
    """Count who fits five conditions, against the SQL somebody would write by hand."""
    env = bench.env
    search = _search(env, shop, _conditions(shop))
    bare = SQL(
        """
        SELECT count(*) FROM res_partner p
         WHERE p.active AND p.city = 'Kraków' AND p.birth_date < '1990-01-01'
           AND p.id IN (SELECT partner_id FROM customer_consent
                         WHERE purpose_id = %s AND channel = 'email'
                           AND state = 'given')
           AND p.id IN (SELECT l.partner_id FROM account_move_line l
                         JOIN product_product v ON v.id = l.product_id
                         JOIN product_template t ON t.id = v.product_tmpl_id
                        WHERE t.brand_id = %s AND l.parent_state = 'posted')
           AND p.email LIKE '%%@example.com'
        """,
        shop.purpose.id,
        shop.brand.id,
    )
    ours, bare = bench.compare(
        "count of a search with five conditions, bare SQL",
        lambda: search._row_model().search_count(search._row_domain()),
        lambda: env.execute_query(bare)[0][0],
        at_most=3,
        repeat=5,
    )
    bench.check(
        f"the count: {ours.value:,} as by hand", ours.value == bare.value, "equal"
    )


def _conditions(shop):
    return [
        ("city", "=", "Kraków"),
        ("birth_date", "<", "1990-01-01"),
        (
            "consent_ids",
            "any",
            [
                ("purpose_id", "=", shop.purpose.id),
                ("channel", "=", "email"),
                ("state", "=", "given"),
            ],
        ),
        ("email", "=like", "%@example.com"),
        ("search_turnover_ids", "any", [("brand", "=", shop.brand.name)]),
    ]
