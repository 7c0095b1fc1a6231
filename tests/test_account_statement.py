# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, freeze_time, tagged
from odoo.tools.pdf import PdfFileReader

from .common_account import AccountCommon
from .common_queries import counted

REPORT = "customer_care.action_report_customer_statement"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-31 10:00:00")
class TestAccountStatement(AccountCommon):
    """The statement adds up: before, what came, what is open and since when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        bill = cls._make_bill
        cls.old = bill(
            100, post=True, invoice_date="2026-12-01", invoice_date_due="2026-12-15"
        )
        cls.february = bill(
            200, post=True, invoice_date="2027-02-01", invoice_date_due="2027-02-28"
        )
        cls.march = bill(
            300, post=True, invoice_date="2027-03-20", invoice_date_due="2027-04-20"
        )

    def _statements(self, customers=None, **vals):
        wizard = self.env["customer.account.statement"].create(
            {
                "partner_ids": (customers or self.customer).ids,
                "date_from": "2027-01-01",
                "date_to": "2027-03-31",
                **vals,
            }
        )
        report = self.env["report.customer_care.report_customer_statement"]
        return report._statements(wizard)

    def _statement(self, **vals):
        [statement] = self._statements(**vals)
        return statement

    def test_it_adds_up(self):
        self._pay(self.february, 150, date="2027-03-05")
        statement = self._statement()
        self.assertEqual(statement["opening"], 100)
        self.assertEqual(
            [(move["amount"], move["balance"]) for move in statement["moves"]],
            [(200, 300), (-150, 150), (300, 450)],
        )
        self.assertEqual(statement["closing"], 450)
        self.assertEqual(
            [(item["name"], item["residual"]) for item in statement["items"]],
            [(self.old.name, 100), (self.february.name, 50), (self.march.name, 300)],
        )
        self.assertEqual(sum(statement["ages"]), statement["closing"])
        self.assertEqual(self._state()["balance"], statement["closing"])

    def test_what_is_open_is_shown_by_age(self):
        statement = self._statement()
        self.assertEqual(statement["ages"], [300, 0, 200, 0, 100])

    def test_a_period_that_is_over_shows_what_was_open_then(self):
        self._pay(self.february, 150, date="2027-03-05")
        statement = self._statement(date_to="2027-02-28")
        self.assertEqual((statement["opening"], statement["closing"]), (100, 300))
        self.assertEqual([item["residual"] for item in statement["items"]], [100, 200])
        self.assertEqual(sum(statement["ages"]), 300)

    def test_what_was_paid_ahead_is_open_too(self):
        self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 700,
                "payment_type": "inbound",
                "date": "2027-03-01",
            }
        ).action_post()
        statement = self._statement()
        self.assertEqual(statement["closing"], -100)
        self.assertEqual(sum(statement["ages"]), -100)
        self.assertIn(-700, [item["residual"] for item in statement["items"]])

    def test_contact_persons_and_merged_customers_are_on_it(self):
        self._make_bill(
            7, post=True, partner_id=self.buyer.id, invoice_date="2027-03-02"
        )
        self.customer.sudo().merged_into_id = self.firm
        [statement] = self._statements(self.buyer)
        self.assertEqual(statement["partner"], self.firm)
        self.assertEqual(statement["closing"], 607)

    def test_who_is_archived_and_owes_gets_one(self):
        self.customer.action_archive()
        action = self.customer.run_customer_operation("statement")
        wizard = self.env["customer.account.statement"].with_context(
            **action["context"]
        )
        with Form(wizard) as form:
            self.assertEqual(form.partner_ids.ids, self.customer.ids)
        form.record.action_print()
        report = self.env["report.customer_care.report_customer_statement"]
        [statement] = report._statements(form.record)
        self.assertEqual(statement["closing"], 600)

    def test_a_difference_of_rates_is_no_payment(self):
        """100 EUR are 200 when they are invoiced and 125 when they are paid."""
        euro = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 0.5), ("2027-03-01", 0.8)]
        )
        bill = self._make_bill(
            100,
            post=True,
            currency_id=euro.id,
            invoice_date="2027-02-01",
            invoice_date_due="2027-02-28",
        )
        self._pay(bill, date="2027-03-05")
        statement = self._statement()
        kinds = {
            (move["move_type"], move["amount"])
            for move in statement["moves"]
            if move["amount"] < 0
        }
        self.assertEqual(kinds, {("payment", -125), ("exchange", -75)})
        self.assertEqual(statement["closing"], 600)
        paid = self.env["customer.payment.history"].search([("move_id", "=", bill.id)])
        self.assertRecordValues(
            paid, [{"kind": "payment", "amount": 125, "days_to_pay": 32}]
        )

    def test_more_than_one_request_can_print_is_refused_in_a_sentence(self):
        wizard = self.env["customer.account.statement"].create(
            {"partner_ids": (self.customer | self.firm).ids}
        )
        with (
            patch(
                "odoo.addons.customer_care.wizards.customer_account_statement.MOST", 1
            ),
            self.assertRaisesRegex(UserError, "2 statements are too many at once"),
        ):
            wizard.action_print()

    def test_others_are_not_on_it(self):
        self._make_bill(7, post=True, partner_id=self.firm.id)
        self._make_bill(9)
        self.assertEqual(self._statement()["closing"], 600)

    def test_several_customers_get_one_each(self):
        statements = self._statements(self.firm | self.customer | self.buyer)
        self.assertEqual(
            [statement["partner"] for statement in statements],
            [self.customer, self.firm],
        )

    def test_each_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        wizard = self.env["customer.account.statement"].create(
            {
                "partner_ids": (self.customer | self.firm).ids,
                "date_from": "2027-01-01",
                "date_to": "2027-03-31",
            }
        )
        html = self.env["ir.actions.report"]._render_qweb_html(REPORT, wizard.ids)
        text = html[0].decode()
        self.assertIn("01/01/2027", text)
        self.assertIn("31/03/2027", text)
        self.assertIn("03/31/2027", text)
        self.assertIn("600,00", text)

    def test_it_goes_to_the_address_as_the_post_of_the_country_reads_it(self):
        self.env.company.country_id = self.env.ref("base.pl")
        state = self.env.ref("base.state_us_5")
        self.customer.write(
            {
                "street": "1 Main St",
                "zip": "94107",
                "city": "San Francisco",
                "state_id": state.id,
                "country_id": state.country_id.id,
            }
        )
        wizard = self.env["customer.account.statement"].create(
            {
                "partner_ids": self.customer.ids,
                "date_from": "2027-01-01",
                "date_to": "2027-03-31",
            }
        )
        html = self.env["ir.actions.report"]._render_qweb_html(REPORT, wizard.ids)
        self.assertIn("San Francisco CA 94107", html[0].decode())
        self.assertIn("UNITED STATES", html[0].decode())

    def test_bad_input(self):
        wizard = self.env["customer.account.statement"].create(
            {
                "partner_ids": self.customer.ids,
                "date_from": "2027-04-01",
                "date_to": "2027-03-31",
            }
        )
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            wizard.action_print()
        wizard.write({"date_from": "2027-01-01", "partner_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "choose a customer"):
            wizard.action_print()
        with self.assertRaises(ValidationError):
            wizard.date_to = False

    def test_the_function_is_needed(self):
        with self.assertRaises(AccessError):
            self.env["customer.account.statement"].with_user(self.outsider).create(
                {"partner_ids": self.customer.ids}
            )
        report = self.env["report.customer_care.report_customer_statement"]
        with self.assertRaises(AccessError):
            report.with_user(self.outsider)._get_report_values([])

    def test_the_clerk_prints_it(self):
        clerk = self.customer.with_user(self.user_level_5)
        context = clerk.action_account_statement()["context"]
        wizard = clerk.env["customer.account.statement"].with_context(**context)
        wizard = wizard.create({})
        self.assertEqual(
            (str(wizard.date_from), str(wizard.date_to)), ("2026-12-01", "2027-03-31")
        )
        action = wizard.action_print()
        self.assertEqual(
            action["report_name"], "customer_care.report_customer_statement"
        )
        html = clerk.env["ir.actions.report"]._render_qweb_html(REPORT, wizard.ids)
        self.assertIn("Statement of account", html[0].decode())

    def test_a_hundred_customers_cost_the_queries_of_one(self):
        many = self.env["res.partner"].browse(self._make_many(100))
        report = self.env["report.customer_care.report_customer_statement"]
        counts = []
        for customers in (many[:1], many[:1], many):
            wizard = self.env["customer.account.statement"].create(
                {"partner_ids": customers.ids}
            )
            with counted(self.env) as queries:
                self.assertEqual(len(report._statements(wizard)), len(customers))
            counts.append(queries.number)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
@freeze_time("2027-03-31 10:00:00")
class TestAccountStatementPaper(AccountCommon, HttpCase):
    def test_the_pages_are_as_many_as_the_rows_need(self):
        for day in range(1, 31):
            self._make_bill(day, post=True, invoice_date=f"2027-03-{day:02}")
        self._make_bill(5, post=True, partner_id=self.firm.id)
        wizard = self.env["customer.account.statement"].create(
            {"partner_ids": (self.customer | self.firm).ids}
        )
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, __ = report._render_qweb_pdf(REPORT, wizard.ids)
        self.assertEqual(len(PdfFileReader(io.BytesIO(pdf)).pages), 4)
