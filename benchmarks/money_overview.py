"""The overview of a heavy customer, the history, the turnover of a year: rows of money.

The bare SQL answers the same questions on the same tables, without ORM, rights and
links to what is behind a number; the sales of the overview in one pass.
"""

from lxml import etree

from odoo.tools import SQL

AT_MOST = 3
LINES = SQL(
    """account_move_line l
       JOIN account_move m ON m.id = l.move_id
      WHERE l.display_type = 'product' AND l.parent_state = 'posted'
        AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
)
TOTAL = SQL(
    "l.price_total * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END"
    " / m.invoice_currency_rate"
)
NUMBERS = SQL("sum(-l.balance), sum(%s), count(DISTINCT l.move_id), max(l.date)", TOTAL)
PRODUCTS = SQL(
    """account_move_line l
       JOIN account_move m ON m.id = l.move_id
       JOIN product_product p ON p.id = l.product_id
       JOIN product_template t ON t.id = p.product_tmpl_id
  LEFT JOIN customer_brand b ON b.id = t.brand_id
      WHERE l.display_type = 'product' AND l.parent_state = 'posted'
        AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
)
MARGIN = SQL(
    """sum(-l.balance - l.quantity
           * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
           * coalesce((p.standard_price ->> l.company_id::text)::numeric, 0))"""
)


def measure(bench, books):
    _overview(bench, books)
    _history(bench, books)
    _turnover(bench, books)
    _growth(bench, books)


def _overview(bench, books, suffix=""):
    env, heavy = bench.env, books.heavy
    mine = SQL("l.partner_id = %s", heavy.id)

    def bare():
        for query in _overview_queries(heavy.id, mine):
            env.cr.execute(query)
            env.cr.fetchall()

    bench.compare(
        f"overview of a customer with 10,000 lines{suffix}",
        ours=heavy.get_customer_overview,
        core=bare,
        at_most=AT_MOST,
        repeat=9,
    )
    booked = [("booked_partner_id", "in", heavy.ids)]
    query = env["customer.turnover"]._search(booked).select("sum(untaxed)")
    plan = bench.explain(query, label=f"Overview, its lines{suffix}")
    bench.check(
        f"the overview finds its lines by an index{suffix}",
        "Seq Scan on account_move_line" not in plan,
    )


def _overview_queries(partner_id, mine):
    """One pass over the lines for all that the overview says about sales."""
    yield SQL(
        """SELECT m.move_type, date_trunc('month', l.date), b.name, l.company_id,
                  %s, %s
             FROM %s AND %s
         GROUP BY GROUPING SETS (
                  (m.move_type), (date_trunc('month', l.date)), (b.name),
                  (l.company_id))""",
        NUMBERS,
        MARGIN,
        PRODUCTS,
        mine,
    )
    for table, order in (
        ("sale_order", "date_order"),
        ("account_payment", "date"),
        ("customer_action", "date_remind"),
        ("loyalty_card", "points"),
    ):
        yield SQL(
            "SELECT * FROM %s WHERE partner_id = %s ORDER BY %s DESC LIMIT 5",
            SQL.identifier(table),
            partner_id,
            SQL.identifier(order),
        )


def _columns(env):
    """Return what the web client asks for: the columns of the list, links by name."""
    model = env["customer.turnover"]
    arch = etree.fromstring(model.get_view(view_type="list")["arch"])
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
        for name in arch.xpath("//field/@name")
    }


ROW = SQL(
    """SELECT l.id, l.date, l.move_name, m.move_type, l.partner_id, c.complete_name,
              m.partner_id, l.product_id, t.name, l.name, b.name, t.categ_id, g.name,
              o.name, m.team_id, m.invoice_user_id, w.complete_name, l.quantity,
              -l.balance, %s, l.company_currency_id
         FROM account_move_line l
         JOIN account_move m ON m.id = l.move_id
         JOIN res_company o ON o.id = l.company_id
    LEFT JOIN res_partner c ON c.id = l.partner_id
    LEFT JOIN res_users u ON u.id = m.invoice_user_id
    LEFT JOIN res_partner w ON w.id = u.partner_id
    LEFT JOIN product_product p ON p.id = l.product_id
    LEFT JOIN product_template t ON t.id = p.product_tmpl_id
    LEFT JOIN product_category g ON g.id = t.categ_id
    LEFT JOIN customer_brand b ON b.id = t.brand_id
        WHERE l.display_type = 'product' AND l.parent_state = 'posted'
          AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')""",
    TOTAL,
)


def _history(bench, books):
    """The first page of the list and how many there are, as the web client asks."""
    env, year = bench.env, books.today.replace(month=1, day=1)
    turnover, columns = env["customer.turnover"], _columns(env)
    mine = SQL("l.partner_id = %s", books.heavy.id)
    for whose, domain, where in (
        ("that customer", [("partner_id", "=", books.heavy.id)], mine),
        (
            "a year over all customers",
            [("date", ">=", year)],
            SQL("l.date >= %s", year),
        ),
    ):

        def ours(domain=domain):
            turnover.web_search_read(
                domain, columns, limit=80, count_limit=10001, order="date desc, id desc"
            )

        def bare(where=where):
            for query in (
                SQL("%s AND %s ORDER BY l.date DESC, l.id DESC LIMIT 80", ROW, where),
                SQL(
                    "SELECT count(*) FROM (SELECT FROM %s AND %s LIMIT 10001) t",
                    LINES,
                    where,
                ),
            ):
                env.cr.execute(query)
                env.cr.fetchall()

        label = f"history of {whose}, first page"
        bench.compare(label, ours=ours, core=bare, at_most=AT_MOST, repeat=9)


def _turnover(bench, books, suffix=""):
    env, year = bench.env, books.today.replace(month=1, day=1)
    turnover = env["customer.turnover"]
    domain = [("date", ">=", year)]
    aggregates = ["untaxed:sum", "total:sum", "document_id:count_distinct"]
    numbers = SQL("sum(-l.balance), sum(%s), count(DISTINCT l.move_id)", TOTAL)
    by = {
        "month": ("date:month", SQL("date_trunc('month', l.date)"), LINES),
        "brand": ("brand", SQL("b.name"), PRODUCTS),
        "category": ("category_id", SQL("t.categ_id"), PRODUCTS),
        "customer": ("partner_id", SQL("l.partner_id"), LINES),
    }
    for label, (spec, key, tables) in by.items():

        def bare(key=key, tables=tables):
            env.cr.execute(
                SQL(
                    "SELECT %s, %s FROM %s AND l.date >= %s GROUP BY 1",
                    key,
                    numbers,
                    tables,
                    year,
                )
            )
            env.cr.fetchall()

        bench.compare(
            f"turnover of a year over all customers by {label}{suffix}",
            ours=lambda spec=spec: turnover._read_group(domain, [spec], aggregates),
            core=bare,
            at_most=AT_MOST,
            repeat=9,
        )
    bench.explain(
        turnover._search(domain).select("count(*)"), label=f"Turnover of a year{suffix}"
    )


def _growth(bench, books):
    """The overview costs the same number of queries for a customer who buys little."""
    light = books.heavy.browse(books.partner_ids[17])
    few = bench.measure(light.get_customer_overview, repeat=2)
    many = bench.measure(books.heavy.get_customer_overview, repeat=2)
    bench.check("the overview: same queries for few lines", few.queries == many.queries)
