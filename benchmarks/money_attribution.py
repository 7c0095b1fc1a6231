"""Tracked sales: what reading the turnover costs when thousands count for others.

The bare SQL is that of `money_overview`, which asks the books alone. 5,000 of the
invoices are tracked to other customers, a hundred of them away from the heavy one.
"""

from . import money_overview

TRACKED, OF_HEAVY = 5_000, 100
SUFFIX = ", sales tracked"


def measure(bench, books):
    _track(bench, books)
    money_overview._overview(bench, books, SUFFIX)
    money_overview._turnover(bench, books, SUFFIX)
    _check(bench, books)


def _track(bench, books):
    env = bench.env
    env.cr.execute(
        """INSERT INTO customer_attribution (
                  name, res_model, res_id, day, amount, currency_id, partner_id,
                  previous_id, previous_name, reason, state, date, user_name,
                  company_id)
           SELECT m.name, 'account.move', m.id, m.date, m.amount_total, m.currency_id,
                  %(first)s + m.rank, m.commercial_partner_id, 'Customer', 'A receipt',
                  'active', now(), 'Bench', m.company_id
             FROM (
                 SELECT *, row_number() OVER (
                            PARTITION BY commercial_partner_id = %(heavy)s
                            ORDER BY id) AS rank
                   FROM account_move
                  WHERE id = ANY(%(moves)s)) m
            WHERE m.rank <= CASE WHEN commercial_partner_id = %(heavy)s
                                 THEN %(few)s ELSE %(many)s END""",
        {
            "first": books.partner_ids[0],
            "heavy": books.heavy.id,
            "moves": list(books.move_ids),
            "few": OF_HEAVY,
            "many": TRACKED,
        },
    )
    bench.analyze("customer_attribution")
    env["customer.attribution"]._changed()


def _check(bench, books):
    env = bench.env
    lucky = books.heavy.browse(books.partner_ids[1])
    query = env["customer.turnover"]._search([("partner_id", "=", lucky.id)])
    plan = bench.explain(query.select("sum(untaxed)"), label="Tracked to a customer")
    bench.check(
        "tracked lines are found from the customer they count for",
        "Seq Scan on customer_attribution" not in plan
        and "Seq Scan on account_move_line" not in plan,
    )
