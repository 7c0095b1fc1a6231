# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestInvoiceRefund(InvoiceCommon):
    """A refund cancels, taking it back reopens."""

    def test_refund_cancels_and_taking_it_back_reopens(self):
        invoice = self._make_invoice(
            self._machine_line("S1"), self._machine_line("S2"), post=True
        )
        actions = self._actions_of(invoice)
        refund = self._make_refund(invoice)
        self.assertEqual(refund.invoice_line_ids.mapped("serial_number"), ["S1", "S2"])
        self.assertEqual(actions.mapped("state"), ["cancelled"] * 2)
        self.assertIn(
            f"it was refunded by {refund.name}", actions[0].message_ids[0].body
        )
        refund.button_draft()
        self.assertEqual(actions.mapped("state"), ["open"] * 2)
        refund.action_post()
        refund.button_cancel()
        self.assertEqual(actions.mapped("state"), ["open"] * 2)
        self.assertFalse(self._actions_of(refund))

    def test_refund_finds_the_line_by_its_serial_number(self):
        invoice = self._make_invoice(
            self._machine_line("S1"),
            self._machine_line("S2"),
            self._machine_line(),
            post=True,
        )
        refund = self._make_refund(invoice, post=False)
        (refund.invoice_line_ids - refund.invoice_line_ids[1]).unlink()
        refund.action_post()
        self.assertEqual(
            self._actions_of(invoice).mapped("state"), ["open", "cancelled", "open"]
        )

    def test_partial_refund_lowers_the_quantity(self):
        invoice = self._make_invoice(
            self._machine_line("S1, S2, S3", quantity=3), post=True
        )
        action = self._actions_of(invoice)
        refund = self._make_refund(invoice, post=False)
        refund.invoice_line_ids.write({"quantity": 1, "serial_number": "S2"})
        refund.action_post()
        self.assertRecordValues(
            action, [{"state": "open", "quantity": 2.0, "serial_number": "S1, S3"}]
        )
        self.assertIn(
            f"{refund.name} refunded 1: the quantity is now 2.",
            action.message_ids[0].body,
        )
        rest = self._make_refund(invoice, post=False)
        rest.invoice_line_ids.write({"quantity": 2, "serial_number": "S1, S3"})
        rest.action_post()
        self.assertEqual(action.state, "cancelled")
        (refund | rest).button_draft()
        self.assertRecordValues(
            action, [{"state": "open", "quantity": 3.0, "serial_number": "S1, S2, S3"}]
        )

    def test_reset_and_post_again_keeps_what_was_refunded(self):
        invoice = self._make_invoice(self._machine_line(quantity=3), post=True)
        action = self._actions_of(invoice)
        refund = self._make_refund(invoice, post=False)
        refund.invoice_line_ids.quantity = 1
        refund.action_post()
        invoice.button_draft()
        invoice.action_post()
        self.assertRecordValues(action, [{"state": "open", "quantity": 2.0}])
        refund.button_cancel()
        self.assertEqual(action.quantity, 3.0)

    def test_refund_of_another_piece_changes_nothing(self):
        invoice = self._make_invoice(self._machine_line("S1"), self.plain, post=True)
        action = self._actions_of(invoice)
        refund = self._make_refund(invoice, post=False)
        refund.invoice_line_ids[0].serial_number = "S999"
        refund.action_post()
        self.assertRecordValues(action, [{"state": "open", "quantity": 1.0}])

    def test_reverse_and_new_invoice_moves_the_warranty_on(self):
        invoice = self._make_invoice(self._machine_line("S1"), post=True)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2027-03-05"})
        )
        renewed = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
        self.assertEqual(self._actions_of(invoice).state, "cancelled")
        self.assertEqual(renewed.invoice_line_ids.serial_number, "S1")
        renewed.action_post()
        self.assertEqual(self._actions_of(renewed).state, "open")
