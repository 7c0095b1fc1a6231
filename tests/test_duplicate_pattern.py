# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import random
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.customer_care.tools import duplicate_pattern
from odoo.addons.customer_care.tools.duplicate_base import COLUMNS, CONTACT_COLUMNS
from odoo.addons.customer_care.tools.duplicate_engine import DuckEngine, PostgresEngine
from odoo.addons.customer_care.tools.duplicate_sql import KINDS

from .common_duplicate import DuplicateCommon

FIRST = (
    "Jan Anna Hanna Ewa Ela Kasia Katarzyna Adam Maria Bob Robert Jo Ян Łucja".split()
)
LAST = "Kowalski Kowalska Nowak Nowakova Ivanov Ivanova Müller Mueller Anna Lewicki"
LAST = [*LAST.split(), "Шевченко", "Szewczenko", "Schewtschenko", "O'Neill", "Król"]
ROADS = "Długa Dluga Dulga Prosta Hauptstraße Hauptstrasse".split()
STREETS = (
    "{road} {n}",
    "ul. {road} {n}",
    "{road} {n}/7",
    "{road} {n} m. 7 a",
    "{road} {n}a",
    "{road} {n} a",
    "{road} 0{n}",
    "{n} {road} Street",
    "al. 3 Maja {n}",
    "lok. {n}",
    "{n}",
    " ",
    "",
)
BIRTHS = ("", "1980-05-12", "1980-12-05", "1908-05-12", "1980-05-13", "1952-11-30")
MAILS = ("", "info@x.pl", "biuro.7@x.pl", "jan@x.pl", "Help2@x.pl", "ewa@x.pl")
VATS = ("", "", "", "PL5260250995", "PL5252248481", "brak")
NAMES = (*("{first} {last}",) * 20, "{last} {first}")
NAMES += ("{last}, {first}", "{first} {last} Jr", "Dr {first} {last}", "{last} GmbH")
NAMES += ("{first} Maria {last}", "{first}", "{first}{last}", "—{first} {last}", "")


@tagged("post_install", "-at_install")
class TestDuplicatePattern(DuplicateCommon):
    """Whatever customers look like: a pattern's answer is the scorer's of each pair."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20261127)
        cls._table("odd_customer", COLUMNS, [cls._odd(n) for n in range(1, 1501)])
        contacts = [row for n in range(1, 1501) for row in cls._reached(n)]
        cls._table("odd_contact", CONTACT_COLUMNS, contacts)

    @classmethod
    def _table(cls, name, columns, rows):
        listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        cls.env.cr.execute(f"CREATE TEMPORARY TABLE {name} ({listed}) ON COMMIT DROP")
        cls.env.cr.execute_values(f"INSERT INTO {name} VALUES %s", rows)

    @classmethod
    def _odd(cls, number):
        """A customer as careless clerks enter one; few values, so that many meet."""
        pick = cls.random.choice
        name = pick(NAMES).format(first=pick(FIRST), last=pick(LAST))
        street = pick(STREETS).format(road=pick(ROADS), n=cls.random.randint(1, 3))
        code, city = (
            pick(["00-001", "00-002", "31-555", "", None]),
            pick(["Łódź", "Lodz", "Lozd", "Warszawa", "", None]),
        )
        return (
            (number, name.upper() if number % 9 == 0 else name, number % 11 == 0)
            + (number - 1 if number % 13 == 0 else 0, pick(MAILS), street)
            + (pick(["", "", "", "", None, "Budynek 1", "Dom Pod Lipą"]), code, city)
            + (
                pick(BIRTHS),
                pick(VATS),
                int(number % 17 == 0),
                int(number % 19 == 0),
                True,
            )
        )

    @classmethod
    def _reached(cls, number):
        phone, thing = KINDS.index("phone"), KINDS.index("thing")
        if cls.random.random() < 0.6:
            yield number, phone, f"4860{cls.random.randint(1, 300)}"
        if cls.random.random() < 0.2:
            yield number, thing, f"VIN{cls.random.randint(1, 60)}"

    def _answers(self, engine_class, largest=60):
        """{(id, id): (score, verdict)} and (pairs, those with a pattern, patterns)."""
        engine = engine_class(
            self.env.cr,
            "SELECT * FROM odd_customer",
            "SELECT * FROM odd_contact",
            False,
            largest,
        )
        try:
            answers = {
                each[:2]: each[2:] for _n, rows in engine.found() for each in rows
            }
            seen = ()
            if engine_class is DuckEngine:
                [seen] = engine._run(
                    "SELECT count(*), count(pattern), count(DISTINCT pattern) FROM seen"
                )
        finally:
            engine.close()
        return answers, seen

    def test_pairs_of_one_pattern_have_the_answer_that_each_would_get(self):
        answers, (pairs, with_pattern, patterns) = self._answers(DuckEngine)
        alone = "SELECT one, other, NULL::BIGINT AS pattern FROM plausible"
        with patch.object(duplicate_pattern, "pattern_sql", lambda: alone):
            each, (same_pairs, none, _n) = self._answers(DuckEngine)
        self.assertEqual((pairs, none), (same_pairs, 0))
        # enough of both to prove something
        self.assertGreater(with_pattern, 2_000)
        self.assertGreater(pairs - with_pattern, 2_000)
        self.assertGreater(patterns, 300)
        self.assertEqual(
            {verdict for _score, verdict in each.values()},
            {"certain", "likely", "family", "possible"},
        )
        self.assertEqual(answers, each)

    def test_postgres_finds_what_duckdb_finds(self):
        answers, _seen = self._answers(DuckEngine)
        self.assertEqual(self._answers(PostgresEngine)[0], answers)
        self.assertGreater(len(answers), 1_000)

    def test_both_engines_leave_out_the_same_keys_and_count_the_same(self):
        limits = []
        for engine_class in (DuckEngine, PostgresEngine):
            engine = engine_class(
                self.env.cr,
                "SELECT * FROM odd_customer",
                "SELECT * FROM odd_contact",
                False,
                20,
            )
            limits.append((engine.compared, engine.too_large, engine.count()))
            engine.close()
        self.assertEqual(*limits)
        self.assertGreater(len(limits[0][1]), 10)
        sizes = [block.size for block in limits[0][1]]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertGreater(min(sizes), 20)

    def test_reasons_speak_of_the_records_as_they_are_now(self):
        one, other = (self._at_home("Anna Kowalska") for _n in "12")
        self._scan()
        pair = self.duplicates.search([("partner_id", "=", one.id)])
        self.assertEqual(pair.explanation, "Same name, same address, same phone")
        other.write({"street": "Prosta 8", "zip": "31-001", "city": "Kraków"})
        self.env.invalidate_all()
        self.assertEqual(pair.explanation, "Same name, same phone, different addresses")

    def test_reasons_of_many_pairs_cost_as_many_queries_as_of_one(self):
        for number in range(12):
            vals = {"phone": f"+48 601 234 1{number:02}"}
            self._bare(f"Anna Kowalska{number}", **vals)
            self._bare(f"Anna Kowalska{number}", **vals)
        self._scan()
        pairs = self.duplicates.search([("decision", "=", "open")])
        self.assertEqual(len(pairs), 12)
        counts = []
        for some in (pairs[:1], pairs):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(some.mapped("explanation")))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_a_scan_tells_who_was_changed_since(self):
        self._at_home("Anna Kowalska")
        scan = self._scan()
        scan.started_at = "2021-01-01 00:00:00"
        past = "2020-01-01 00:00:00"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = %s", [past])
        self.env.cr.execute("UPDATE customer_phone SET write_date = %s", [past])
        self.env.invalidate_all()
        self.assertEqual(scan.waiting_count, 0)
        self._bare("Jan Nowak")
        self.env.invalidate_all()
        self.assertEqual(scan.waiting_count, 1)
