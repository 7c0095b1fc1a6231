# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSecurityReport(TransactionCase):
    """Which level may do what, and what each user is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env, "report_owner", groups="customer_care.level_1"
        )
        cls.clerk = new_test_user(
            cls.env,
            "report_clerk",
            groups="customer_care.level_5,customer_care.function_merge",
        )
        cls.reports = cls.env["customer.security.report"].with_user(cls.owner)

    def _report(self):
        return self.reports.browse(self.reports.action_open()["res_id"])

    def test_every_function_stands_in_the_report_with_its_level(self):
        functions = self.env["res.groups"]._customer_functions()
        report = self._report()
        self.assertEqual(report.function_ids.mapped("name"), functions.mapped("name"))
        lowest = functions._customer_lowest_level()
        self.assertEqual(report.function_ids.mapped("lowest"), list(lowest.values()))
        self.assertNotIn("Other", report.function_ids.mapped("section"))

    def test_a_change_of_set_security_is_in_the_next_report(self):
        merge = self.env.ref("customer_care.function_merge")
        merge._customer_set_lowest_level(2)
        line = self._report().function_ids.filtered(
            lambda each: each.name == merge.name
        )
        self.assertEqual(line._marks(), ["", "", "", "✓", "✓"])
        merge._customer_set_lowest_level(0)
        line = self._report().function_ids.filtered(
            lambda each: each.name == merge.name
        )
        self.assertEqual((line._marks(), line.who), ([""] * 5, "Nobody"))

    def test_a_user_has_their_level_and_what_they_have_beside_it(self):
        people = {line.user_id: line for line in self._report().person_ids}
        self.assertEqual(people[self.owner].level, "Level 1")
        self.assertFalse(people[self.owner].beside)
        self.assertEqual(people[self.clerk].level, "Level 5")
        self.assertIn("Merge customers", people[self.clerk].beside)
        admin = self.env.ref("base.user_admin")
        self.assertTrue(people[admin].is_admin)

    def test_the_spreadsheet_says_the_same(self):
        report = self._report()
        report.action_export()
        book = load_workbook(io.BytesIO(base64.b64decode(report.sheet)))
        self.assertEqual(book.sheetnames, ["Functions", "Users"])
        rows = list(book["Functions"].iter_rows(min_row=5, values_only=True))
        self.assertEqual(len(rows), len(report.function_ids))
        merge = next(row for row in rows if row[1] == "Merge customers")
        self.assertEqual(merge[2:7], ("", "", "✓", "✓", "✓"))

    def test_the_paper_has_both_lists(self):
        report = self._report()
        html = str(
            self.env["ir.actions.report"]
            .with_user(self.owner)
            ._render_qweb_html("customer_care.report_customer_security", report.ids)[0],
            "utf-8",
        )
        self.assertIn("Merge customers", html)
        self.assertIn("report_clerk", html)

    def test_nobody_below_level_1_reads_it(self):
        report = self._report()
        other = new_test_user(self.env, "report_two", groups="customer_care.level_2")
        for user in (self.clerk, other):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.reports.with_user(user).action_open()
                with self.assertRaises(AccessError):
                    report.with_user(user).action_export()
                with self.assertRaises(AccessError):
                    report.with_user(user).read(["function_ids"])
