# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import re

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..tools.qr_code import data_uri
from .common import CustomerCommon

FORM = "customer_care.report_preference_form"


@tagged("post_install", "-at_install")
class TestPreferencesForm(CustomerCommon, TransactionCase):
    """The choices on paper: for a customer, with the way to their page, and blank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()

    def _paper(self, partners, user=None, **data):
        report = self.env["ir.actions.report"].with_user(user or self.user_level_5)
        content = report._render_qweb_html(FORM, partners.ids, data)[0]
        return html.fromstring(content).xpath("//div[contains(@class, 'cc_pref')]")

    def test_form_has_boxes_for_each_channel_with_words_and_version(self):
        (paper,) = self._paper(self.customer)
        text = " ".join(paper.text_content().split())
        for words in (
            "Anna Kowalska",
            "anna.kowalska@example.com",
            "+48601234567",
            "I agree to receive offers",
            "marketing, version 1, English (US), SHA-256",
            "Signature",
        ):
            self.assertIn(words, text)
        rows = paper.xpath(".//table[@class='cc_channel']//tr")
        self.assertEqual(
            [row.xpath("string(.//b)") for row in rows],
            ["E-mail", "SMS", "Post", "Call"],
        )
        self.assertEqual(len(paper.xpath(".//*[@class='cc_box']")), 2 * len(rows))
        self.assertNotIn("Service", paper.xpath(".//h2/text()"))

    def test_code_leads_to_the_page_and_names_who_printed_it(self):
        values = self.env[f"report.{FORM}"].with_user(self.user_level_5)
        values = values._get_report_values(self.customer.ids)
        (source,) = self._paper(self.customer)[0].xpath(".//img/@src")
        drawing = base64.b64decode(source.partition(",")[2]).decode()
        self.assertIn("<svg", drawing)
        url = self.customer.with_user(self.user_level_5)._preference_link(
            taken_by=self.user_level_5
        )
        self.assertEqual(len(data_uri(url)) > 1000, True)
        page = self.env["customer.consent"]._read_preference(url.rpartition("/")[2])
        self.assertEqual(page.partner, self.customer)
        self.assertEqual(page.taken_by, "Level 5")

    def test_form_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.customer.lang = "pl_PL"
        self.marketing.with_context(lang="pl_PL").name = "Oferty"
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "pl_PL", "text": "Zgadzam się."}
        )
        english = self._make_customer(name="John")
        polish_paper, english_paper = self._paper(self.customer | english)
        self.assertIn("Zgadzam się.", polish_paper.text_content())
        self.assertIn("Oferty", polish_paper.text_content())
        self.assertIn("I agree to receive", english_paper.text_content())

    def test_blank_form_names_nobody_and_leads_nowhere(self):
        partner = self.env["res.partner"].with_user(self.user_level_5)
        action = partner.action_print_blank_preference_form()
        self.assertEqual(action["report_name"], FORM)
        (paper,) = self._paper(partner, **action["data"])
        self.assertFalse(paper.xpath(".//img"))
        self.assertNotIn("Kowalska", paper.text_content())
        self.assertIn("I agree to receive offers", paper.text_content())

    def test_another_companys_purposes_are_not_on_the_form(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["customer.consent.purpose"].create(
            {"name": "Secret club", "code": "club", "company_id": other.id}
        )
        self.assertNotIn("Secret club", self._paper(self.customer)[0].text_content())

    def test_markup_in_words_is_text(self):
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "<b>bold</b>"}
        )
        (paper,) = self._paper(self.customer)
        self.assertIn("<b>bold</b>", paper.text_content())

    def test_form_needs_its_function(self):
        with self.assertRaises(AccessError):
            self._paper(self.customer, self.user_no_level)
        customer = self.customer.with_user(self.user_level_5)
        action = customer.run_customer_operation("preference_form")
        self.assertEqual(action["report_name"], FORM)

    def test_pdf_has_a_page_for_each_customer(self):
        customers = self.customer | self._make_customer(name="Jan")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            pdf, kind = report._render_qweb_pdf(FORM, customers.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 2)
