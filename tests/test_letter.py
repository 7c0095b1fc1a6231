# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.pdf import PdfFileReader

from ..tools.pdf_join import PdfJoiner
from .common_paper import Paper
from .outbox_common import NOW, OutboxCommon

WINDOWS = ("din_b", "din_a", "din_right", "dl", "dl_right", "pl_right", "us10")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestLetter(OutboxCommon, TransactionCase):
    """Letters: the address in the window of the envelope, one PDF for all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {
                "country_id": cls.env.ref("base.pl").id,
                "street": "ul. Sklepowa 7",
                "zip": "00-950",
                "city": "Warszawa",
            }
        )
        cls.Window = cls.env["customer.letter.window"]

    def _window(self, name):
        return self.env.ref(f"customer_care.letter_window_{name}")

    def _print(self, *partners, **vals):
        rows = self._plan(*partners, channel="letter", **vals)
        with self._writing():
            rows.with_user(self.user_level_4).action_print_letters()
        return rows

    def _paper(self, rows):
        return Paper(rows._letters_pdf())

    def test_each_address_is_in_its_window_to_a_fifth_of_a_millimetre(self):
        rows = self._print(self.anna)
        for name in WINDOWS:
            window = self._window(name)
            self.env.company.letter_window_id = window
            paper = self._paper(rows)
            size = (215.9, 279.4) if window.paper == "letter" else (210, 297)
            for measured, expected in zip(paper.sizes[0], size, strict=True):
                self.assertAlmostEqual(measured, expected, delta=0.3)
            first = paper.word("Anna", page=0, line="Anna Kowalska")
            head = window._geometry().head()
            self.assertAlmostEqual(first.left, head["address_left"] + 5, delta=0.2)
            address = [
                paper.line(text)
                for text in ("Anna Kowalska", "ul. Prosta 1", "00-001 Warszawa")
            ]
            for line in address:
                self.assertGreater(line.left, window.left)
                self.assertLess(line.right, window.left + window.width)
                self.assertGreater(line.top, window.top)
                self.assertLess(line.bottom, window.top + window.height)
            self.assertAlmostEqual(
                first.top, window.top + window.zone, delta=0.5, msg=name
            )

    def test_an_address_without_a_country_is_one_of_ours_with_its_postal_code(self):
        self.anna.write({"zip": "00-950", "city": "Warszawa", "country_id": False})
        for country in (self.env.ref("base.pl"), self.env["res.country"]):
            self.env.company.country_id = country
            lines = self.anna._postal_addresses(self.env.company)[self.anna.id]
            self.assertEqual(lines[-1], "00-950 Warszawa")

    def test_long_names_are_whole_and_within_every_window(self):
        self.anna.write(
            {"name": "Konstantin von " * 12 + "N" * 30, "street": "<b>Street</b> " * 5}
        )
        rows = self._print(self.anna)
        whole = "".join(
            "".join(self.anna._postal_addresses(self.env.company)[self.anna.id]).split()
        )
        for name in ("din_b", "us10", "pl_right"):
            window = self._window(name)
            self.env.company.letter_window_id = window
            paper = self._paper(rows)
            inside = paper.inside(
                window.left,
                window.top + window.zone,
                window.left + window.width,
                window.top + window.height,
            )
            self.assertEqual("".join("".join(inside).split()), whole, name)

    def test_the_envelopes_are_those_of_the_country_unless_chosen(self):
        for code, name in (
            ("pl", "pl_right"),
            ("fr", "dl_right"),
            ("us", "us10"),
            ("gb", "dl"),
            ("de", "din_b"),
        ):
            self.env.company.country_id = self.env.ref(
                "base.uk" if code == "gb" else f"base.{code}"
            )
            self.assertEqual(
                self.Window._of_company(self.env.company), self._window(name)
            )
        self.env.company.letter_window_id = self._window("din_a")
        self.assertEqual(
            self.Window._of_company(self.env.company), self._window("din_a")
        )

    def test_a_text_of_its_own_envelope_beats_the_company(self):
        type_ = self.env["customer.action.type"].search(
            [("letter_template_id", "!=", False)], limit=1
        )
        type_.letter_template_id.letter_window_id = self._window("din_a")
        action = self.env["customer.action"].create(
            {"partner_id": self.anna.id, "name": "Warranty", "type_id": type_.id}
        )
        rows = self._print(self.anna, source=action)
        windows = rows._letter_windows()
        self.assertEqual(windows[rows.id], self._window("din_a"))

    def test_letters_abroad_name_the_country_in_capitals_and_our_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env.ref("base.de").with_context(lang="pl_PL").name = "Niemcy"
        self.env.company.partner_id.lang = "pl_PL"
        self.anna.country_id = self.env.ref("base.de")
        rows = self._print(self.anna)
        self.assertEqual(rows._letter_addresses()[rows.id][-1], "NIEMCY")

    def test_an_address_given_with_the_row_is_the_one_that_is_printed(self):
        rows = self._print(self.anna, address="Other street 5\n80-000 Gdańsk\nPoland")
        self.assertEqual(
            rows._letter_addresses()[rows.id],
            ["Anna Kowalska", "Other street 5", "80-000 Gdańsk"],
        )

    def test_the_sender_is_written_as_its_country_writes(self):
        company = self.env.company
        self.assertEqual(
            company._address_lines(),
            [company.street, f"{company.zip} {company.city}"],
        )
        company.write(
            {
                "country_id": self.env.ref("base.us").id,
                "state_id": self.env.ref("base.state_us_5").id,
                "street": "8 Marina Blvd",
                "street2": "Suite 300",
                "zip": "94005",
                "city": "Brisbane",
            }
        )
        self.assertEqual(
            company._address_lines(),
            ["8 Marina Blvd", "Suite 300", "Brisbane CA 94005"],
        )
        sender = self.env["customer.postcard"]._sender(company)
        self.assertTrue(sender.endswith("8 Marina Blvd, Suite 300, Brisbane CA 94005"))

    def test_many_letters_are_one_pdf_page_by_page(self):
        rows = self._print(self.anna, self.jan, body="<p>Hello</p>")
        paper = self._paper(rows)
        self.assertEqual(paper.pages, 2)
        self.assertEqual([w.page for w in paper.words if w.text == "Hello"], [0, 1])
        reader = PdfFileReader(BytesIO(rows._letters_pdf()), strict=True)
        self.assertEqual(len(reader.pages), 2)

    def test_joined_files_keep_their_pages_and_share_what_is_the_same(self):
        rows = self._print(self.anna)
        data = rows._letters_pdf()
        out = BytesIO()
        joiner = PdfJoiner(out)
        for _number in range(20):
            joiner.add(PdfFileReader(BytesIO(data)).pages)
        joiner.close()
        paper = Paper(out.getvalue())
        self.assertEqual(paper.pages, 20)
        self.assertEqual(paper.text.count("ul. Prosta 1"), 20)
        self.assertLess(len(out.getvalue()), 2 * len(data))

    def test_windows_that_make_no_sense_are_refused_in_words(self):
        window = self._window("din_b")
        for vals, words in (
            ({"left": 140}, "lies outside of the upper half of the paper"),
            ({"top": 5}, "lies outside of the upper half of the paper"),
            ({"width": 20}, "at least 30 by 15 mm"),
            ({"zone": 40}, "less than 12 mm for the address"),
            ({"fold_1": 400}, "The marks lie outside of the paper"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                window.write(vals)
        self.assertEqual((window.left, window.top), (20, 45))

    def test_windows_are_changed_by_who_may_configure(self):
        window = self._window("din_b")
        with self.assertRaises(AccessError):
            window.with_user(self.user_level_4).write({"top": 46})
        window.with_user(self.user_level_3).write({"top": 46})
        self.assertEqual(window.top, 46)
