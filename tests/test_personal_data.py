# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import csv
import io
import json

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.package_zip import wrong_sums
from .common_personal_data import PersonalDataCommon


@tagged("post_install", "-at_install")
class TestPersonalData(PersonalDataCommon):
    """All that is kept about a customer, told to the customer."""

    def _note(self, detail, **vals):
        return self.env["customer.note"].create(
            {
                "partner_id": self.anna.id,
                "name": "Call",
                "purpose": "service",
                "detail": detail,
                **vals,
            }
        )

    def _rows(self, told, model):
        for group in told.values():
            for table in group["tables"]:
                if table["model"] == model:
                    return table["rows"]
        return []

    def test_every_group_is_told_with_what_the_law_wants_said(self):
        told = self._as_clerk()._personal_data()
        self.assertEqual(
            list(told),
            list(self.env["customer.personal.data"]._groups()),
        )
        for key, group in told.items():
            for fact in ("title", "about", "source", "recipients", "retention"):
                self.assertTrue(group[fact], f"{key}: {fact}")
        (row,) = self._rows(told, "res.partner")
        self.assertEqual(row["Name"], "Anna Kowalska")

    def test_every_place_of_the_map_is_named_empty_ones_too(self):
        told = self._as_clerk()._personal_data()
        named = {
            title
            for group in told.values()
            for title in [*group["empty"], *(t["title"] for t in group["tables"])]
        }
        models = self.env["customer.personal.data"]._places_by_model()
        wanted = {self.env["ir.model"]._get(model).name for model in models}
        self.assertGreater(len(wanted), 50)
        self.assertFalse(wanted - named)
        self.assertIn(self.env["ir.model"]._get("customer.note").name, named)

    def test_notes_are_included(self):
        self._note("He likes green tea")
        text = self._all_texts(self._package())
        self.assertEqual(text.count("He likes green tea"), 3)  # page, JSON, CSV

    def test_codes_are_told_in_words(self):
        self._note("x", purpose="credit")
        (row,) = self._rows(self._as_clerk()._personal_data(), "customer.note")
        purpose = self.env["customer.note"]._fields["purpose"]
        words = dict(purpose._description_selection(self.env))["credit"]
        self.assertIn(words, row.values())
        self.assertNotIn("credit", row.values())

    def test_a_page_in_a_text_field_is_told_as_its_words(self):
        self.env["mail.mail"].create(
            {
                "model": "res.partner",
                "res_id": self.anna.id,
                "body_html": "<html><head/><body><b>Tyres</b> are in</body></html>",
            }
        )
        report = "customer_care.report_personal_data"
        paper = self._print(report, self.anna.ids)
        self.assertIn("Tyres are in", paper)
        self.assertNotIn("&lt;b&gt;Tyres", paper)

    def test_files_go_along_with_right_check_sums(self):
        self.env["ir.attachment"].create(
            {
                "name": "../scan: 1.txt",
                "raw": b"my signature",
                "res_model": "res.partner",
                "res_id": self.anna.id,
            }
        )
        package = self._package()
        (name,) = [n for n in package.namelist() if n.endswith("scan_ 1.txt")]
        self.assertTrue(name.startswith("files/"))
        self.assertEqual(package.read(name), b"my signature")
        self.assertEqual(wrong_sums(package.fp), [])

    def test_a_customer_without_anything_gets_a_whole_package(self):
        nobody = self.env["res.partner"].create({"name": "N"})
        package = self._package(nobody)
        names = package.namelist()
        for key in self.env["customer.personal.data"]._groups():
            self.assertIn(f"pages/{key}.html", names)
            self.assertIn(f"data/{key}.json", names)
        self.assertIn("Nothing found in", package.read("pages/notes.html").decode())
        self.assertEqual(wrong_sums(package.fp), [])

    def test_pages_need_no_script_and_no_network(self):
        self._note("<script>alert(1)</script><img src=http://a.example/x>")
        package = self._package()
        for name in package.namelist():
            if name.endswith(".html"):
                page = html.fromstring(package.read(name))
                self.assertFalse(page.xpath("//script | //img | //link"), name)
                places = page.xpath("//@href | //@src")
                self.assertFalse([p for p in places if "//" in p], name)
        self.assertIn("&lt;script&gt;", package.read("pages/notes.html").decode())

    def test_spreadsheets_get_no_formula_and_programs_the_true_text(self):
        self._note('=HYPERLINK("http://a.example")')
        package = self._package()
        sheet = package.read("data/notes/customer.note.csv").decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
        self.assertIn('\'=HYPERLINK("http://a.example")', cells)
        self.assertFalse([cell for cell in cells if cell.startswith("=")])
        data = json.loads(package.read("data/notes.json"))
        (row,) = data["tables"][0]["rows"]
        self.assertEqual(row["detail"], '=HYPERLINK("http://a.example")')

    def test_what_they_take_along_has_a_vcard_and_no_notes_of_ours(self):
        self._note("Difficult customer")
        package = self._package()
        card = package.read("portability/contact.vcf").decode()
        self.assertIn("FN:Anna Kowalska", card)
        self.assertIn("VERSION:4.0", card)
        data = package.read("portability/data.json").decode()
        self.assertIn(self.anna.email, data)
        self.assertNotIn("Difficult customer", data)
        self.assertTrue(json.loads(data)["places"])

    def test_the_words_are_the_customers(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.anna.lang = "de_DE"
        page = self._package().read("index.html").decode()
        self.assertIn('lang="de-DE"', page)

    def test_only_with_the_function_and_one_at_a_time(self):
        stranger = self.anna.with_user(self.user_level_3)
        for method in (
            "_personal_data",
            "_personal_data_archive",
            "action_personal_data",
        ):
            with self.assertRaises(AccessError):
                getattr(stranger, method)()
        both = self.anna | self._make_customer(name="Jan Nowak")
        with self.assertRaisesRegex(UserError, "Choose one customer"):
            both.with_user(self.clerk)._personal_data()

    def test_reading_changes_nothing(self):
        before = self.anna.write_date
        self._package()
        self.env.invalidate_all()
        self.assertEqual(self.anna.write_date, before)

    def test_a_picture_is_a_file_once(self):
        pixel = base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            "WjR9awAAAABJRU5ErkJggg=="
        )
        self.anna.image_1920 = base64.b64encode(pixel)
        names = [n for n in self._package().namelist() if "image_" in n]
        self.assertEqual(len(names), 1, names)


@tagged("post_install", "-at_install")
class TestOtherPeople(PersonalDataCommon):
    """Somebody else's data are withheld, counted, and it is said why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jan = cls._make_customer(
            name="Jan Nowak", email="jan@example.com", phone="+48 602 345 678"
        )
        cls.will = cls._make_customer(
            name="Will", email="will@example.com", phone="+48 603 111 222"
        )
        cls.env["customer.family"].create(
            {
                "name": "Kowalska",
                "head_id": cls.anna.id,
                "member_ids": [(6, 0, (cls.anna | cls.jan | cls.will).ids)],
            }
        )

    def _say(self, detail):
        self.env["customer.note"].create(
            {
                "partner_id": self.anna.id,
                "name": "Call",
                "purpose": "service",
                "detail": detail,
            }
        )
        package = self._package()
        return package.read("pages/notes.html").decode(), self._manifest(package)

    def test_addresses_of_other_customers_are_taken_out(self):
        page, manifest = self._say(
            "Husband: JAN@example.com, 602 345 678; she herself is"
            " anna.kowalska@example.com"
        )
        self.assertNotIn("JAN@example.com", page)
        self.assertNotIn("602 345 678", page)
        self.assertIn("Husband: (another person, withheld)", page)
        withheld = [row for row in manifest["withheld"] if row["count"]]
        self.assertIn("Details of another person", str(withheld))

    def test_full_names_of_the_family_are_taken_out(self):
        page, _manifest = self._say("Jan Nowak picks it up; Jan Nowakowski does not")
        self.assertNotIn("Jan Nowak picks", page)
        self.assertIn("Jan Nowakowski", page)

    def test_a_name_that_is_a_word_blacks_out_no_word(self):
        page, _manifest = self._say("She will come on Monday. Will may call.")
        self.assertIn("She will come on Monday. Will may call.", page)

    def test_her_own_address_that_another_has_too_stays(self):
        self.jan.email = self.anna.email
        page, _manifest = self._say(f"Write to {self.anna.email}")
        self.assertIn(self.anna.email, page)

    def test_who_works_here_is_named(self):
        self.env["customer.note"].with_user(self.user_level_5).create(
            {"partner_id": self.anna.id, "name": "Call", "purpose": "service"}
        )
        page = self._package().read("pages/notes.html").decode()
        self.assertIn(self.user_level_5.name, page)

    def test_nothing_of_another_customer_is_in_the_package(self):
        text = self._all_texts(self._package())
        self.assertNotIn("Jan Nowak", text)
        self.assertNotIn("jan@example.com", text)

    def test_rows_of_another_company_stay_there(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.env["customer.note"].create(
            {
                "partner_id": self.anna.id,
                "name": "Theirs alone",
                "purpose": "service",
                "company_id": company.id,
            }
        )
        package = self._package()
        self.assertNotIn("Theirs alone", self._all_texts(package))
        self.assertIn("another company", str(self._manifest(package)["withheld"]))
