# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestInvoiceReset(InvoiceCommon):
    """Reset, cancelled, posted again and deleted: the actions follow."""

    def test_reset_cancels_and_posting_again_reopens(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        invoice.button_draft()
        self.assertRecordValues(action, [{"state": "cancelled", "is_suspended": True}])
        self.assertIn(f"{invoice.name} was reset to draft.", action.message_ids[0].body)
        invoice.action_post()
        self.assertRecordValues(action, [{"state": "open", "is_suspended": False}])
        self.assertIn("Open again", action.message_ids[0].body)
        self.assertEqual(self._actions_of(invoice), action)

    def test_posting_again_takes_over_what_was_corrected(self):
        invoice = self._make_invoice(self._machine_line("S1"), post=True)
        action = self._actions_of(invoice)
        invoice.button_draft()
        invoice.invoice_date = "2027-03-04"
        invoice.invoice_line_ids.write({"quantity": 3, "serial_number": "S1, S2, S3"})
        invoice.action_post()
        self.assertRecordValues(
            action,
            [
                {
                    "state": "open",
                    "quantity": 3.0,
                    "serial_number": "S1, S2, S3",
                    "date_start": datetime(2027, 3, 4, 11),
                    "date_end": datetime(2029, 3, 4, 11),
                    "date_remind": date(2029, 2, 2),
                }
            ],
        )

    def test_extension_outlives_a_correction_of_the_invoice(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        action._extend(datetime(2030, 1, 1, 11), "goodwill")
        invoice.button_draft()
        invoice.invoice_date = "2027-03-04"
        invoice.action_post()
        self.assertRecordValues(
            action,
            [
                {
                    "date_start": datetime(2027, 3, 4, 11),
                    "date_end": datetime(2030, 1, 1, 11),
                }
            ],
        )

    def test_typed_serial_number_survives_when_the_line_has_none(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        action.serial_number = "TYPED"
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(action.serial_number, "TYPED")

    def test_another_customer_on_the_invoice_becomes_the_actions(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        other = self._make_customer(name="Piotr Nowak")
        invoice.button_draft()
        invoice.partner_id = other
        invoice.action_post()
        self.assertRecordValues(action, [{"state": "open", "partner_id": other.id}])

    def test_line_that_sells_something_else_stays_cancelled(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        invoice.button_draft()
        invoice.invoice_line_ids.product_id = self.plain
        invoice.action_post()
        self.assertEqual(action.state, "cancelled")
        self.assertEqual(self._actions_of(invoice), action)

    def test_cancelled_invoice_cancels_its_actions_and_no_others(self):
        invoice = self._make_invoice(self.machine, post=True)
        other = self._make_invoice(self.machine, post=True)
        loose = self._make_action(partner_id=self.customer.id, invoice_id=invoice.id)
        invoice.button_cancel()
        self.assertEqual(
            self._actions_of(invoice).mapped("state"), ["cancelled", "open"]
        )
        self.assertEqual(
            (loose | self._actions_of(other)).mapped("state"), ["open"] * 2
        )

    def test_what_a_clerk_decided_is_not_touched(self):
        invoice = self._make_invoice(self.machine, self.machine, post=True)
        done, dropped = self._actions_of(invoice)
        done.action_done()
        dropped.action_cancel()
        invoice.button_draft()
        self.assertEqual((done | dropped).mapped("state"), ["done", "cancelled"])
        invoice.action_post()
        self.assertEqual((done | dropped).mapped("state"), ["done", "cancelled"])

    def test_reopened_by_hand_is_the_clerks(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        invoice.button_cancel()
        action.action_reopen()
        self.assertRecordValues(action, [{"state": "open", "is_suspended": False}])

    def test_over_in_the_meantime_comes_back_expired(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        invoice.button_draft()
        with freeze_time("2029-06-01 10:00:00"):
            invoice.action_post()
        self.assertEqual(action.state, "expired")

    def test_payment_changes_nothing(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        before = action.read()[0]
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": "2027-03-10"})._create_payments()
        action.invalidate_recordset()
        self.assertEqual(action.read()[0], before)

    def test_deleted_draft_keeps_the_action_cancelled(self):
        invoice = self._make_invoice(self.machine, post=True)
        action = self._actions_of(invoice)
        loose = self._make_action(partner_id=self.customer.id, invoice_id=invoice.id)
        invoice.button_draft()
        invoice.with_user(self.accountant).unlink()
        self.assertRecordValues(
            action | loose,
            [
                {"state": "cancelled", "invoice_id": False, "invoice_line_id": False},
                {"state": "open", "invoice_id": False, "invoice_line_id": False},
            ],
        )
        self.assertIn("was deleted", action.message_ids[0].body)

    def test_deleted_line_keeps_the_action_cancelled(self):
        invoice = self._make_invoice(self.machine, self.plain, post=True)
        action = self._actions_of(invoice)
        invoice.button_draft()
        invoice.invoice_line_ids[0].unlink()
        self.assertRecordValues(
            action,
            [
                {
                    "state": "cancelled",
                    "invoice_id": invoice.id,
                    "invoice_line_id": False,
                }
            ],
        )
        invoice.action_post()
        self.assertEqual(action.state, "cancelled")
