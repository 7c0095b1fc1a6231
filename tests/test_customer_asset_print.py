# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_asset_document import AssetCommon

INVOICE = "account.report_invoice_with_payments"
ORDER = "sale.report_saleorder"


@tagged("post_install", "-at_install")
class TestAssetPrinted(AssetCommon):
    """What the paper says of the vehicle, and goes on saying."""

    def _print(self, document, report=INVOICE):
        reports = self.env["ir.actions.report"].with_user(self.bookkeeper)
        html, _kind = reports._render_qweb_html(report, document.ids)
        return " ".join(html.decode().split())

    def test_the_invoice_names_plate_vin_and_reading(self):
        self.van.write({"make": "Volkswagen", "model_name": "Crafter"})
        invoice = self._make_invoice(
            customer_asset_id=self.van.id, customer_reading=1234
        )
        invoice.action_post()
        page = self._print(invoice)
        for text in ("Vehicle", "WA 12345", "WVWZZZ1JZXW000001", "Crafter", "1,234 km"):
            self.assertIn(text, page)
        self.assertNotIn('name="customer_asset"', page)

    def test_the_quotation_names_the_animal_and_its_chip(self):
        order = self._make_order(
            customer_asset_id=self.dog.id, user_id=self.bookkeeper.id
        )
        page = self._print(order, ORDER)
        for text in ("Animal", "Rex", "616093900123456"):
            self.assertIn(text, page)
        self.assertNotIn("Reading", page)

    def test_of_several_each_line_says_for_which_one_it_is(self):
        invoice = self._make_invoice(
            {}, {"customer_asset_id": self.truck.id}, customer_asset_id=self.van.id
        )
        page = self._print(invoice)
        self.assertEqual(page.count('name="customer_asset"'), 2)
        self.assertIn("WA 999", page)

    def test_without_one_nothing_is_printed(self):
        invoice = self._make_invoice()
        invoice.action_post()
        self.assertFalse(invoice.customer_asset_printed)
        self.assertNotIn("customer_assets", self._print(invoice))

    def test_a_posted_invoice_goes_on_printing_the_plate_it_had(self):
        invoice = self._make_invoice(
            customer_asset_id=self.van.id, customer_reading=1234
        )
        invoice.action_post()
        before = self._print(invoice)
        self.van.write(
            {"plate": "KR 1", "name": "Sold van", "partner_id": self.other.id}
        )
        self.assertEqual(self._print(invoice), before)
        self.assertNotIn("KR 1", before)
        invoice.button_draft()
        self.assertIn("KR 1", self._print(invoice))
        invoice.action_post()
        self.assertIn("KR 1", self._print(invoice))

    def test_what_is_named_after_posting_is_not_on_the_paper(self):
        invoice = self._make_invoice()
        invoice.action_post()
        before = self._print(invoice)
        invoice.customer_asset_id = self.van
        self.assertEqual(self._print(invoice), before)
