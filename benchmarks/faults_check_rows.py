"""What is in the tables: nothing lost, nothing half done, nothing twice."""

from collections import Counter, defaultdict

# Nothing adds to these or removes from them but operations, which say so, and the
# clerk's notes.
TABLES = (
    "res_partner",
    "customer_phone",
    "customer_note",
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "mail_blacklist",
)
BELONGINGS = """
    SELECT partner_id, 'orders', count(*), sum(amount_total)::float
      FROM sale_order GROUP BY 1
UNION ALL
    SELECT partner_id, 'invoices', count(*), sum(amount_total)::float
      FROM account_move GROUP BY 1
UNION ALL
    SELECT partner_id, 'notes', count(*), 0
      FROM customer_note WHERE name NOT LIKE 'Ledger %%' GROUP BY 1
"""
NUMBERS = """
    SELECT partner_id, number_e164 FROM customer_phone
     WHERE partner_id IN (SELECT id FROM res_partner WHERE city = 'M')
"""


def snapshot(victims):
    """How much there is, and whose it is."""
    tables = {
        table: victims.sql(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for table in TABLES
    }
    return {
        "tables": tables,
        "belongings": victims.sql(BELONGINGS),
        "numbers": victims.sql(NUMBERS),
    }


def _counts(world):
    """Before and after differ by what the journal made and removed."""
    journal = defaultdict(int)
    for table, kind, count in world.sql(
        """SELECT table_name, kind, sum(count)::int FROM customer_operation_line
            WHERE kind IN ('made', 'removed') GROUP BY 1, 2"""
    ):
        journal[table] += count if kind == "made" else -count
    journal["customer_note"] += len(
        world.column("SELECT id FROM customer_note WHERE name LIKE 'Ledger %%'")
    )
    after = snapshot(world.victims)["tables"]
    found = [
        f"{table}: {count} rows, {journal[table]:+} by the journal, now {after[table]}"
        for table, count in world.before["tables"].items()
        if count + journal[table] != after[table]
    ]
    return sum(after.values()), found


def _survivors(world):
    """{customer: who he is now}, to the end of the chain."""
    into = dict(
        world.sql(
            "SELECT id, merged_into_id FROM res_partner"
            " WHERE merged_into_id IS NOT NULL"
        )
    )

    def last(each):
        while each in into:
            each = into[each]
        return each

    return last, into


def _belongings(world):
    """Orders, invoices and notes are with who stayed, all of them."""
    last, _into = _survivors(world)
    before, after = Counter(), Counter()
    for rows, total in (
        (world.before["belongings"], before),
        (world.sql(BELONGINGS), after),
    ):
        for partner, kind, count, amount in rows:
            # what is still with somebody who was merged is found as missing
            owner = last(partner) if rows is world.before["belongings"] else partner
            total[owner, kind, "rows"] += count
            total[owner, kind, "sum"] += round(amount, 2)
    found = [
        f"{key}: {before[key]} before, {after[key]} now"
        for key in before.keys() | after.keys()
        if abs(before[key] - after[key]) > 0.01
    ]
    return len(after), found


def _numbers(world):
    """Whoever was reached by a number is reached by it."""
    last, _into = _survivors(world)
    before = {(last(partner), number) for partner, number in world.before["numbers"]}
    after = Counter(world.sql(NUMBERS))
    lost = [f"{each} is lost" for each in before - after.keys()]
    return len(after), lost


def _merged(world):
    """Who was merged is in the journal, and the other way round."""
    _last, into = _survivors(world)
    pairs = dict(
        world.sql(
            """SELECT source_id, survivor_id FROM customer_operation_line l
                 JOIN customer_operation o ON o.id = l.operation_id
                WHERE l.kind = 'pair' AND o.kind = 'merge' AND o.state = 'done'"""
        )
    )
    active = set(world.column("SELECT id FROM res_partner WHERE active"))
    found = [
        f"{source} into {into.get(source)}, the journal says {pairs.get(source)}"
        for source in into.keys() | pairs.keys()
        if into.get(source) != pairs.get(source)
    ]
    found += [f"{source} is merged and active" for source in into.keys() & active]
    return len(pairs), found


def _operations(world):
    """Done with all that was asked for, or not begun."""
    rows = world.sql(
        """SELECT o.id, o.kind, o.state, coalesce(o.error, ''),
                  coalesce(jsonb_array_length(o.request -> 'pairs'), 0),
                  count(l.id), count(l.id) FILTER (WHERE l.kind IN ('pair', 'refused'))
             FROM customer_operation o
        LEFT JOIN customer_operation_line l ON l.operation_id = o.id
         GROUP BY o.id"""
    )
    found = []
    for key, kind, state, error, asked, lines, settled in rows:
        if state == "done":
            if kind == "merge" and asked != settled:
                found.append(f"{kind} {key}: {settled} of {asked} and done")
        elif state != "rehearsed" or lines:
            found.append(f"{kind} {key} is {state} with {lines} lines. {error}")
    done = {row[0] for row in rows if row[2] == "done"}
    found += [
        f"merge {key} was acknowledged and is not done"
        for key in world.ledger.merged - done
    ]
    return len(rows), found


def _renumbered(world):
    """All numbers have one code: the one that the operations that are done lead to."""
    phones = world.sql(
        """SELECT p.id, c.number_e164, p.phone_sanitized, substr(c.number_e164, 3, 3)
             FROM customer_phone c JOIN res_partner p ON p.id = c.partner_id
            WHERE p.city = 'R' AND c.is_primary"""
    )
    done = len(
        world.column(
            "SELECT id FROM customer_operation"
            " WHERE kind = 'area_code' AND state = 'done'"
        )
    )
    code = world.made["codes"][done % 2]
    found = [f"{row} while {code} is right" for row in phones if row[3] != code]
    found += [f"{row}: two numbers" for row in phones if row[1] != row[2]]
    if done < world.ledger.renumbered:
        found.append(f"{done} done, {world.ledger.renumbered} acknowledged")
    return len(phones), found


def _follow_ups(world):
    """Each rule that is on has each of its customers once, and one message for him."""
    found, count = [], 0
    for rule, place, entries, people, messages in world.sql(
        """SELECT r.id, array_position(%s::int[], r.id), count(e.id),
                  count(DISTINCT e.partner_id),
                  (SELECT count(*) FROM customer_message m
                    WHERE m.source IN (
                          SELECT 'customer.follow.up.entry,' || id
                            FROM customer_follow_up_entry WHERE follow_up_id = r.id))
             FROM customer_follow_up r
        LEFT JOIN customer_follow_up_entry e ON e.follow_up_id = r.id
            WHERE r.active GROUP BY r.id""",
        world.made["rules"],
    ):
        asked = world.made["invited"][place - 1]
        count += messages
        if {entries, people, messages} != {asked}:
            found.append(f"rule {rule}: {entries} {people} {messages} of {asked}")
    return count, found


def _acknowledged(world):
    """What the clerk was told is kept."""
    names = set(world.column("SELECT name FROM customer_note"))
    found = [f"note {name} is lost" for name in world.ledger.notes - names]
    refused = Counter(
        world.column(
            "SELECT partner_id FROM customer_consent WHERE state = 'withdrawn'"
            " AND purpose_id = %s AND partner_id = ANY(%s)",
            world.made["marketing"],
            list(world.ledger.noes),
        )
    )
    found += [f"the no of {p} is lost" for p in world.ledger.noes if refused[p] < 2]
    return len(world.ledger.notes) + len(world.ledger.noes), found


ROWS = (
    ("Rows before and after differ by the journal", _counts),
    ("Orders, invoices, notes: with who stayed, all sums", _belongings),
    ("No telephone number was lost in a merge", _numbers),
    ("Merged customers and the journal agree", _merged),
    ("No operation is half done", _operations),
    ("All numbers of a city have one area code", _renumbered),
    ("Follow-ups: each customer once", _follow_ups),
    ("What the clerk was told is kept", _acknowledged),
)
