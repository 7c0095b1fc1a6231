# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_duplicate import DuplicateCommon

FIRST_NAMES = ("Jan", "Anna", "Piotr", "Ewa", "Tomasz", "Zofia")


@tagged("post_install", "-at_install")
class TestDuplicateScan(DuplicateCommon):
    """Behaviour 10: the scan is bounded and explains itself."""

    def _multiply(self, sample, count, **columns):
        """Copies of a customer in one statement."""
        self.env.flush_all()
        names = set(self.env["customer.operation"]._columns_of("res_partner"))
        names = sorted(names - {"id", "commercial_partner_id"})
        values = [columns.get(name, f's."{name}"') for name in names]
        self.env.cr.execute(
            SQL(
                "INSERT INTO res_partner (%s) SELECT %s FROM res_partner s,"
                " generate_series(1, %s) n WHERE s.id = %s",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ".join(values)),
                count,
                sample.id,
            )
        )
        self.env.invalidate_all()

    def test_the_number_of_queries_does_not_depend_on_the_customers(self):
        sample = self._bare("Sample", zip="00-001", city="Warszawa", street="Prosta 1")
        # in both: a block that is too large, and a pair to keep
        self._at_home("Anna Kowalska"), self._at_home("Anna Kowalska")
        self._multiply(sample, 150)
        self._scan()
        counts = []
        for count in (10, 1_000):
            self._multiply(
                sample,
                count,
                name="'Customer ' || md5(n::text)",
                street="'Street ' || md5(n::text) || ' ' || n",
                zip="n::text",
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._scan()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_ten_thousand_called_the_same_are_reported_and_not_compared(self):
        sample = self._bare("Jan Kowalski")
        self._multiply(sample, 9_999)
        scan = self._scan()
        self.assertEqual(scan.customer_count, 10_000)
        block = scan.block_ids.filtered(lambda block: block.kind == "name")
        self.assertRecordValues(block, [{"key": "ian kovalski", "size": 10_000}])
        self.assertIn("10000 customers share this", block.explanation)
        self.assertFalse(self._verdicts())

    def test_who_is_in_a_block_too_large_is_found_by_something_else(self):
        sample = self._bare("Jan Kowalski")
        self._multiply(sample, 200)
        one, other = (self._bare("Jan Kowalski", phone="+48601234567") for _n in "12")
        scan = self._scan()
        self.assertEqual(scan.block_count, 1)
        self.assertEqual(self._verdict(one, other), "likely")

    def test_each_pair_shows_its_score_by_rule(self):
        one = self._at_home("Anna Kowalska", birth_date="1980-05-12")
        other = self._at_home("Anna Kowaslka", birth_date="1980-05-12")
        self._scan()
        pair = self.duplicates.search([("partner_id", "=", one.id)])
        self.assertEqual(pair.other_id, other)
        points = {key: points for key, points, _text in pair.rules}
        self.assertEqual(
            points,
            {"name_slip": 7, "birth_same": 10, "phone_same": 7, "address_same": 8},
        )
        self.assertEqual(
            pair.explanation,
            "Same birth date, same address, name differs by a typing error, same phone",
        )

    def test_who_was_found_distinct_never_returns(self):
        one, other = (self._at_home("Anna Kowalska") for _n in "12")
        self._scan()
        pair = self.duplicates.search([("partner_id", "=", one.id)])
        pair.action_distinct()
        one.street = "Długa 5"
        self._scan()
        self.assertRecordValues(pair, [{"decision": "distinct", "other_id": other.id}])
        self.assertFalse(self._verdicts())

    def test_merged_forgotten_restricted_and_archived_never_appear(self):
        for number, field in enumerate(("is_forgotten", "is_restricted", "active")):
            vals = {"phone": f"+4860123456{number}"}
            self._bare(f"Anna Kowalska{number}", **vals)
            gone = self._bare(f"Anna Kowalska{number}", **vals)
            # sudo: the program's own fields
            gone.sudo()[field] = field != "active"
        merged = self._bare("Ewa Lis", phone="+48601234569")
        stays = self._bare("Ewa Lis", phone="+48601234569")
        self.env["customer.operation"]._merge([(merged.id, stays.id)])
        self._scan()
        self.assertFalse(self._verdicts())

    def test_who_is_forgotten_after_the_scan_is_gone_after_the_next(self):
        one, _other = (self._at_home("Anna Kowalska") for _n in "12")
        self._scan()
        self.assertTrue(self._verdicts())
        one.sudo().is_forgotten = True
        self.duplicates._scan()
        self.assertFalse(self._verdicts())

    def test_same_surname_and_address_other_first_name_is_family(self):
        self._bare("Anna Kowalska", street="Długa 5", zip="00-238")
        self._bare("Jan Kowalski", street="ul. Długa 5", zip="00-238")
        self._scan()
        self.assertEqual(
            self._verdicts(), {("Anna Kowalska", "Jan Kowalski"): "family"}
        )

    # -- bad input ---------------------------------------------------------------------

    def test_a_household_of_six_is_a_family_and_nobody_is_merged(self):
        for name in FIRST_NAMES:
            self._at_home(f"{name} Nowak")
        self._scan()
        verdicts = self._verdicts()
        self.assertEqual(len(verdicts), 15)
        self.assertEqual(set(verdicts.values()), {"family"})

    def test_twins_are_family(self):
        one = self._at_home("Anna Nowak", birth_date="2001-03-04")
        other = self._at_home("Ewa Nowak", birth_date="2001-03-04")
        self._scan()
        self.assertEqual(self._verdict(one, other), "family")

    def test_father_and_son_of_one_name_are_family(self):
        father = self._at_home("Jan Nowak", birth_date="1950-03-04")
        son = self._at_home("Jan Nowak", birth_date="1978-11-23")
        self._scan()
        self.assertEqual(self._verdict(father, son), "family")

    def test_the_same_name_phone_and_address_is_not_certain_without_more(self):
        father = self._at_home("Jan Nowak", birth_date="1950-03-04")
        someone = self._at_home("Jan Nowak")
        self._scan()
        self.assertEqual(self._verdict(father, someone), "likely")

    def test_a_typing_error_in_the_birth_date_only_bars_certain(self):
        one = self._at_home("Jan Nowak", birth_date="1980-05-12")
        other = self._at_home("Jan Nowak", birth_date="1980-12-05")
        same = self._at_home("Nowak Jan", birth_date="1980-05-12")
        self._scan()
        self.assertEqual(self._verdict(one, other), "likely")
        self.assertEqual(self._verdict(one, same), "certain")

    def test_different_valid_tax_ids_are_two_firms(self):
        firm = {"is_company": True, "phone": "+48225550100", "street": "Prosta 1"}
        firm["zip"] = "00-001"
        one = self._bare("Mebelpol Sp. z o.o.", vat="PL5260250995", **firm)
        other = self._bare("Mebelpol", vat="PL5252248481", **firm)
        same = self._bare("MEBELPOL spółka z o.o.", vat="526-025-09-95", **firm)
        self._scan()
        self.assertFalse(self._verdict(one, other))
        self.assertEqual(self._verdict(one, same), "certain")

    def test_legal_forms_do_not_hide_a_firm_and_tell_two_apart(self):
        for count, (name, other, verdict) in enumerate(
            (
                ("Bauer GmbH", "Bauer", "likely"),
                ("Smith & Sons Ltd", "Smith and Sons Limited", "likely"),
                ("Smith & Sons Ltd", "Smith Sons Limited", "likely"),
                ("Orlik Sp. z o.o.", "Orlik S.A.", False),
            )
        ):
            with self.subTest(name=name, other=other):
                firm = {"is_company": True, "phone": f"+4822555010{count}"}
                pair = [self._bare(each, **firm) for each in (name, other)]
                self._scan()
                self.assertIn(self._verdict(*pair), [verdict, "possible"])

    def test_a_firm_and_its_contact_are_two(self):
        firm = self._bare("Nowak Meble", is_company=True, phone="+48225550100")
        contact = self._bare("Nowak Meble", parent_id=firm.id, phone="+48225550100")
        branch = self._bare(
            "Nowak Meble", is_company=True, parent_id=firm.id, phone="+48225550100"
        )
        self._scan()
        for other in (contact, branch):
            self.assertFalse(self._verdict(firm, other))

    def test_a_shared_mailbox_and_a_switchboard_make_nobody_the_same(self):
        contact = {"email": "biuro@firma.pl", "phone": "+48225550100"}
        for name in ("Anna Lis", "Piotr Zając", "Ewa Wilk"):
            self._bare(name, **contact)
        one, other = (self._bare("Jan Sowa", email="info@firma.pl") for _n in "12")
        self._scan()
        self.assertFalse(set(self._verdicts()) - {("Jan Sowa", "Jan Sowa")})
        self.assertNotEqual(self._verdict(one, other), "certain")

    def test_names_swapped_shortened_and_in_other_letters_are_found(self):
        for number, (name, other) in enumerate(
            (
                ("Łukasz Żółty", "Lukasz Zolty"),
                ("Kowalski Jan", "Jan Kowalski"),
                ("Katarzyna Lis", "Kasia Lis"),
                ("Jürgen Müller", "Juergen Mueller"),
                ("Груша Ольга", "Olga Hrusza"),
                ("Шевченко Ольга", "Olga Szewczenko"),
                ("Groß, Anton", "Anton Gross"),
            )
        ):
            with self.subTest(name=name):
                vals = {"phone": f"+48 601 23{number} 5{number}7"}
                vals["birth_date"] = "1980-05-12"
                pair = [self._bare(each, **vals) for each in (name, other)]
                self._scan()
                self.assertIn(self._verdict(*pair), ["certain", "likely"])

    def test_a_vehicle_that_both_have_speaks_for_one_customer(self):
        one, other = self._bare("Jan Nowak"), self._bare("Jan Nowka")
        self.env["customer.asset"].create(
            [
                {
                    "kind": "vehicle",
                    "name": "Car",
                    "vin": "WVWZZZ1JZXW000001",
                    "partner_id": partner.id,
                }
                for partner in one | other
            ]
        )
        self._scan()
        pair = self.duplicates.search([("partner_id", "=", one.id)])
        self.assertEqual((pair.other_id, pair.verdict), (other, "likely"))
        self.assertIn("same vehicle or animal WVWZZZ1JZXW000001", pair.explanation)

    def test_house_number_5_is_not_50(self):
        one = self._bare("Jan Nowak", street="Długa 5", zip="00-238")
        other = self._bare("Jan Nowak", street="Długa 50", zip="00-238")
        same = self._bare("Jan Nowak", street="ul. Długa 5/12", zip="00-238")
        self._scan()
        self.assertEqual(self._verdict(one, other), "possible")
        self.assertEqual(self._verdict(one, same), "likely")

    def test_empty_records_are_nobody(self):
        for _number in range(3):
            self._bare("-")
            self._bare("?", email="", phone="", street=" ", zip="-")
        self._scan()
        self.assertFalse(self._verdicts())

    def test_customers_of_two_companies_are_not_proposed(self):
        other = self.env["res.company"].create({"name": "Other"})
        for company in (self.env.company, other):
            self._at_home("Anna Nowak", company_id=company.id)
        self._scan()
        self.assertFalse(self._verdicts())

    def test_members_of_one_family_are_not_proposed(self):
        one, other = self._at_home("Anna Nowak"), self._at_home("Jan Nowak")
        self.env["customer.family"]._unite(one | other)
        self._scan()
        self.assertFalse(self._verdicts())

    def test_a_pair_has_its_smaller_number_first_and_is_there_once(self):
        self._at_home("Anna Kowalska"), self._at_home("Anna Kowalska")
        for _time in range(2):
            self._scan()
        pairs = self.duplicates.search([("decision", "=", "open")])
        self.assertEqual(len(pairs), 1)
        self.assertLess(pairs.partner_id.id, pairs.other_id.id)

    def test_odd_letters_in_names_break_no_column(self):
        for name in ('Quo"te, A', "Back\\slash A", "New\nline A", "NULL", "'; --"):
            self._bare(name, phone="+48601234567", street='He said "5"\n')
        for engine in ("duckdb", "postgres"):
            self.assertEqual(self._scan(engine).customer_count, 5)

    # -- both engines, again and again -------------------------------------------------

    def test_both_engines_give_the_same_verdicts(self):
        for number, name in enumerate(FIRST_NAMES):
            self._at_home(f"{name} Nowak")
            self._at_home(f"{name} Nowka", birth_date="1980-05-12", phone=False)
            self._bare(f"Nowak {name}", email=f"n{number}@example.com")
        self._scan("duckdb")
        before = self._verdicts()
        self.duplicates.search([("decision", "=", "open")]).sudo().unlink()
        self._scan("postgres")
        self.assertEqual(self._verdicts(), before)
        self.assertGreater(len(before), 15)

    def test_without_duckdb_postgres_does_it(self):
        self._at_home("Anna Kowalska"), self._at_home("Anna Kowalska")
        path = "odoo.addons.customer_care.tools.duplicate_engine.duckdb"
        with patch(path, None):
            self.duplicates._scan()
        self.assertEqual(list(self._verdicts().values()), ["likely"])

    def test_an_incremental_scan_compares_what_is_new_with_everybody(self):
        old = self._at_home("Anna Kowalska")
        self._at_home("Ewa Kowalska")
        first = self._scan()
        past = fields.Datetime.now() - timedelta(days=2)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = %s", [past])
        self.env.cr.execute("UPDATE customer_phone SET write_date = %s", [past])
        self.env.invalidate_all()
        new = self._at_home("Kowalska Anna")
        second = self.duplicates._scan()
        self.assertTrue(first.is_full)
        self.assertRecordValues(
            second, [{"is_full": False, "changed_count": 1, "customer_count": 3}]
        )
        self.assertEqual(self._verdict(old, new), "likely")
        self.assertLess(second.compared_count, first.compared_count + 20)
        self.assertEqual(len(self._verdicts()), 3)

    def test_an_incremental_scan_takes_back_what_is_no_more(self):
        one, other = self._at_home("Anna Kowalska"), self._at_home("Anna Kowalska")
        self._scan()
        self.assertEqual(self._verdict(one, other), "likely")
        other.write({"name": "Ewa Wilk", "phone": "+48609999999"})
        self.duplicates._scan()
        self.assertFalse(self._verdict(one, other))

    def test_a_number_that_is_added_counts_as_a_change(self):
        one, other = (
            self._bare("Anna Lis", phone="+48601111111"),
            self._bare("Anna Lis"),
        )
        self._scan()
        past = fields.Datetime.now() - timedelta(days=2)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = %s", [past])
        self.env.invalidate_all()
        self.env["customer.phone"].create(
            {"partner_id": other.id, "number": "+48601111111"}
        )
        self.duplicates._scan()
        self.assertEqual(self._verdict(one, other), "likely")

    def test_an_interrupted_scan_goes_on_where_it_stood(self):
        for number in range(6):
            vals = {"phone": f"+4860123456{number}"}
            self._bare(f"Anna Kowalska{number}", **vals)
            self._bare(f"Anna Kowalska{number}", **vals)
        cron = self.env.ref("customer_care.cron_duplicates")
        job = self.duplicates.with_context(cron_id=cron.id)
        path = "odoo.addons.customer_care.tools.duplicate_engine.FETCHED"
        with (
            patch(path, 2),
            patch.object(type(cron), "_commit_progress", lambda *_a, **_k: 0),
        ):
            job._cron_scan()
            scan = self.env["customer.duplicate.scan"].search([], limit=1)
            self.assertEqual((scan.state, len(self._verdicts())), ("running", 2))
            scanned = scan.position
            job._cron_scan()
        self.assertEqual(scan.state, "running")
        self.assertGreater(scan.position, scanned)
        self.duplicates._cron_scan()
        self.assertEqual((scan.state, len(self._verdicts())), ("done", 6))
        self.assertEqual(scan, self.env["customer.duplicate.scan"].search([], limit=1))

    # -- who may -----------------------------------------------------------------------

    def test_only_who_may_merge_scans_and_reads(self):
        clerk = self.duplicates.with_user(self.user_level_4)
        with self.assertRaises(AccessError):
            clerk.action_scan()
        with self.assertRaises(AccessError):
            clerk.search([])
        self.duplicates.with_user(self.user_level_3).action_scan()

    def test_a_second_scan_is_refused_in_one_sentence(self):
        scans = self.env["customer.duplicate.scan"]
        with (
            patch.object(type(scans), "_lock", lambda *_args: False),
            self.assertRaisesRegex(UserError, "A scan is running already"),
        ):
            self.duplicates._scan()
