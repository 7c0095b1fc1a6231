# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestInvoiceActions(InvoiceCommon):
    """What posting, resetting, cancelling and refunding an invoice does."""

    # -- Posting ------------------------------------------------------------

    def test_posting_creates_the_warranty_of_the_product(self):
        invoice = self._make_invoice(
            self._machine_line("S1, S2", quantity=2), self.plain, post=True
        )
        action = self._actions_of(invoice)
        self.assertRecordValues(
            action,
            [
                {
                    "name": "[CM-1] Coffee machine",
                    "partner_id": self.customer.id,
                    "type_id": self.warranty.id,
                    "product_id": self.machine.id,
                    "quantity": 2.0,
                    "serial_number": "S1, S2",
                    "invoice_id": invoice.id,
                    "invoice_line_id": invoice.invoice_line_ids[0].id,
                    "company_id": self.env.company.id,
                    "state": "open",
                    "is_automatic": True,
                    # Noon in Warsaw, on the day of the invoice.
                    "date_start": datetime(2027, 3, 1, 11),
                    # Two years of the product, not the twelve months of the type.
                    "date_end": datetime(2029, 3, 1, 11),
                    "date_remind": date(2029, 1, 30),
                }
            ],
        )
        self.assertIn(f"Created by posting {invoice.name}", action.message_ids.body)

    def test_noon_stays_noon_over_the_clock_change(self):
        invoice = self._make_invoice(self.machine, invoice_date="2027-07-01", post=False)
        self.machine.write({"action_duration": 6, "action_duration_unit": "months"})
        invoice.action_post()
        self.assertRecordValues(
            self._actions_of(invoice),
            [{"date_start": datetime(2027, 7, 1, 10), "date_end": datetime(2028, 1, 1, 11)}],
        )

    def test_type_gives_the_duration_when_the_product_has_none(self):
        self.machine.action_duration = 0
        invoice = self._make_invoice(self.machine, post=True)
        self.assertEqual(self._actions_of(invoice).date_end, datetime(2028, 3, 1, 11))

    def test_type_without_duration_gives_no_expiry(self):
        self.machine.action_duration = 0
        self.warranty.duration = 0
        invoice = self._make_invoice(self.machine, post=True)
        self.assertFalse(self._actions_of(invoice).date_end)

    def test_user_without_level_posts_and_the_warranty_is_created(self):
        invoice = self._make_invoice(self.machine)
        invoice.with_user(self.accountant).action_post()
        self.assertEqual(self._actions_of(invoice).state, "open")
        with self.assertRaises(AccessError):
            self._actions_of(invoice).with_user(self.accountant).read(["name"])
        self.assertEqual(invoice.with_user(self.accountant).customer_action_count, 0)

    def test_receipt_creates_the_warranty_too(self):
        receipt = self._make_invoice(self.machine, move_type="out_receipt", post=True)
        self.assertEqual(len(self._actions_of(receipt)), 1)

    def test_invoice_to_a_delivery_address_is_the_customers_as_invoiced(self):
        contact = self.env["res.partner"].create(
            {"name": "Office", "parent_id": self.customer.id, "type": "invoice"}
        )
        invoice = self._make_invoice(self.machine, partner_id=contact.id, post=True)
        self.assertEqual(self._actions_of(invoice).partner_id, contact)

    def test_nothing_is_created_where_nothing_is_sold(self):
        bill = self._make_invoice(self.machine, move_type="in_invoice", post=True)
        loose_refund = self._make_invoice(self.machine, move_type="out_refund", post=True)
        plain = self._make_invoice(
            self.plain, {"name": "Setup", "price_unit": 5}, post=True
        )
        returned = self._make_invoice(
            {"product_id": self.plain.id, "quantity": 20},
            self._machine_line(quantity=-1),
            post=True,
        )
        self.assertFalse(self._actions_of(bill | loose_refund | plain | returned))

    def test_posting_never_fails_because_of_an_action(self):
        other_company = self.env["res.company"].create({"name": "Other"})
        archived = self._make_customer(active=False)
        archived_type = self._make_type(active=False)
        foreign_type = self._make_type(company_id=other_company.id)
        cases = [(archived, self.warranty), (self.customer, archived_type)]
        cases.append((self.customer, foreign_type))
        for partner, action_type in cases:
            with self.subTest(partner=partner.active, type=action_type.name):
                self.machine.action_type_id = action_type
                invoice = self._make_invoice(self.machine, partner_id=partner.id)
                invoice.action_post()
                self.assertEqual(invoice.state, "posted")
                self.assertFalse(self._actions_of(invoice))

    def test_future_invoice_creates_nothing_before_its_day(self):
        invoice = self._make_invoice(
            self.machine, invoice_date="2027-05-01", date="2027-05-01"
        )
        invoice._post(soft=True)
        self.assertEqual(invoice.state, "draft")
        self.assertFalse(self._actions_of(invoice))
        with freeze_time("2027-05-01 10:00:00"):
            invoice._post(soft=True)
        self.assertEqual(len(self._actions_of(invoice)), 1)

    def test_other_company_keeps_its_own(self):
        data = self.setup_other_company(name="Second shop")
        company = data["company"]
        company.partner_id.tz = "America/New_York"
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2027-03-01",
                    "invoice_line_ids": [
                        Command.create({"product_id": self.machine.id, "price_unit": 5})
                    ],
                }
            )
        )
        invoice.action_post()
        self.assertRecordValues(
            self._actions_of(invoice),
            [{"company_id": company.id, "date_start": datetime(2027, 3, 1, 17)}],
        )

    def test_query_count_does_not_grow_with_the_lines(self):
        def cost(number):
            lines = [self._machine_line(f"Q{number}-{i}") for i in range(number)]
            invoice = self._make_invoice(*lines)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            invoice.action_post()
            self.env.flush_all()
            self.assertEqual(len(self._actions_of(invoice)), number)
            return self.env.cr.sql_log_count - start

        cost(1)
        one, many = cost(1), cost(50)
        self.assertLessEqual(many, one)

    # -- Reset, cancel, post again ------------------------------------------

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
            [{"date_start": datetime(2027, 3, 4, 11), "date_end": datetime(2030, 1, 1, 11)}],
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
        self.assertEqual((loose | self._actions_of(other)).mapped("state"), ["open"] * 2)

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

    # -- Refunds ------------------------------------------------------------

    def test_refund_cancels_and_taking_it_back_reopens(self):
        invoice = self._make_invoice(self._machine_line("S1"), self._machine_line("S2"), post=True)
        actions = self._actions_of(invoice)
        refund = self._make_refund(invoice)
        self.assertEqual(refund.invoice_line_ids.mapped("serial_number"), ["S1", "S2"])
        self.assertEqual(actions.mapped("state"), ["cancelled"] * 2)
        self.assertIn(f"it was refunded by {refund.name}", actions[0].message_ids[0].body)
        refund.button_draft()
        self.assertEqual(actions.mapped("state"), ["open"] * 2)
        refund.action_post()
        refund.button_cancel()
        self.assertEqual(actions.mapped("state"), ["open"] * 2)
        self.assertFalse(self._actions_of(refund))

    def test_refund_finds_the_line_by_its_serial_number(self):
        invoice = self._make_invoice(
            self._machine_line("S1"), self._machine_line("S2"), self._machine_line(), post=True
        )
        refund = self._make_refund(invoice, post=False)
        (refund.invoice_line_ids - refund.invoice_line_ids[1]).unlink()
        refund.action_post()
        self.assertEqual(
            self._actions_of(invoice).mapped("state"), ["open", "cancelled", "open"]
        )

    def test_partial_refund_lowers_the_quantity(self):
        invoice = self._make_invoice(self._machine_line("S1, S2, S3", quantity=3), post=True)
        action = self._actions_of(invoice)
        refund = self._make_refund(invoice, post=False)
        refund.invoice_line_ids.write({"quantity": 1, "serial_number": "S2"})
        refund.action_post()
        self.assertRecordValues(
            action, [{"state": "open", "quantity": 2.0, "serial_number": "S1, S3"}]
        )
        self.assertIn(
            f"{refund.name} refunded 1: the quantity is now 2.", action.message_ids[0].body
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

    # -- Deleting -----------------------------------------------------------

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
            [{"state": "cancelled", "invoice_id": invoice.id, "invoice_line_id": False}],
        )
        invoice.action_post()
        self.assertEqual(action.state, "cancelled")

    # -- Serial numbers -----------------------------------------------------

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
        lines = self.env["account.move.line"].search([("serial_number", "ilike", "c-47")])
        self.assertEqual(lines, invoice.invoice_line_ids)
        moves = self.env["account.move"].search([("line_ids.serial_number", "ilike", "c-47")])
        self.assertEqual(moves, invoice)

    def test_serial_number_is_printed_under_the_description(self):
        invoice = self._make_invoice(self._machine_line("ABC-4711"), self.plain, post=True)
        html = self._html(invoice)
        self.assertEqual(html.count("ABC-4711"), 1)
        self.assertEqual(html.count("Serial number:"), 1)

    def test_serial_number_is_printed_in_a_section_without_prices(self):
        invoice = self._make_invoice(
            {"display_type": "line_section", "name": "Kitchen", "collapse_prices": True},
            self._machine_line("ABC-4711", sequence=101),
            post=True,
        )
        self.assertIn("ABC-4711", self._html(invoice))

    def _html(self, invoice):
        report = self.env["ir.actions.report"]
        return report._render_qweb_html("account.account_invoices", invoice.ids)[0].decode()

    # -- New invoice --------------------------------------------------------

    def test_new_invoice_is_kept_by_its_action_when_saved(self):
        action = self._make_action(
            partner_id=self.customer.id, product_id=self.plain.id, quantity=2, serial_number="S1"
        )
        opened = action.with_user(self.clerk).action_new_invoice()
        self.assertFalse(self._moves_of_customer())
        form = Form(
            self.env["account.move"].with_user(self.clerk).with_context(**opened["context"]),
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
                    "tax_ids": self._make_invoice(self.plain).invoice_line_ids.tax_ids.ids,
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
            partner_id=self.customer.id, product_id=self.machine.id, type_id=self.warranty.id
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

    # -- Product ------------------------------------------------------------

    def test_negative_duration_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.machine.action_duration = -1

    def test_count_on_the_invoice(self):
        invoice = self._make_invoice(self.machine, self.machine, post=True)
        other = self._make_invoice(self.plain, post=True)
        moves = (invoice | other).with_user(self.clerk)
        self.assertEqual(moves.mapped("customer_action_count"), [2, 0])
        opened = moves[0].action_open_customer_actions()
        self.assertEqual(opened["domain"], [("invoice_id", "=", invoice.id)])
