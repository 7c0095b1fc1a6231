# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestSerialNumber(InvoiceCommon):
    """Serial numbers on invoice lines: copied, kept, found, printed."""

    def test_duplicate_does_not_copy_the_serial_number(self):
        invoice = self._make_invoice(self._machine_line("S1"), post=True)
        self.assertFalse(invoice.copy().invoice_line_ids.serial_number)

    def test_posted_serial_number_stands(self):
        invoice = self._make_invoice(self._machine_line("S1"), post=True)
        line = invoice.invoice_line_ids.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "is posted"):
            line.serial_number = "S2"
        line.write({"serial_number": "S1"})
        invoice.button_draft()
        line.serial_number = "S2"
        self.assertEqual(line.serial_number, "S2")

    def test_invoices_and_lines_are_found_by_serial_number(self):
        invoice = self._make_invoice(self._machine_line("ABC-4711"))
        self._make_invoice(self._machine_line("XYZ"))
        lines = self.env["account.move.line"].search(
            [("serial_number", "ilike", "c-47")]
        )
        self.assertEqual(lines, invoice.invoice_line_ids)
        moves = self.env["account.move"].search(
            [("line_ids.serial_number", "ilike", "c-47")]
        )
        self.assertEqual(moves, invoice)

    def test_serial_number_is_printed_under_the_description(self):
        invoice = self._make_invoice(
            self._machine_line("ABC-4711"), self.plain, post=True
        )
        html = self._html(invoice)
        self.assertEqual(html.count("ABC-4711"), 1)
        self.assertEqual(html.count("Serial number:"), 1)

    def test_serial_number_is_printed_in_a_section_without_prices(self):
        invoice = self._make_invoice(
            {
                "display_type": "line_section",
                "name": "Kitchen",
                "collapse_prices": True,
            },
            self._machine_line("ABC-4711", sequence=101),
            post=True,
        )
        self.assertIn("ABC-4711", self._html(invoice))

    def _html(self, invoice):
        report = self.env["ir.actions.report"]
        return report._render_qweb_html("account.account_invoices", invoice.ids)[
            0
        ].decode()
