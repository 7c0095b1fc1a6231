"""Consents that can be proved: the gate, the log, its verification.

Run with ``./dev bench consent``: the gate for half of the customers (100,000), ten
thousand decisions at once, a chain of a million rows.
"""

import io
import uuid
from datetime import datetime

from odoo.tools import SQL

from odoo.addons.customer_care.models.customer_consent_log import PROVED
from odoo.addons.customer_care.tools.address_hash import address_hash
from odoo.addons.customer_care.tools.consent_chain import START, link_hash, row_hash

ROWS = 1_000_000
DECISIONS = 10_000
CHANNELS = ("email", "sms", "letter")
LINKS = ("log_ref", "company_ref", "number", "previous", "hash", "key_id")


def run(bench):
    _gate(bench)
    _append(bench)
    _verify(bench)


# -- the gate -----------------------------------------------------------------------


def _gate(bench):
    """Who may get an offer, against the join that knows the addresses' owners.

    The addresses are hashed in the database.
    """
    env = bench.env
    env.company.country_id = env.ref("base.pl")
    purpose = env.ref("customer_care.purpose_marketing")
    count = bench.customers // 2
    partners = _customers(bench, count)
    for channel in CHANNELS:
        _answers(env, partners, purpose, channel)
    bench.analyze("res_partner", "customer_consent")
    for channel in CHANNELS:
        _gate_of(bench, partners.ids, purpose, channel)
    _suppress(bench, count)


def _customers(bench, count):
    env = bench.env
    sample = env["res.partner"].create(
        {
            "name": "Sample",
            "email": "c0@example.com",
            "phone": "+48600000000",
            "street": "Prosta 1",
            "zip": "00-001",
            "city": "Warszawa",
        }
    )
    columns = {
        "email": "'c' || n || '@example.com'",
        "phone": "'+48600' || lpad(n::text, 6, '0')",
        "street": "'Prosta ' || n",
        "name": "'Customer ' || n",
    }
    bench.multiply(
        sample,
        count,
        complete_name=columns["name"],
        email_normalized=columns["email"],
        phone_sanitized=columns["phone"],
        **columns,
    )
    return env["res.partner"].search(
        [("name", "=like", "Customer %")], order="id", limit=count
    )


def _answers(env, partners, purpose, channel):
    """Half of them said yes, half no."""
    key = env["customer.consent"]._address_key()
    addresses = partners._contact_addresses(channel)
    _copy(
        env.cr,
        "customer_consent",
        "partner_id purpose_id channel address_hash state method changed_at".split(),
        (
            (
                partner_id,
                purpose.id,
                channel,
                address_hash(key, channel, addresses[partner_id]),
                "given" if number % 2 else "withdrawn",
                "counter",
                datetime(2026, 1, 1),
            )
            for number, partner_id in enumerate(partners.ids)
        ),
    )


def _gate_of(bench, ids, purpose, channel):
    env = bench.env
    address = {
        "email": SQL("p.email_normalized"),
        "sms": SQL("p.phone_sanitized"),
        "letter": SQL("p.street, p.zip, p.city"),
    }
    query = SQL(
        """
        SELECT p.id, %s, c.state, c.changed_at
          FROM res_partner p
     LEFT JOIN customer_consent c ON c.partner_id = p.id AND c.channel = %s
               AND c.purpose_id = %s
         WHERE p.id = ANY(%s)
        """,
        address[channel],
        channel,
        purpose.id,
        ids,
    )
    ours, _core = bench.compare(
        f"the gate for {len(ids):,} customers, {channel}",
        lambda: env["res.partner"].browse(ids)._contact_refusals(channel, purpose),
        lambda: env.execute_query(query),
        repeat=5,
        at_most=3,
    )
    bench.check(
        f"the gate, {channel}: {ours.queries} queries", ours.queries <= 5, "<= 5"
    )
    half = len(ids) // 2
    bench.check(
        f"the gate, {channel}, refuses the {half:,} who said no",
        len(ours.value) == half,
    )


def _suppress(bench, count):
    """A list of another program, with as many addresses as there are customers."""
    env = bench.env

    def work(number):
        addresses = [f"c{each}@example.com" for each in range(number)]
        return lambda: env["customer.suppression"]._suppress(
            "email", addresses, "import"
        )

    few = bench.figure("suppress a list of 1,000 addresses", work(1000), repeat=1)
    many = bench.figure(f"suppress a list of {count:,}", work(count), repeat=1)
    bench.check(
        f"suppressing: {many.queries} queries for {count:,}, {few.queries} for 1,000",
        many.queries <= few.queries * count / 1000,
        "constant per batch",
    )


# -- appending ----------------------------------------------------------------------


def _append(bench):
    env = bench.env
    decision = {
        "subject_uid": str(uuid.uuid4()),
        "point_hash": "0" * 64,
        "purpose_code": "marketing",
        "channel": "email",
        "event": "given",
        "lawful_basis": "consent",
        "method": "import",
        "actor_type": "system",
        "company_ref": env.company.id,
        "controller": env.company.name,
    }

    def work(number):
        rows = [{**decision, "evidence": {"note": "A"}} for _number in range(number)]
        return lambda: env["customer.consent.log"]._append(rows)

    few = bench.figure("append 1,000 decisions", work(1000), repeat=1)
    many = bench.figure(f"append {DECISIONS:,} decisions", work(DECISIONS), repeat=1)
    bench.check(
        f"appending: {many.queries} queries for {DECISIONS:,}, {few.queries} for 1,000",
        many.queries <= few.queries * DECISIONS / 1000,
        "constant per batch",
    )


# -- verifying ----------------------------------------------------------------------


def _verify(bench):
    env = bench.env
    _chain(env)
    bench.analyze("customer_consent_log", "customer_consent_seal")
    seals = env["customer.consent.seal"]
    before = bench.measure(lambda: None, repeat=1).peak_mb
    ours, _core = bench.compare(
        f"verify {ROWS:,} rows against a bare loop",
        seals._verify,
        lambda: _bare(env),
        repeat=1,
        at_most=3,
    )
    chain = ours.value[env.company.id]
    bench.check("verified: every row", chain["count"] == ROWS and not chain["fault"])
    grown = ours.peak_mb - before
    bench.check(f"verifying grew the process by {grown:.0f} MB", grown < 50, "< 50 MB")


def _bare(env):
    """The same rows and the same HMACs, with nothing else."""
    keys = env["customer.consent.key"]._keys()
    cr = env.cr
    columns = SQL(", ").join(SQL("log.%s", SQL.identifier(name)) for name in PROVED)
    cr.execute(
        SQL(
            """
            DECLARE bare NO SCROLL CURSOR FOR
             SELECT seal.number, seal.previous, seal.key_id, log.hash, %s
               FROM customer_consent_seal seal
               JOIN customer_consent_log log ON log.id = seal.log_ref
           ORDER BY seal.company_ref, seal.number
            """,
            columns,
        )
    )
    while True:
        cr.execute("FETCH 2000 FROM bare")
        rows = cr.fetchall()
        for number, previous, key, digest, *proved in rows:
            row_hash(keys[key], dict(zip(PROVED, proved, strict=True)))
            link_hash(keys[key], number, digest, previous)
        if not rows:
            break
    cr.execute("CLOSE bare")


def _chain(env):
    """A log of a million decisions with its chain, written as the program does."""
    [(name, key)] = env["customer.consent.key"]._keys().items()
    company = env.company
    now = datetime(2026, 1, 1, 12)
    fixed = {
        **dict.fromkeys(PROVED),
        "schema_version": 1,
        "subject_uid": str(uuid.uuid4()),
        "point_hash": "0" * 64,
        "purpose_code": "marketing",
        "channel": "email",
        "event": "given",
        "lawful_basis": "consent",
        "event_time": now,
        "recorded_at": now,
        "wording_version": 1,
        "method": "counter",
        "actor_type": "staff",
        "actor_ref": 2,
        "actor_name": "Clerk",
        "company_ref": company.id,
        "controller": company.name,
        "key_id": name,
    }
    env.flush_all()
    env.cr.execute("SELECT coalesce(max(id), 0) FROM customer_consent_log")
    [first] = env.cr.fetchone()
    links = []

    def rows():
        previous = START
        for number in range(1, ROWS + 1):
            row = {**fixed, "uid": f"{number:036d}"}
            digest = row_hash(key, row)
            link = link_hash(key, number, digest, previous)
            links.append((first + number, company.id, number, previous, link, name))
            previous = link
            yield (first + number, *(row[field] for field in PROVED), digest)

    _copy(env.cr, "customer_consent_log", ("id", *PROVED, "hash"), rows())
    stamped = ((*link, now) for link in links)
    _copy(env.cr, "customer_consent_seal", (*LINKS, "sealed_at"), stamped)


def _copy(cr, table, columns, rows):
    """COPY rows of plain values into a table, in pieces."""
    rows = iter(rows)
    while True:
        text = io.StringIO()
        for _number, row in zip(range(50_000), rows, strict=False):
            text.write(
                "\t".join("\\N" if value is None else str(value) for value in row)
            )
            text.write("\n")
        if not text.tell():
            return
        text.seek(0)
        cr._obj.copy_from(text, table, columns=list(columns))
