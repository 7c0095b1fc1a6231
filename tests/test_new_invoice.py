# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestNewInvoice(InvoiceCommon):
    """An invoice started from an action or a customer."""

    def test_new_invoice_is_kept_by_its_action_when_saved(self):
        action = self._make_action(
            partner_id=self.customer.id,
            product_id=self.plain.id,
            quantity=2,
            serial_number="S1",
        )
        opened = action.with_user(self.clerk).action_new_invoice()
        self.assertFalse(self._moves_of_customer())
        form = Form(
            self.env["account.move"]
            .with_user(self.clerk)
            .with_context(**opened["context"]),
            view="account.view_move_form",
        )
        self.assertFalse(action.invoice_id)
        # Discarded until here: nothing is left behind.
        self.assertFalse(self._moves_of_customer())
        invoice = form.save()
        self.assertEqual(action.invoice_id, invoice)
        self.assertFalse(action.invoice_line_id)
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {
                    "product_id": self.plain.id,
                    "quantity": 2.0,
                    "serial_number": "S1",
                    "price_unit": 10.0,
                    "name": "Coffee",
                    # Those of the customer's fiscal position, as typed by hand.
                    "tax_ids": self._make_invoice(
                        self.plain
                    ).invoice_line_ids.tax_ids.ids,
                }
            ],
        )
        second = Form(self.env["account.move"].with_context(**opened["context"])).save()
        self.assertEqual(action.invoice_id, invoice)
        self.assertFalse(self._actions_of(second))
        with self.assertRaisesRegex(UserError, "already"):
            action.action_new_invoice()

    def _moves_of_customer(self):
        return self.env["account.move"].search([("partner_id", "=", self.customer.id)])

    def test_warranty_typed_first_is_the_one_of_its_invoice(self):
        action = self._make_action(
            partner_id=self.customer.id,
            product_id=self.machine.id,
            type_id=self.warranty.id,
        )
        context = action.action_new_invoice()["context"]
        invoice = Form(self.env["account.move"].with_context(**context)).save()
        invoice.action_post()
        self.assertEqual(self._actions_of(invoice), action)
        self.assertEqual(action.invoice_line_id, invoice.invoice_line_ids)

    def test_invoice_for_somebody_else_is_not_kept(self):
        action = self._make_action(partner_id=self.customer.id)
        context = action.action_new_invoice()["context"]
        form = Form(self.env["account.move"].with_context(**context))
        form.partner_id = self._make_customer(name="Piotr Nowak")
        form.save()
        self.assertFalse(action.invoice_id)

    def test_new_invoice_needs_the_right_to_invoice(self):
        action = self._make_action(partner_id=self.customer.id)
        with self.assertRaisesRegex(AccessError, "may not write invoices"):
            action.with_user(self.user_level_5).action_new_invoice()
        with self.assertRaisesRegex(AccessError, "may not write invoices"):
            self.customer.with_user(self.user_level_5).action_new_invoice()
        with self.assertRaises(AccessError):
            action.with_user(self.accountant).action_new_invoice()
        opened = self.customer.with_user(self.clerk).action_new_invoice()
        self.assertEqual(opened["context"]["default_partner_id"], self.customer.id)

    def test_archived_customer_gets_no_new_invoice(self):
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.customer.action_new_invoice()
