# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from datetime import date

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon

LIST = "customer_care.report_customer_action_list"
CERTIFICATE = "customer_care.report_customer_action_certificate"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestActionReports(CustomerCommon):
    """The list of a period and the certificate, on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.warranty = cls._make_type(
            name="Warranty", description="Faults are repaired."
        )
        cls.service = cls._make_type(name="Yearly service", sequence=99)
        cls.product = cls.env["product.product"].create(
            {"name": "Coffee machine", "default_code": "CM-1"}
        )

    def _dated(self, name, day, **vals):
        vals = {"partner_id": self.customer.id, "type_id": self.warranty.id, **vals}
        return self._make_action(
            name=name,
            date_start="2027-01-01 11:00:00",
            date_end=f"{day} 22:30:00",
            date_remind=day,
            **vals,
        )

    def _wizard(self, **vals):
        return (
            self.env["customer.action.list.print"]
            .with_user(self.user_level_5)
            .create({"date_from": "2027-04-01", "date_to": "2027-04-30", **vals})
        )

    def _html(self, report, records):
        content = (
            self.env["ir.actions.report"]
            .with_user(self.user_level_5)
            ._render_qweb_html(report, records.ids)[0]
        )
        return html.fromstring(content)

    def _text(self, node):
        return " ".join(node.text_content().split())

    # -- List ---------------------------------------------------------------

    def test_list_holds_the_period_with_both_ends(self):
        self._dated("Before", "2027-03-31")
        first = self._dated("First day", "2027-04-01")
        last = self._dated("Last day", "2027-04-30")
        self._dated("After", "2027-05-01")
        wizard = self._wizard()
        self.assertEqual(wizard.action_count, 2)
        self.assertEqual(
            self.env["customer.action"].search(wizard._domain()), first | last
        )

    def test_expiry_counts_by_the_users_day(self):
        # 22:30 UTC is half past midnight of the next day in Warsaw.
        self._dated("May in Warsaw", "2027-04-30")
        self._dated("April in Warsaw", "2027-03-31")
        wizard = self._wizard(date_field="date_end")
        names = (
            self.env["customer.action"]
            .with_user(self.user_level_5)
            .search(wizard._domain())
        )
        self.assertEqual(names.mapped("name"), ["April in Warsaw"])

    def test_list_is_filtered_by_type_state_and_user(self):
        mine = self._dated("Mine", "2027-04-02", user_id=self.user_level_3.id)
        other = self._dated("Other type", "2027-04-03", type_id=self.service.id)
        done = self._dated("Done", "2027-04-04")
        done.action_done()
        Action = self.env["customer.action"]
        for vals, expected in (
            ({"user_id": self.user_level_3.id}, mine),
            ({"type_ids": self.service.ids}, other),
            ({"state": "done"}, done),
            ({"state": "all"}, mine | other | done),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(
                    Action.search(self._wizard(**vals)._domain()), expected
                )

    def test_list_groups_by_type_and_adds_up(self):
        self._dated(
            "Machine", "2027-04-02", product_id=self.product.id, serial_number="S1, S2"
        )
        self._dated("Grinder", "2027-04-01")
        self._dated("Visit", "2027-04-03", type_id=self.service.id).action_done()
        page = self._html(LIST, self._wizard(state="all"))
        self.assertEqual(len(page.xpath("//div[contains(@class, 'article')]")), 1)
        rows = [self._text(row) for row in page.xpath("//table[@class='cc_row']")]
        self.assertEqual(len(rows), 3)
        self.assertIn("Grinder", rows[0])
        self.assertIn("CM-1", rows[1])
        self.assertEqual(
            [self._text(node) for node in page.xpath("//div[@class='cc_section']/div")],
            ["Warranty (2)", "Yearly service (1)"],
        )
        total = page.xpath("//tr[@class='cc_total']/td")
        self.assertEqual([self._text(cell) for cell in total], ["Total", "2", "1", "3"])
        self.assertIn("Customer actions", self._text(page))
        self.assertIn("Printed on 03/10/2027", self._text(page))

    def test_long_list_makes_its_own_pages(self):
        for number in range(40):
            self._dated(f"Machine {number}", "2027-04-02", serial_number=f"S{number}")
        page = self._html(LIST, self._wizard())
        sheets = page.xpath("//div[contains(@class, 'cc_list')]")
        self.assertGreater(len(sheets), 2)
        self.assertEqual(
            [self._text(node) for node in page.xpath("//div[@class='cc_foot']")],
            [f"Page {number} of {len(sheets)}" for number in range(1, len(sheets) + 1)],
        )
        for sheet in sheets:
            self.assertIn("Warranty", self._text(sheet))
            self.assertIn("Customer actions", self._text(sheet))
        self.assertEqual(len(page.xpath("//table[@class='cc_row']")), 40)

    def test_many_serial_numbers_are_counted(self):
        self._dated(
            "Lot", "2027-04-02", serial_number=",".join(f"S{i}" for i in range(9))
        )
        page = self._html(LIST, self._wizard())
        self.assertIn("S5 and 3 more", self._text(page))

    def test_list_refuses_bad_input(self):
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._wizard(date_from="2027-05-01").action_print()
        with self.assertRaisesRegex(UserError, "No customer action"):
            self._wizard().action_print()

    def test_list_needs_the_function(self):
        self._dated("Machine", "2027-04-02")
        wizard = self._wizard()
        self.assertEqual(wizard.action_print()["report_name"], LIST)
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_no_level).action_print()
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(
                self.user_no_level
            )._render_qweb_html(LIST, wizard.ids)

    # -- Certificate --------------------------------------------------------

    def test_certificate_says_what_was_promised(self):
        action = self._make_action(
            name="Coffee machine",
            partner_id=self.customer.id,
            type_id=self.warranty.id,
            product_id=self.product.id,
            serial_number="S1",
            date_start="2027-03-01 11:00:00",
            date_end="2029-03-01 11:00:00",
        )
        text = self._text(self._html(CERTIFICATE, action))
        for fact in (
            "Certificate Warranty",
            f"No. {self.warranty.code.upper()}-2027-{action.id:05d}",
            "issued to Anna Kowalska",
            "ul. Prosta 1",
            "For Coffee machine Item code CM-1 Serial number S1",
            "from 03/01/2027 until 03/01/2029",
            "Faults are repaired.",
            "Stamp and signature",
            self.env.company.name,
        ):
            self.assertIn(fact, text)

    def test_each_certificate_has_its_page_in_one_article(self):
        actions = self._dated("One", "2027-04-01") | self._dated("Two", "2027-04-02")
        page = self._html(CERTIFICATE, actions)
        self.assertEqual(len(page.xpath("//div[contains(@class, 'article')]")), 1)
        sheets = page.xpath("//div[contains(@class, 'cc_cert')]")
        self.assertEqual(len(sheets), 2)
        self.assertIn("page-break-after", sheets[0].get("style"))
        self.assertNotIn("page-break-after", sheets[1].get("style"))

    def test_certificate_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.warranty.with_context(lang="fr_FR").name = "Garantie"
        french = self._make_customer(name="Anne", lang="fr_FR")
        action = self._dated("Machine", "2027-04-01", partner_id=french.id)
        other = self._dated("Machine", "2027-04-01")
        first, second = self._html(CERTIFICATE, action | other).xpath(
            "//div[contains(@class, 'cc_cert')]"
        )
        self.assertIn("Garantie", self._text(first))
        self.assertIn("01/01/2027 ", self._text(first))
        self.assertIn("Warranty", self._text(second))

    def test_long_terms_stand_on_the_back(self):
        self.warranty.description = "\n".join(f"Paragraph {i}" for i in range(40))
        page = self._html(CERTIFICATE, self._dated("Machine", "2027-04-01"))
        front, back = page.xpath("//div[contains(@class, 'cc_cert')]")
        self.assertIn("The terms stand on the back.", self._text(front))
        self.assertIn("Paragraph 39", self._text(back))

    def test_no_certificate_of_a_cancelled_action(self):
        action = self._dated("Machine", "2027-04-01")
        action.action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self._html(CERTIFICATE, action)

    def test_certificate_needs_the_function(self):
        action = self._dated("Machine", "2027-04-01")
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(
                self.user_no_level
            )._render_qweb_html(CERTIFICATE, action.ids)

    def test_days_are_those_of_the_company(self):
        facts = self.env[f"report.{CERTIFICATE}"]._certificate(
            self._dated("Machine", "2027-04-30")
        )
        self.assertEqual(
            (facts["first"], facts["last"]), (date(2027, 1, 1), date(2027, 5, 1))
        )

    def test_pdfs_have_one_page_each(self):
        actions = self._dated("One", "2027-04-01") | self._dated("Two", "2027-04-02")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            pdf, kind = report._render_qweb_pdf(CERTIFICATE, actions.ids)
            listed, __ = report._render_qweb_pdf(LIST, self._wizard().ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 2)
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", listed)), 1)
