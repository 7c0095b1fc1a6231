# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools.pdf import PdfFileReader

from .common_settlement import SettlementCommon

REPORT = "customer_care.report_customer_settlement"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 11:00:00")
class TestSettlementReport(SettlementCommon, HttpCase):
    """The one statement of what is settled together."""

    def _text(self, wizard):
        html = wizard.env["ir.actions.report"]._render_qweb_html(REPORT, wizard.ids)
        return " ".join(html[0].decode().replace("\xa0", " ").split())

    def test_it_names_each_document_and_what_they_come_to(self):
        bills = [self._make_bill(amount, post=True) for amount in (120, 45)]
        order = self._confirmed(self._sugar(3))
        wizard = self._open()
        wizard.action_preview()
        self.assertEqual(
            wizard.action_print()["report_name"],
            "customer_care.report_customer_settlement",
        )
        text = self._text(wizard)
        for words in (bills[0].name, bills[1].name, order.name, "To be invoiced"):
            self.assertIn(words, text)
        for amount in ("165.00", "37.08", "202.08", "30.15"):
            self.assertIn(amount, text)
        wizard.action_settle()
        self.assertIn("On a new invoice", self._text(wizard))
        wizard.invoice_ids.action_post()
        self.assertIn(f"On invoice {wizard.invoice_ids.name}", self._text(wizard))

    def test_it_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self._make_bill(1234, post=True)
        wizard = self._open()
        wizard.action_preview()
        text = self._text(wizard)
        self.assertIn("01/03/2027", text)
        self.assertIn("1 234,00", text.replace("\u202f", " "))

    def test_the_pages_are_as_many_as_the_rows_need(self):
        for day in range(1, 32):
            self._make_bill(day, post=True, invoice_date=f"2027-01-{day:02}")
        wizard = self._open()
        wizard.action_preview()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, __ = report._render_qweb_pdf(REPORT, wizard.ids)
        self.assertEqual(len(PdfFileReader(io.BytesIO(pdf)).pages), 2)

    def test_the_preview_comes_before_the_paper(self):
        self._confirmed()
        with self.assertRaisesRegex(UserError, "look at the preview first"):
            self._open().action_print()

    def test_the_function_is_needed(self):
        self._make_bill(10, post=True)
        wizard = self._open()
        wizard.action_preview()
        report = self.env["report.customer_care.report_customer_settlement"]
        with self.assertRaises(AccessError):
            report.with_user(self.seller)._get_report_values(wizard.ids)
