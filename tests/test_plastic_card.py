# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from io import BytesIO
from itertools import pairwise

from pypdf import PdfReader
from reportlab.graphics.barcode import code128

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

    def _scanned(self, page):
        """Read the bars as drawn: six widths make a sign, the last three close it."""
        drawn = page.get_contents().get_data().decode("latin-1")
        number = r"(-?[\d.]+) "
        found = re.findall(f"{number * 4}re f", drawn)
        bars = sorted(
            (float(x), float(x) + float(width))
            for x, _y, width, height in found
            if float(height) > 1 and float(width) < 10
        )
        module = min(end - start for start, end in bars)
        widths = []
        for (start, end), (following, _end) in pairwise([*bars, (0, 0)]):
            widths += [round((end - start) / module), round((following - end) / module)]
        widths = widths[:-1]
        signs = ["".join(map(str, widths[n : n + 6])) for n in range(0, len(widths), 6)]
        letters = str.maketrans("abcd", "1234")
        values = {
            pattern[:6].lower().translate(letters): value
            for value, pattern in code128._patterns.items()
        }
        return self._decoded([values[sign] for sign in signs[:-2]])

    def _decoded(self, values):
        """What Code 128 says by these signs: letters, or pairs of digits."""
        start, *content, check = values
        weighted = sum(n * value for n, value in enumerate(content, 1))
        self.assertEqual((start + weighted) % 103, check)
        is_pairs, text = start == 105, ""
        for value in content:
            if value in (99, 100, 101) and not (is_pairs and value == 99):
                is_pairs = value == 99
            else:
                text += f"{value:02}" if is_pairs else chr(value + 32)
        return text

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
        for barcode, code in (
            (False, "XQ-77"),
            ("0421234567890", "0421234567890"),
            ("Kd 4x/22-2027", "Kd 4x/22-2027"),
        ):
            self.customer.barcode = barcode
            scanned = self._scanned(self._pages(self.customer)[0])
            self.assertEqual(scanned, code)
            found = partners.get_counter_matches(scanned)
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
