# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CustomerCommon

REPORT = "customer_care.action_report_customer_card"
INCH = 25.4


@tagged("post_install", "-at_install")
class TestPlasticCard(CustomerCommon):
    """The customer card with a barcode as PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer(name="Zenobia Wyrwidąb", ref="XQ-77")
        cls.other = cls._make_customer(name="Otto", ref="XQ-78")

    def _pages(self, customers, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.user_level_5)
        content, kind = reports._render_qweb_pdf(REPORT, customers.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(BytesIO(content)).pages

    def test_it_has_the_size_of_a_credit_card(self):
        [page] = self._pages(self.customer)
        size = [float(side) / 72 * INCH for side in page.mediabox.upper_right]
        self.assertEqual([round(side, 1) for side in size], [85.6, 54.0])

    def test_it_says_shop_name_and_code(self):
        text = self._pages(self.customer)[0].extract_text()
        self.assertIn("Zenobia Wyrwidąb", text)
        self.assertIn("XQ-77", text)
        self.assertIn("Customer card", text)

    def test_a_barcode_of_their_own_comes_first(self):
        self.customer.barcode = "0421234567890"
        text = self._pages(self.customer)[0].extract_text()
        self.assertIn("0421234567890", text)
        self.assertNotIn("XQ-77", text)

    def test_what_the_barcode_says_finds_the_customer_at_the_counter(self):
        partners = self.env["res.partner"].with_user(self.user_level_5)
        for barcode in (False, "0421234567890"):
            self.customer.barcode = barcode
            found = partners.get_counter_matches(self.customer._card_code())
            self.assertEqual(
                [match["id"] for match in found["matches"]], self.customer.ids
            )

    def test_several_customers_have_a_page_each(self):
        pages = self._pages(self.customer | self.other)
        self.assertEqual(len(pages), 2)
        self.assertIn("Otto", pages[1].extract_text())

    def test_contact_persons_have_the_card_of_their_firm(self):
        person = self._make_customer(name="Buyer", parent_id=self.other.id)
        self.other.is_company = True
        [page] = self._pages(person | self.other)
        self.assertIn("XQ-78", page.extract_text())

    def test_the_operation_prints_it(self):
        mine = self.customer.with_user(self.user_level_5)
        action = mine.run_customer_operation("customer_card")
        self.assertEqual(action["report_name"], "customer_care.customer_card")
        self.assertEqual(action["context"]["active_ids"], self.customer.ids)

    def test_without_a_code_there_is_no_card(self):
        self.other.ref = False
        self.env.cr.execute(
            "UPDATE res_partner SET ref = NULL WHERE id = %s", self.other.ids
        )
        self.other.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Otto has neither a barcode"):
            self._pages(self.customer | self.other)
        keys = [entry["key"] for entry in self.other.get_customer_operations()]
        self.assertNotIn("customer_card", keys)

    def test_a_code_no_reader_can_read_is_refused_by_name(self):
        for code in ("ŻÓŁW-1", "ABCDEFGHIJ" * 5):
            self.other.ref = code
            with self.assertRaisesRegex(UserError, "of Otto does not fit on a card"):
                self._pages(self.customer | self.other)

    def test_nobody_chosen_is_told_so(self):
        partners = self.env["res.partner"].with_user(self.user_level_5)
        with self.assertRaisesRegex(UserError, "Please choose a customer"):
            partners.action_print_customer_card()

    def test_it_is_for_those_who_see_customers_and_this_one(self):
        with self.assertRaises(AccessError):
            self._pages(self.customer, user=self.user_no_level)
        company = self.env["res.company"].create({"name": "Other"})
        theirs = self._make_customer(name="Hidden", ref="H", company_id=company.id)
        with self.assertRaises(AccessError):
            self._pages(theirs)
