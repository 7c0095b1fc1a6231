# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_invoice import InvoiceCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestInvoiceActions(InvoiceCommon):
    """What posting an invoice creates."""

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

    def test_an_action_names_no_line_of_somebody_else_s_invoice(self):
        other = self._make_customer(name="Jan Nowak")
        line = self._make_invoice(self.plain, partner_id=other.id).invoice_line_ids
        mine = self._make_action(partner_id=self.customer.id).with_user(self.clerk)
        for vals in (
            {"invoice_line_id": line.id},
            {"invoice_line_id": line.id, "invoice_id": line.move_id.id},
        ):
            with (
                self.assertRaisesRegex(ValidationError, "is not of Anna Kowalska"),
                self.env.cr.savepoint(),
            ):
                mine.write(vals)
        self.assertFalse(mine.invoice_line_id)
        theirs = self._make_action(partner_id=other.id, invoice_line_id=line.id)
        with self.assertRaisesRegex(ValidationError, "is not of Anna Kowalska"):
            theirs.partner_id = self.customer

    def test_a_contact_s_action_names_a_line_of_the_firm_s_invoice(self):
        firm = self._make_customer(name="Cafe", is_company=True)
        contact = self._make_customer(name="Ewa", parent_id=firm.id)
        line = self._make_invoice(self.plain, partner_id=firm.id).invoice_line_ids
        action = self._make_action(partner_id=contact.id, invoice_line_id=line.id)
        self.assertEqual(action.invoice_line_id, line)

    def test_no_invoice_of_another_company_is_named_in_a_refusal(self):
        company = self.setup_other_company(name="Second shop")["company"]
        stranger = self._make_customer(name="Secret person", company_id=company.id)
        line = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": stranger.id,
                    "name": "SECRET/1",
                    "invoice_line_ids": [
                        Command.create({"name": "x", "tax_ids": False})
                    ],
                }
            )
            .invoice_line_ids
        )
        mine = self._make_action(partner_id=self.customer.id).with_user(self.clerk)
        with self.assertRaises(AccessError) as caught:
            mine.invoice_line_id = line.id
        self.assertNotIn("SECRET", str(caught.exception))

    def test_noon_stays_noon_over_the_clock_change(self):
        invoice = self._make_invoice(
            self.machine, invoice_date="2027-07-01", post=False
        )
        self.machine.write({"action_duration": 6, "action_duration_unit": "months"})
        invoice.action_post()
        self.assertRecordValues(
            self._actions_of(invoice),
            [
                {
                    "date_start": datetime(2027, 7, 1, 10),
                    "date_end": datetime(2028, 1, 1, 11),
                }
            ],
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
        loose_refund = self._make_invoice(
            self.machine, move_type="out_refund", post=True
        )
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
            with counted(self.env) as queries:
                invoice.action_post()
                self.env.flush_all()
                self.assertEqual(len(self._actions_of(invoice)), number)
            return queries.number

        cost(1), cost(50)  # what is asked once, of one line or several, is known then
        one, many = cost(1), cost(50)
        self.assertLessEqual(many, one)

    def test_negative_duration_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.machine.action_duration = -1

    def test_user_without_level_sees_nothing_of_ours(self):
        def arch(model, view, user):
            view = self.env.ref(view)
            return self.env[model].with_user(user).get_view(view.id, view.type)["arch"]

        for model, view, mark in (
            ("account.move", "account.view_move_form", "serial_number"),
            ("account.move", "account.view_move_form", "register_customer_actions"),
            ("account.move", "account.view_move_form", "customer_action_count"),
            ("account.move", "account.view_account_invoice_filter", "serial_number"),
            (
                "account.move.line",
                "account.view_account_move_line_filter",
                "serial_number",
            ),
            ("account.move.line", "account.view_move_line_tree", "serial_number"),
            (
                "product.template",
                "product.product_template_form_view",
                "action_type_id",
            ),
            ("res.partner", "base.view_partner_form", "action_new_invoice"),
        ):
            with self.subTest(view=view, mark=mark):
                self.assertIn(mark, arch(model, view, self.clerk))
                self.assertNotIn(mark, arch(model, view, self.accountant))

    def test_count_on_the_invoice(self):
        invoice = self._make_invoice(self.machine, self.machine, post=True)
        other = self._make_invoice(self.plain, post=True)
        moves = (invoice | other).with_user(self.clerk)
        self.assertEqual(moves.mapped("customer_action_count"), [2, 0])
        opened = moves[0].action_open_customer_actions()
        self.assertEqual(opened["domain"], [("invoice_id", "=", invoice.id)])
