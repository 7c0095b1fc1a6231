"""Does a follow-up help: its figures for many reached, against the bare SQL of them."""

AT_MOST = 3
FIGURES = ("back_count", "visits", "turnover", "withdrawn_count", "bounced_count")


def responses(bench, rule, due):
    """What became of all of them, as the graph by follow-up asks for it."""
    env = bench.env
    env.cr.execute(
        """UPDATE customer_message SET state = 'sent',
                  sent_at = now() - interval '200 days'
            WHERE source LIKE 'customer.follow.up.entry,%'"""
    )
    bench.analyze("customer_message", "customer_follow_up_entry")
    ours, bare = bench.compare(
        f"the response of {due:,} reached",
        lambda: _response_report(env, rule),
        lambda: _bare_response(env, rule),
        at_most=AT_MOST,
    )
    bench.check(
        f"{ours.value[1]:,} of {ours.value[0]:,} came back",
        ours.value == bare.value,
        "the same figures",
    )


def _response_report(env, rule):
    [row] = env["customer.follow.up.response"].formatted_read_group(
        [("follow_up_id", "=", rule.id)],
        ["response_group"],
        ["__count", *(f"{name}:sum" for name in FIGURES)],
    )
    return (row["__count"], *(round(row[f"{name}:sum"]) for name in FIGURES))


def _bare_response(env, rule):
    """The same figures, as somebody would write it who knows of no merges and tills."""
    env.cr.execute(
        """
        WITH reached AS (
             SELECT e.id, e.partner_id, min(m.sent_at) AS sent_at,
                    bool_or(m.state = 'failed') AS bounced
               FROM customer_follow_up_entry e
               JOIN customer_message m
                 ON m.source = 'customer.follow.up.entry,' || e.id
              WHERE e.follow_up_id = %(rule)s AND m.state IN ('sent', 'failed')
                AND m.sent_at IS NOT NULL
           GROUP BY e.id, e.partner_id),
        sold AS (
             SELECT r.id, count(DISTINCT line.date) AS visits,
                    sum(-line.balance) AS turnover
               FROM reached r
               JOIN account_move_line line ON line.partner_id = r.partner_id
                AND line.date BETWEEN r.sent_at::date AND r.sent_at::date + %(days)s
               JOIN account_move move ON move.id = line.move_id
              WHERE line.display_type = 'product' AND line.parent_state = 'posted'
                AND move.move_type = 'out_invoice'
           GROUP BY r.id)
        SELECT count(*), count(sold.id), coalesce(sum(sold.visits), 0),
               coalesce(sum(sold.turnover), 0),
               count(*) FILTER (WHERE EXISTS (
                     SELECT FROM customer_consent c
                      WHERE c.partner_id = r.partner_id AND c.purpose_id = %(purpose)s
                        AND c.state = 'withdrawn' AND c.changed_at >= r.sent_at)),
               count(*) FILTER (WHERE r.bounced)
          FROM reached r LEFT JOIN sold ON sold.id = r.id
        """,
        {
            "rule": rule.id,
            "purpose": rule.purpose_id.id,
            "days": rule.response_days,
        },
    )
    return tuple(round(value) for value in env.cr.fetchone())
