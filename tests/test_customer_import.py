# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_care.models import customer_import_key

from .common_import import ImportCommon

HEAD = "Customer code;Name;E-mail;Phone;Mobile;City"


@tagged("post_install", "-at_install")
class TestImportCustomers(ImportCommon):
    """Files of customers: who is here already is found, and nothing is lost."""

    def _customer(self, **vals):
        return self._make_customer(
            **{"email": False, "phone": False, "name": "Ewa Zielona", **vals}
        )

    def test_new_customers_come_with_their_codes_and_all_numbers(self):
        [ewa, jan] = self._import(
            "res.partner",
            HEAD,
            "K-1;Ewa Zielona;ewa@imp.example.com;22 826 65 43;601 234 567;Poznań",
            ";Jan Nowy;jan@imp.example.com;602 345 678 / 603 456 789;;Kraków",
        )
        self.assertEqual(
            (ewa.ref, ewa.name, ewa.email, ewa.city, ewa.phone),
            ("K-1", "Ewa Zielona", "ewa@imp.example.com", "Poznań", "22 826 65 43"),
        )
        self.assertEqual(
            ewa.customer_phone_ids.mapped(lambda p: (p.number_e164, p.type)),
            [("+48228266543", "home"), ("+48601234567", "mobile")],
        )
        self.assertEqual(len(jan.customer_phone_ids), 2)
        self.assertTrue(jan.ref, "the next free code")

    def test_a_country_is_known_in_the_language_of_the_file(self):
        names = ("Polska", "Deutschland", "Wielka Brytania", "UK", "France", "DE")
        made = self._import(
            "res.partner",
            "Klient;Kraj",
            *(f"Customer {number};{name}" for number, name in enumerate(names)),
        )
        self.assertEqual(
            made.mapped(lambda each: each.country_id.code),
            ["PL", "DE", "GB", "GB", "FR", "DE"],
        )
        answer = self._run("res.partner", "Klient;Kraj\nEwa Zielona;Atlantis")
        self.assertIn("Atlantis", answer["messages"][0]["message"])

    def test_a_second_import_of_the_same_file_changes_nothing(self):
        lines = (
            HEAD,
            "K-1;Ewa Zielona;ewa@imp.example.com;22 826 65 43;601 234 567;Poznań",
            ";Jan Nowy;jan@imp.example.com;602 345 678 / 603 456 789;;Kraków",
            ";Bez Adresu;;;;Gdynia",
            "K-2;Ala Zielona;ewa@imp.example.com;22 826 65 43;;Poznań",
        )
        first = self._import("res.partner", *lines)
        self.assertEqual(len(first), 4)
        models = (
            "res.partner",
            "customer.phone",
            "customer.alias",
            "customer.event",
            "customer.duplicate",
        )
        before = self._snapshot(*models)
        self.assertEqual(self._import("res.partner", *lines), first)
        self.assertEqual(self._snapshot(*models), before)

    def test_a_customer_is_found_by_code_and_only_what_differs_is_written(self):
        ewa = self._customer(ref="K-7", city="Poznań", email="ewa@imp.example.com")
        stamp = ewa.write_date
        self.assertEqual(
            self._import(
                "res.partner", "Code,Name,City,Street", "k-7,Ewa Zielona,Łódź,"
            ),
            ewa,
        )
        self.assertEqual(
            (ewa.city, ewa.street), ("Łódź", "ul. Prosta 1"), "empty: kept"
        )
        self.assertGreaterEqual(ewa.write_date, stamp)

    def test_a_customer_is_found_by_mail_or_phone_when_the_name_is_the_same(self):
        ewa = self._customer(email="ewa@imp.example.com", phone="601 234 567")
        code = ewa.ref
        for line in (
            "OLD-1;Zielona Ewa;EWA@imp.example.com;;;",
            ";ewa zielona;;+48 601-234-567;;",
        ):
            with self.subTest(line):
                self.assertEqual(self._import("res.partner", HEAD, line), ewa)
        self.assertEqual((ewa.name, ewa.ref), ("Ewa Zielona", code))
        self.assertIn("OLD-1", ewa.alias_ids.mapped("value"), "the old code finds her")
        self.assertEqual(len(ewa.customer_phone_ids), 1)

    def test_a_relative_with_the_same_number_is_somebody_else(self):
        ewa = self._customer(phone="601 234 567")
        jan = self._import("res.partner", "Name,Phone", "Jan Zielony,601234567")
        self.assertNotEqual(jan, ewa)
        self.assertEqual(ewa.name, "Ewa Zielona")

    def test_a_number_of_the_file_takes_no_other_number_s_place(self):
        ewa = self._customer(ref="K-7", phone="601 234 567")
        self._import("res.partner", "Code,Phone", "K-7,602 345 678")
        self.assertEqual(ewa.phone, "601 234 567")
        self.assertEqual(
            ewa.customer_phone_ids.mapped("number_e164"),
            ["+48601234567", "+48602345678"],
        )

    def test_two_customers_of_the_older_system_stay_two(self):
        lines = (
            HEAD,
            "K-1;Ewa Zielona;e@imp.example.com;;;",
            "K-2;Ewa Zielona;e@imp.example.com;;;",
        )
        both = self._import("res.partner", *lines)
        self.assertEqual(len(both), 2)
        [third] = self._import(
            "res.partner", HEAD, "K-3;Ewa Zielona;e@imp.example.com;;;"
        )
        self.assertNotIn(third, both)

    def test_an_old_code_of_a_merged_customer_finds_the_survivor(self):
        old = self._customer(ref="K-OLD", city="Sopot", street=False)
        kept = self._customer(ref="K-NEW", city="Gdynia", street=False)
        self.env["customer.operation"]._merge([(old.id, kept.id)])
        found = self._import(
            "res.partner",
            "Code,Name,City,Street,Phone",
            "K-OLD,Ewa Stara,Sopot,Stara 1,604 567 890",
        )
        self.assertEqual(found, kept)
        self.assertEqual((kept.name, kept.city), ("Ewa Zielona", "Gdynia"), "decided")
        self.assertEqual(kept.street, "Stara 1", "what was empty is filled")
        self.assertIn("+48604567890", kept.customer_phone_ids.mapped("number_e164"))

    def test_a_forgotten_customer_is_not_made_anew(self):
        ewa = self._customer(
            ref="K-7", email="ewa@imp.example.com", phone="601 234 567"
        )
        ewa._forget("asked for it")
        for line in (
            "K-7;Somebody;;;;",
            ";Ewa Zielona;ewa@imp.example.com;;;",
            "K-8;Ewa Zielona;;601234567;;",
        ):
            with self.subTest(line):
                [(row, why)] = self._errors("res.partner", HEAD, line)
                self.assertEqual(row, 2)
                self.assertRegex(why, "K-7 asked to be forgotten.*reinstate")

    def test_a_number_of_two_customers_with_one_name_is_refused_and_names_both(self):
        self._customer(ref="K-1", phone="601 234 567")
        self._customer(ref="K-2", phone="601 234 567")
        [(row, why)] = self._errors("res.partner", HEAD, ";Ewa Zielona;;601234567;;")
        self.assertEqual(row, 2)
        self.assertRegex(
            why, r"Ewa Zielona \(K-1\), Ewa Zielona \(K-2\).*by their code"
        )

    def test_rows_that_are_twice_in_a_file_are_one_customer(self):
        lines = [HEAD, *["K-1;Ewa Zielona;ewa@imp.example.com;601234567;;Poznań"] * 3]
        ids = self._import("res.partner", *lines).ids
        self.assertEqual(len(set(ids)), 1)
        self.assertEqual(len(ids), 3, "each row says which record it is")

    def test_rows_of_one_code_that_contradict_each_other_are_refused(self):
        errors = self._errors(
            "res.partner",
            HEAD,
            "K-1;Ewa Zielona;;;;Poznań",
            "K-1;Jan Czarny;;;;Poznań",
            "K-2;Ala Biała;;;;",
            "K-2;Ala Biała;;;;Łódź",
        )
        self.assertEqual([row for row, _why in errors], [3])
        self.assertRegex(
            errors[0][1], 'Row 2 .*"Name" differs.*Ewa Zielona.*Jan Czarny'
        )

    def test_a_test_of_the_file_says_the_same_and_writes_nothing(self):
        before = self._snapshot("res.partner", "customer.alias", "customer.import")
        answer = self._run("res.partner", f"{HEAD}\nK-1;Ewa;;;;", dryrun=True)
        self.assertTrue(answer["ids"])
        after = self._snapshot("res.partner", "customer.alias", "customer.import")
        self.assertEqual(after, before)

    def test_a_test_of_the_file_draws_no_customer_codes(self):
        sequence = self.env["ir.sequence"]._customer_code_sequence(False)
        code = sequence._peek_free_code()
        rows = "\n".join(f"Ewa {number}" for number in range(25))
        answer = self._run("res.partner", f"Name\n{rows}", dryrun=True)
        self.assertEqual(len(answer["ids"]), 25)
        self.assertEqual(sequence._peek_free_code(), code)
        answer = self._run("res.partner", f"Name\n{rows}")
        made = self.partners.browse(answer["ids"])
        self.assertEqual(min(made.mapped("ref")), code)
        self.assertEqual(len(set(made.mapped("ref"))), 25)
        self.assertNotEqual(sequence._peek_free_code(), code)

    def test_formulas_and_hostile_strings_are_texts(self):
        hostile = (
            '"=HYPERLINK(""http://x"")"',
            "Robert'); DROP TABLE res_partner;--",
            "<script>alert(1)</script>",
            "%(name)s %s {0} ${x}",
            "\u202egnirts",
        )
        for number, text in enumerate(hostile):
            with self.subTest(text):
                line = f"H-{number}|{text}"
                found = self._import("res.partner", "Code|Name", line)
                self.assertEqual(found.name, text.strip('"').replace('""', '"'))
                self.assertEqual(self._import("res.partner", "Code|Name", line), found)

    def test_the_way_of_a_file_takes_a_constant_number_of_queries(self):
        def lines(count, first):
            rows = (
                f"Q-{first + n};Person {first + n};p{first + n}@imp.example.com;"
                f"+4860{first + n:07};;Łódź"
                for n in range(count)
            )
            return "\n".join((HEAD, *rows))

        self._run("res.partner", lines(1, 0))
        counts = []
        for count, first in ((10, 100), (100, 1000)):
            start = self.env.cr.sql_log_count
            self._run("res.partner", lines(count, first))
            middle = self.env.cr.sql_log_count
            self._run("res.partner", lines(count, first))
            counts.append((middle - start, self.env.cr.sql_log_count - middle))
        self.assertLessEqual(counts[1][0] - counts[0][0], 15, counts)
        self.assertLessEqual(counts[1][1] - counts[0][1], 5, counts)

    def test_whoever_may_write_contacts_may_import_them(self):
        groups = "base.group_user,base.group_partner_manager"
        manager = self._make_user("imp_manager", groups)
        answer = self._run("res.partner", "name\nEwa", user=manager)
        self.assertTrue(answer["ids"], "as ever")
        seer = self._make_user("imp_seer", f"{groups},customer_care.level_5")
        function = self.env.ref("customer_care.function_customer_change")
        function._customer_set_lowest_level(1)
        answer = self._run("res.partner", f"{HEAD}\nK-1;Ewa;;;;", user=seer)
        self.assertFalse(answer["ids"])
        self.assertIn("Your level", answer["messages"][0]["message"])


@tagged("post_install", "-at_install")
class TestImportOthers(ImportCommon):
    """What belongs to customers, vehicles and animals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ewa = cls._make_customer(
            name="Ewa", ref="K-1", email="ewa@imp.example.com", phone="601 234 567"
        )
        cls.jan = cls._make_customer(
            name="Jan", ref="K-2", email="jan@imp.example.com", phone="601 234 567"
        )

    def _twice(self, model, *lines, **kwargs):
        """Import twice: the second time nothing changes."""
        records = self._import(model, *lines, **kwargs)
        before = self._snapshot(model, "res.partner")
        self.assertEqual(self._import(model, *lines, **kwargs), records)
        self.assertEqual(self._snapshot(model, "res.partner"), before)
        return records

    def test_of_a_long_history_only_what_the_file_is_about_stays_in_memory(self):
        notes = self.env["customer.note"].with_context(import_file=True)
        old = notes.create(
            [{"partner_id": self.ewa.id, "name": f"Old {n}"} for n in range(30)]
        )
        lines = [[str(self.ewa.id), name] for name in ("Old 2", "Old 27", "New")]
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(customer_import_key, "BATCH", 10):
            answer = notes.load(["partner_id/.id", "name"], lines)
        self.assertEqual(answer["ids"][:2], [old[2].id, old[27].id])
        self.assertNotIn(answer["ids"][2], old.ids)
        for field in (old._fields["name"], old._fields["detail"]):
            kept = set(old.ids) & field._get_cache(self.env).keys()
            self.assertLessEqual(kept, {old[2].id, old[27].id}, field.name)

    def test_phones_of_a_customer_by_code_mail_or_name(self):
        phones = self._twice(
            "customer.phone",
            "Customer;Phone;Type;Note",
            "K-1;22 826 65 43;Work;office",
            "ewa@imp.example.com;602 345 678;;",
            "Jan;603 456 789 / 604 567 890;;",
            "K-1;+48 (22) 826-65-43;;",
        )
        self.assertEqual(phones[0], phones[3], "another notation is the same number")
        self.assertEqual(
            self.ewa.customer_phone_ids.mapped(lambda p: (p.number_e164, p.type)),
            [
                ("+48601234567", "mobile"),
                ("+48228266543", "work"),
                ("+48602345678", "mobile"),
            ],
        )
        self.assertEqual(len(self.jan.customer_phone_ids), 3)
        self.assertEqual(self.ewa.phone, "601 234 567")

    def test_each_wrong_row_says_its_row_and_what_to_do(self):
        errors = self._errors(
            "customer.phone",
            "Customer;Phone",
            "K-1;22 826 65 43",
            "K-99;22 826 65 44",
            "601 234 567;22 826 65 45",
        )
        self.assertEqual([row for row, _why in errors], [3, 4])
        self.assertRegex(errors[0][1], "no customer K-99.*Import the customers first")
        self.assertRegex(errors[1][1], r"Ewa \(K-1\), Jan \(K-2\).*by their code")

    def test_nothing_is_imported_about_who_is_forgotten(self):
        self.ewa._forget("asked for it")
        for model, line in (
            ("customer.phone", "Customer,Phone\nK-1,22 826 65 43"),
            ("customer.note", "Customer,Subject\nK-1,Said hello"),
            ("customer.asset", "Owner,Plate\nK-1,PO 1234X"),
        ):
            with self.subTest(model):
                [(_row, why)] = self._errors(model, line)
                self.assertIn("asked to be forgotten", why)

    def test_vehicles_by_vin_plate_or_name(self):
        cars = self._twice(
            "customer.asset",
            "Owner;VIN;Registration number;Make;Model;Year",
            "K-1;;PO 1O34X;Škoda;Octavia;2018",
            "K-1;;PO 2O34X;Škoda;Octavia;2019",
            "K-2;;;Fiat;Panda;2012",
        )
        self.assertEqual(cars.mapped("kind"), ["vehicle"] * 3)
        self.assertEqual(cars.mapped("name"), ["Škoda Octavia"] * 2 + ["Fiat Panda"])
        self._import("customer.asset", "Owner;Plate;Colour", "K-1;po1o34x;red")
        self.assertEqual(cars.mapped("colour"), ["red", False, False])

    def test_animals_by_chip_or_name(self):
        species = self.env["customer.asset.species"].search([], limit=1).name
        animals = self._twice(
            "customer.asset",
            "Owner,Name,Species,Chip number,Born on",
            f"K-1,Rex,{species},616093900000001,2020-05-01",
            f"K-1,Azor,{species},,",
        )
        self.assertEqual(animals.mapped("kind"), ["animal", "animal"])
        self.assertEqual(str(animals[0].birth_date), "2020-05-01")

    def test_an_import_changes_no_owner(self):
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "partner_id": self.ewa.id, "plate": "PO 1O34X"}
        )
        [(row, why)] = self._errors("customer.asset", "Owner,Plate", "K-2,PO1O34X")
        self.assertEqual(row, 2)
        self.assertRegex(why, "belongs to Ewa here.*Change owner")
        self.assertEqual(car.partner_id, self.ewa)

    def test_actions_of_a_vehicle(self):
        kind = self._make_type(name="Old warranty")
        self._import("customer.asset", "Owner,Plate", "K-1,PO 1O34X")
        actions = self._twice(
            "customer.action",
            "Customer;Type;Description;Start date;Expires;Serial;Vehicle",
            f"K-1;{kind.name};Tyres;2024-05-03 12:00:00;2028-05-03 12:00:00;S1;po1o34x",
            f"K-1;{kind.name};Tyres;2024-05-03 12:00:00;2028-05-03 12:00:00;S2;",
        )
        self.assertEqual(len(actions), 2, "the serial numbers differ")
        self.assertEqual(actions[0].asset_id.plate, "PO 1O34X")

    def test_notes_keep_when_and_by_whom(self):
        [note] = self._twice(
            "customer.note",
            "Customer;Date;Subject;Notes;Author",
            "K-1;2019-03-04 10:30:00;Price;Asked for it;level_4",
        )
        self.assertEqual(
            (str(note.date), note.hour, note.user_id, note.detail),
            ("2019-03-04 09:30:00", "10", self.user_level_4, "Asked for it"),
        )
        errors = self._errors(
            "customer.note",
            "Customer;Date;Subject;Author",
            "K-1;2119-03-04 10:30:00;Price;",
            "K-1;2019-03-04 10:30:00;Price;nobody at all",
        )
        self.assertRegex(errors[0][1], "in the future")
        self.assertRegex(errors[1][1], "no user nobody at all")

    def test_measurements_of_customers_and_animals(self):
        types = self.env["customer.measurement.type"]
        foot = types.create({"name": "Foot", "subject": "person"})
        weight = types.create({"name": "Mass", "subject": "animal"})
        self._import(
            "customer.asset", "Owner,Name,Kind", "K-1,Rex,Animal", "K-2,Rex,Animal"
        )
        values = self._twice(
            "customer.measurement",
            "Customer;Animal;Measurement;Value;Date",
            f"K-1;;{foot.name};38;2024-05-03",
            f"K-2;Rex;{weight.name};12.5;2024-05-03",
        )
        self.assertEqual(values.mapped("value"), [38, 12.5])
        self.assertEqual(values[1].asset_id.partner_id, self.jan)
        self._import(
            "customer.measurement",
            "Customer;Measurement;Value;Date",
            f"K-1;{foot.name};39;2024-05-03",
        )
        self.assertEqual(values[0].value, 39, "the file corrects it")
        [(_row, why)] = self._errors("customer.measurement", "Animal;Value", "Rex;3")
        self.assertRegex(why, "Rex of Ewa, Rex of Jan")

    def test_consents_go_through_the_engine(self):
        consents = self._import(
            "customer.consent",
            "E-mail;Answer;Date;Source;Words",
            "ewa@imp.example.com;yes;2024-05-03 10:30:00;Fair;I agree.",
            "jan@imp.example.com;yes;;;",
        )
        self.assertEqual(consents.mapped("state"), ["given", "imported"])
        self.assertEqual(set(consents.mapped("method")), {"import"})
        self.assertFalse(self.ewa._contact_refusals("email", self.marketing))
        self.assertTrue(self.jan._contact_refusals("email", self.marketing))
        before = self._snapshot("customer.consent", "customer.consent.log")
        self._run(
            "customer.consent",
            "E-mail;Answer;Date;Source;Words\n"
            "ewa@imp.example.com;yes;2024-05-03 10:30:00;Fair;I agree.\n"
            "jan@imp.example.com;yes;;;",
        )
        self.assertEqual(
            self._snapshot("customer.consent", "customer.consent.log"), before
        )
        [(row, why)] = self._errors(
            "customer.consent", "E-mail;Answer", "x@y.pl;perhaps"
        )
        self.assertEqual((row, why), (2, "perhaps is neither yes nor no."))

    def test_one_broken_record_among_many_is_found_and_named(self):
        kind = self.env["customer.measurement.type"].create(
            {"name": "Foot", "lowest_possible": 1, "highest_possible": 90}
        )
        lines = [
            f"K-1;{kind.name};{999 if n == 77 else 38}"
            f";2020-{n // 28 + 1:02}-{n % 28 + 1:02}"
            for n in range(200)
        ]
        errors = self._errors(
            "customer.measurement", "Customer;Measurement;Value;Date", *lines
        )
        self.assertEqual([row for row, _why in errors], [79])
        self.assertIn("999", errors[0][1])

    def test_only_who_has_the_function_may(self):
        with self.assertRaises(AccessError):
            self._run("customer.phone", "Customer;Phone\nK-1;1", user=self.user_level_3)
        for kind in self.env["customer.import"].search([]):
            with self.assertRaises(AccessError):
                kind.with_user(self.user_level_3).action_import()


@tagged("post_install", "-at_install")
class TestImportTemplates(ImportCommon, HttpCase):
    """Each template imports itself, in the order of the list."""

    def test_all_templates_import_themselves_twice(self):
        self.authenticate("level_2", "level_2x")
        models = self.env["customer.import"].search([]).mapped("model")
        before = None
        for form in ("xlsx", "csv"):
            for kind in self.env["customer.import"].search([]):
                with self.subTest(kind=kind.code, form=form):
                    response = self.url_open(kind._template_url(form))
                    self.assertEqual(response.status_code, 200)
                    preview = self._preview(kind.model, response.content)
                    heads = range(len(preview["headers"]))
                    self.assertEqual(
                        sorted(preview["matches"]), list(heads), "each column is known"
                    )
                    answer = self._run(kind.model, response.content)
                    self.assertFalse(answer["messages"], answer["messages"])
            if form == "csv":
                self.assertEqual(self._snapshot(*models), before)
            before = self._snapshot(*models)

    def test_templates_are_offered_by_odoo_s_import(self):
        offered = self.partners.with_user(self.user_level_2).get_import_templates()
        self.assertIn(
            "/customer_care/import_template/customers.xlsx",
            [each["template"] for each in offered],
        )
        self.authenticate("level_4", "level_4x")
        url = "/customer_care/import_template/customers.xlsx"
        self.assertEqual(self.url_open(url).status_code, 403)
