# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import time
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestMaintenance(TransactionCase):
    """The maintenance centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env, "maintenance_owner", groups="customer_care.level_1"
        )
        cls.rows = cls.env["customer.maintenance"].with_user(cls.owner)
        cls.centre = cls.env["customer.maintenance.centre"].with_user(cls.owner)

    def _row(self, key):
        return self.rows._my_rows().filtered(lambda row: row.key == key)

    def test_every_tool_has_a_name_one_sentence_and_opens(self):
        tools = self.rows._maintenance_tools()
        self.assertGreaterEqual(len(tools), 7)
        self.assertEqual(len(tools), len({tool["key"] for tool in tools}))
        for tool in tools:
            with self.subTest(tool["key"]):
                self.assertTrue(tool["name"].strip())
                self.assertRegex(tool["sentence"], r"^[A-Z].*\.$")
                self.assertTrue(self._row(tool["key"]))

    def test_every_tool_can_be_opened(self):
        for row in self.rows._my_rows():
            with self.subTest(row.key):
                try:
                    action = row.action_open()
                except UserError as error:  # "there is nothing to do", in a sentence
                    self.assertNotIsInstance(error, AccessError)
                    self.assertTrue(str(error).endswith("."))
                else:
                    self.assertTrue(action["type"].startswith("ir.actions."))

    def test_counts_are_kept_with_their_time(self):
        partner = self.env["res.partner"].create(
            {"name": "Twice", "phone": "+48 602 345 678"}
        )
        self.env["customer.phone"].create(
            {"partner_id": partner.id, "number": "+48602345678", "type": "mobile"}
        )
        row = self._row("phones_twice")
        before = self.rows._count_phones_twice()
        row.action_count()
        self.assertEqual(row.found_count, before)
        self.assertGreaterEqual(row.found_count, 1)
        self.assertTrue(row.counted_at)
        self.assertFalse(row.is_waiting)

    def test_a_count_that_takes_too_long_is_left_to_the_background(self):
        row = self._row("phones_twice")

        def slow(self):
            self.env.cr.execute("SELECT pg_sleep(5)")

        with (
            patch.object(type(row), "_count_phones_twice", slow),
            mute_logger("odoo.sql_db"),
        ):
            start = time.monotonic()
            row._count(0.2)
        self.assertLess(time.monotonic() - start, 3)
        self.assertTrue(row.is_waiting)
        self.assertFalse(row.counted_at)
        self.assertEqual(row.counted, "is being counted")
        # and the time limit ends with the count
        self.assertEqual(
            self.env.execute_query(SQL("SHOW statement_timeout")), [("0",)]
        )
        self.rows.sudo()._cron_count()
        self.assertFalse(row.is_waiting)
        self.assertTrue(row.counted_at)

    def test_one_tool_that_fails_does_not_hide_the_others(self):
        rows = self.rows._my_rows()

        def broken(self):
            raise ValueError("boom")

        with (
            patch.object(type(rows), "_count_phones_twice", broken),
            mute_logger("odoo.addons.customer_care.models.customer_maintenance_count"),
        ):
            rows.action_count()
        self.assertEqual(self._row("phones_twice").error, "boom")
        self.assertTrue(self._row("duplicates").counted_at)
        self.assertFalse(self._row("duplicates").error)

    def test_who_lacks_the_function_of_a_tool_neither_sees_nor_opens_it(self):
        clerk = new_test_user(
            self.env,
            "maintenance_clerk",
            groups="customer_care.level_5,customer_care.function_maintenance",
        )
        rows = self.rows.with_user(clerk)
        self._row("phones_twice")
        keys = set(rows.search([]).mapped("key"))
        self.assertFalse({"phones_twice", "duplicates"} & keys)
        with self.assertRaises(AccessError):
            self._row("phones_twice").with_user(clerk).action_open()

    def test_without_the_function_nobody_opens_the_centre(self):
        clerk = new_test_user(
            self.env, "maintenance_other", groups="customer_care.level_5"
        )
        with self.assertRaises(AccessError):
            self.centre.with_user(clerk).action_open()
        with self.assertRaises(AccessError):
            self.rows.with_user(clerk).search([])

    def test_figures_are_those_of_the_company_at_work(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.owner.write({"company_ids": [(4, other.id)]})
        partner = self.env["res.partner"].create(
            {"name": "Theirs", "phone": "+48 602 345 678", "company_id": other.id}
        )
        self.env["customer.phone"].create(
            {"partner_id": partner.id, "number": "+48602345678", "type": "mobile"}
        )
        mine = self._row("phones_twice")
        theirs = self.rows.with_company(other).with_context(
            allowed_company_ids=other.ids
        )
        theirs = theirs._my_rows().filtered(lambda row: row.key == "phones_twice")
        mine.action_count()
        theirs.action_count()
        self.assertEqual(theirs.company_id, other)
        self.assertEqual(theirs.found_count, 1 + mine.found_count)

    def test_opening_twice_makes_no_second_row(self):
        self.centre.action_open()
        count = self.rows.sudo().search_count([])
        self.centre.action_open()
        self.assertEqual(self.rows.sudo().search_count([]), count)

    def test_a_tool_of_an_addon_that_went_is_removed(self):
        self.rows._sync()
        self.rows.sudo().create(
            {"key": "gone", "company_id": self.env.company.id, "sequence": 1}
        )
        self.assertNotIn("gone", self.rows._my_rows().mapped("key"))
        self.assertFalse(self.rows.sudo().search([("key", "=", "gone")]))
