"""The counter: each way to a customer by an index, in constant queries; rows of money.

Every customer has a code, a barcode, a phone and a machine with a serial number; the
invoices are those of the books.
"""

import re

AT_MOST = 0.2  # seconds a clerk may wait for the answer to a scan
NUMBER = 4_711
LARGE = (
    "res_partner",
    "account_move",
    "account_move_line",
    "customer_action",
    "customer_alias",
    "customer_phone",
)


def measure(bench, books):
    env = bench.env
    customer = env["res.partner"].browse(books.partner_ids[NUMBER])
    _numbers(bench, customer, books.partner_ids)
    bill = env["account.move"].browse(books.move_ids[-1])
    terms = {
        "a code": (customer.ref, customer),
        "a barcode": (customer.barcode, customer),
        "a phone": (customer.customer_phone_ids.number_e164, customer),
        "a serial number": (customer.customer_action_ids.serial_number, customer),
        "an invoice number": (bill.name, bill.commercial_partner_id),
        "the end of an invoice number": (bill.name[-7:], bill.commercial_partner_id),
        "a number of nobody": ("+48 699 000 000", customer.browse()),
    }
    queries = set()
    for label, (term, owner) in terms.items():
        result = bench.figure(
            f"the counter finds by {label}",
            lambda term=term: env["res.partner"].get_counter_matches(term),
        )
        found = [match["id"] for match in result.value["matches"]]
        is_right = set(owner.ids) <= set(found) and bool(owner) == bool(found)
        bench.check(
            f"the counter by {label}: {term}",
            is_right and result.seconds < AT_MOST,
            f"found in {AT_MOST:g} s",
        )
        queries.add(result.queries)
        walked = _walked(bench, term)
        is_quick = f"the counter by {label}: by indexes"
        bench.check(is_quick, not walked, "no table walked")
    bench.check(f"the counter: at most {max(queries)} queries", max(queries) <= 20)
    bench.figure("the counter shows a customer", customer.get_counter_card)


def _numbers(bench, customer, partner_ids):
    """Give every customer of the books a code, a barcode, a phone and a machine."""
    env, bounds = bench.env, [partner_ids.start, partner_ids.stop - 1]
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO customer_alias (partner_id, kind, value)
        SELECT id, 'code', ref FROM res_partner WHERE id BETWEEN %s AND %s
        """,
        bounds,
    )
    env.cr.execute(
        """
        INSERT INTO customer_phone (partner_id, sequence, type, number, number_e164,
                                    digits, is_understood, is_primary)
        SELECT id, 1, 'mobile', '601 ' || number, '+48601' || number, '48601' || number,
               TRUE, TRUE
          FROM (SELECT id, lpad((id %% 1000000)::text, 6, '0') AS number
                  FROM res_partner WHERE id BETWEEN %s AND %s) AS partner
        """,
        bounds,
    )
    env.cr.execute(
        """
        UPDATE res_partner
           SET barcode = jsonb_build_object(%s, '29' || lpad(id::text, 11, '0'))
         WHERE id BETWEEN %s AND %s
        """,
        [str(env.company.id), *bounds],
    )
    env.invalidate_all()
    action = env["customer.action"].create(
        {"partner_id": customer.id, "name": "Machine", "serial_number": "SER-0"}
    )
    bench.multiply(
        action,
        len(partner_ids),
        partner_id=f"{partner_ids.start} + n - 1",
        serial_number="'SER-' || lpad(n::text, 8, '0')",
    )
    action.unlink()
    bench.analyze("customer_alias", "customer_phone", "res_partner", "customer_action")


def _walked(bench, term):
    """Return the ways that walk a large table from one end to the other."""
    return [
        way["key"]
        for way in bench.env["res.partner"]._counter_ways(term)
        for plan in map(bench.explain, way["exact"])
        if any(re.search(rf"Seq Scan on {table}\b", plan) for table in LARGE)
    ]
