# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..models import customer_personal_data_paper as paper
from .common_personal_data import PersonalDataCommon

REPORT = "customer_care.report_personal_data"
RECORD = "customer_care.report_processing_record"


@tagged("post_install", "-at_install")
class TestPersonalDataPaper(PersonalDataCommon):
    """The report on paper: the same, readable, and honest where it is shorter."""

    def _notes(self, count, detail="Tea"):
        return self.env["customer.note"].create(
            [
                {
                    "partner_id": self.anna.id,
                    "name": f"Call {number}",
                    "purpose": "service",
                    "detail": detail,
                }
                for number in range(count)
            ]
        )

    def test_it_says_what_is_kept_group_by_group(self):
        self._notes(1, "Prefers mornings")
        text = self._print(REPORT, self.anna.ids)
        for facts in self.env["customer.personal.data"]._groups().values():
            self.assertIn(facts["title"], text)
        self.assertIn("Prefers mornings", text)
        self.assertIn("You can complain to the data protection authority", text)
        self.assertIn("Looked through, nothing found", text)

    def test_very_many_records_are_cut_and_it_is_said(self):
        self._notes(paper.MOST_ROWS + 5)
        text = self._print(REPORT, self.anna.ids)
        self.assertEqual(text.count("Tea"), paper.MOST_ROWS)
        self.assertIn(f"({paper.MOST_ROWS + 5})", text)
        self.assertIn("All of them are in the data package", text)

    def test_a_very_long_text_is_cut_and_markup_is_text(self):
        self._notes(1, f"<b>{'word ' * 1000}")
        text = self._print(REPORT, self.anna.ids)
        self.assertIn("&lt;b&gt;word", text)
        self.assertIn("[…]", text)
        self.assertLess(text.count("word "), 400)

    def test_it_is_in_the_words_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.anna.lang = "de_DE"
        values = self.env["customer.personal.data"]._paper_values(self.anna)
        self.assertEqual(values["partner"].env.lang, "de_DE")

    def test_only_with_the_function(self):
        with self.assertRaises(AccessError):
            self._print(REPORT, self.anna.ids, self.user_level_3)


@tagged("post_install", "-at_install")
class TestProcessingRecord(PersonalDataCommon):
    """The record of processing: read from the program, completed by people."""

    def test_it_has_purposes_data_recipients_and_places(self):
        text = self._print(RECORD, self.env.company.ids)
        self.assertIn(self.marketing.name, text)
        for facts in self.env["customer.personal.data"]._groups().values():
            self.assertIn(facts["title"], text)
        self.assertIn(self.env["ir.model"]._get("customer.note").name, text)
        self.assertIn("Our staff, each as far as Set Security allows", text)

    def test_what_only_people_know_is_asked_and_kept(self):
        wizard = Form(self.env["customer.processing.record"].with_user(self.clerk))
        wizard.processing_officer = "Maria Lis"
        wizard.processing_recipients = "Books & Co.\n\nPrint Ltd."
        action = wizard.save().action_print()
        self.assertEqual(action["report_name"], RECORD)
        self.assertEqual(self.env.company.processing_officer, "Maria Lis")
        text = self._print(RECORD, self.env.company.ids)
        self.assertIn("Maria Lis", text)
        self.assertIn("<li>Books &amp; Co.</li>", text)
        self.assertIn("<li>Print Ltd.</li>", text)

    def test_it_is_of_one_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        other.processing_officer = "Somebody else"
        text = self._print(RECORD, self.env.company.ids)
        self.assertNotIn("Somebody else", text)

    def test_it_needs_the_function_for_requests(self):
        with self.assertRaises(AccessError):
            self._print(RECORD, self.env.company.ids, self.user_level_3)
