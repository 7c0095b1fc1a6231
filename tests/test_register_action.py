# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestRegisterAction(InvoiceCommon):
    """Registering customer actions from a posted invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.machine.action_type_id = False
        cls.invoice = cls._make_invoice(
            cls._machine_line("S1", quantity=2),
            {"name": "Installation\nby our technician", "price_unit": 30},
            {"display_type": "line_note", "name": "Thank you"},
            post=True,
        )
        cls.machine.action_type_id = cls.warranty

    def _wizard(self, user=None, invoice=None):
        """The wizard as the web client opens it."""
        invoice = (invoice or self.invoice).with_user(user or self.clerk)
        opened = invoice.action_register_customer_actions()
        model = self.env[opened["res_model"]].with_user(user or self.clerk)
        return Form(model.with_context(**opened["context"])).save()

    def test_one_line_is_proposed_per_product_sold(self):
        wizard = self._wizard()
        lines = self.invoice.invoice_line_ids
        fallback = self.env["customer.action.type"].search([], limit=1)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "invoice_line_id": lines[0].id,
                    "name": "[CM-1] Coffee machine",
                    "product_id": self.machine.id,
                    "quantity": 2.0,
                    "serial_number": "S1",
                    "type_id": self.warranty.id,
                    "date_start": datetime(2027, 3, 1, 11),
                    "date_end": datetime(2029, 3, 1, 11),
                },
                {
                    "invoice_line_id": lines[1].id,
                    "name": "Installation",
                    "product_id": False,
                    "quantity": 1.0,
                    "serial_number": False,
                    "type_id": fallback.id,
                    "date_start": datetime(2027, 3, 1, 11),
                    "date_end": wizard.line_ids[1].date_end,
                },
            ],
        )

    def test_registered_actions_are_the_customers(self):
        wizard = self._wizard()
        wizard.line_ids[0].write({"name": "Espresso machine", "serial_number": "S1-A"})
        wizard.line_ids[1].is_chosen = False
        opened = wizard.action_register()
        action = self._actions_of(self.invoice)
        self.assertEqual(opened["res_id"], action.id)
        self.assertRecordValues(
            action,
            [
                {
                    "name": "Espresso machine",
                    "partner_id": self.customer.id,
                    "type_id": self.warranty.id,
                    "serial_number": "S1-A",
                    "quantity": 2.0,
                    "invoice_line_id": self.invoice.invoice_line_ids[0].id,
                    "company_id": self.invoice.company_id.id,
                    "user_id": self.clerk.id,
                    "is_automatic": False,
                    "state": "open",
                }
            ],
        )

    def test_another_type_proposes_its_own_expiry(self):
        short = self._make_type(duration=3)
        wizard = self._wizard()
        wizard.line_ids[0].type_id = short
        self.assertEqual(wizard.line_ids[0].date_end, datetime(2027, 6, 1, 10))

    def test_registered_line_is_not_proposed_again(self):
        wizard = self._wizard()
        wizard.line_ids[1].is_chosen = False
        wizard.action_register()
        rest = self._wizard()
        self.assertEqual(rest.line_ids.mapped("name"), ["Installation"])
        self.assertEqual(rest.registered_count, 1)
        rest.action_register()
        with self.assertRaisesRegex(UserError, "has its customer action already"):
            self._wizard()

    def test_double_click_gives_one_sentence_and_one_action(self):
        first, second = self._wizard(), self._wizard()
        first.action_register()
        with self.assertRaisesRegex(UserError, "registered in the meantime"):
            second.action_register()
        with self.assertRaisesRegex(UserError, "registered in the meantime"):
            first.action_register()
        self.assertEqual(len(self._actions_of(self.invoice)), 2)

    def test_two_users_at_once_get_one_action(self):
        first, second = self._wizard(), self._wizard()
        first.action_register()
        # The other one's rows are not visible yet: only the unique index knows.
        with (
            patch.object(type(second), "_check_lines"),
            patch.object(type(self.env["customer.action"]), "_check_unique"),
            self.assertRaisesRegex(UserError, "registered in the meantime"),
        ):
            second.action_register()
        self.assertEqual(len(self._actions_of(self.invoice)), 2)

    def test_line_with_a_cancelled_action_is_taken(self):
        self._wizard().action_register()
        actions = self._actions_of(self.invoice)
        actions.action_cancel()
        actions[1].active = False
        with self.assertRaisesRegex(UserError, "has its customer action already"):
            self._wizard()

    def test_manual_action_follows_its_invoice(self):
        self._wizard().action_register()
        actions = self._actions_of(self.invoice)
        self.invoice.button_draft()
        self.assertEqual(actions.mapped("state"), ["cancelled"] * 2)
        self.invoice.action_post()
        self.assertEqual(actions.mapped("state"), ["open"] * 2)
        self.assertEqual(self._actions_of(self.invoice), actions)

    def test_automatic_line_is_not_proposed(self):
        invoice = self._make_invoice(self.machine, self.plain, post=True)
        wizard = self._wizard(invoice=invoice)
        self.assertEqual(wizard.line_ids.product_id, self.plain)

    def test_only_posted_sales_are_registered(self):
        draft = self._make_invoice(self.plain)
        bill = self._make_invoice(self.plain, move_type="in_invoice", post=True)
        refund = self._make_refund(self.invoice)
        for move in (draft, bill, refund):
            with self.assertRaisesRegex(UserError, "from a posted customer invoice"):
                move.with_user(self.clerk).action_register_customer_actions()
        wizard = self._wizard()
        self.invoice.button_draft()
        with self.assertRaisesRegex(UserError, "from a posted customer invoice"):
            wizard.action_register()

    def test_function_is_checked_in_python(self):
        wizard = self._wizard()
        see_only = self._make_user(
            "see_only",
            "customer_care.function_action_see,account.group_account_invoice",
        )
        for user in (see_only, self.accountant):
            with self.assertRaises(AccessError):
                self.invoice.with_user(user).action_register_customer_actions()
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_register()
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_level_1).action_register()
        self.assertFalse(self._actions_of(self.invoice))

    def test_bad_input_is_refused_with_a_sentence(self):
        def refused(sentence, **vals):
            wizard = self._wizard()
            wizard.line_ids[0].write(vals)
            with self.assertRaisesRegex((UserError, ValidationError), sentence):
                wizard.action_register()
            self.assertFalse(self._actions_of(self.invoice))

        refused("needs a description", name="  ")
        refused("Choose a type", type_id=False)
        refused("more than zero", quantity=0)
        refused("expires before it starts", date_end="2020-01-01 11:00:00")
        other = self._make_invoice(self.plain, post=True).invoice_line_ids
        refused("another line of", invoice_line_id=other.id)
        refused("another line of", invoice_line_id=self.invoice.invoice_line_ids[1].id)

    def test_nothing_chosen_is_refused(self):
        wizard = self._wizard()
        wizard.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "at least one line"):
            wizard.action_register()

    def test_archived_customer_gets_a_sentence(self):
        wizard = self._wizard()
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            wizard.action_register()

    def test_invoice_of_another_company_is_out_of_reach(self):
        company = self.setup_other_company(name="Second shop")["company"]
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create({"move_type": "out_invoice", "partner_id": self.customer.id})
        )
        with self.assertRaises(AccessError):
            invoice.with_user(self.clerk).action_register_customer_actions()
