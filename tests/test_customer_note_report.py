# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import io
from datetime import date, datetime

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_note import NoteCommon
from .common_queries import counted

REPORT = "report.customer_care.report_customer_note"


@tagged("post_install", "-at_install")
class TestNoteReport(NoteCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.note"].search([]).unlink()
        cls.otto = cls._make_customer(name="Otto Lis")
        cls._note(cls.anna, purpose="sales", channel="visit", mood_id=cls.content.id)
        cls._note(cls.anna, purpose="credit", mood_id=cls.angry.id)
        in_time = cls._call_back(cls.bert, purpose="credit", partner_id=cls.otto.id)
        late = cls._call_back(cls.bert, purpose="credit", channel="email")
        gone = cls._call_back(cls.bert, by=cls.anna, purpose="credit")
        cls._call_back(cls.anna, purpose="service")
        in_time.with_user(cls.bert).action_call_back_done()
        gone.with_user(cls.bert).action_call_back_cancel()
        with freeze_time("2027-03-08 09:00:00"):
            late.with_user(cls.bert).action_call_back_done()

    def _wizard(self, kind, user=None, **vals):
        wizards = self.env["customer.note.print"].with_user(user or self.boss)
        return wizards.create(
            {
                "kind": kind,
                "date_from": date(2027, 3, 1),
                "date_to": date(2027, 3, 31),
                **vals,
            }
        )

    def _rows(self, wizard, *names):
        rows = self.env[REPORT].with_user(wizard.env.user)._totals(wizard)
        return [(row["label"], *(row[name] for name in names)) for row in rows]

    def test_notes_by_type(self):
        wizard = self._wizard("purpose")
        names = (
            "count calls visits written other mood call_backs open done late".split()
        )
        self.assertEqual(
            self._rows(wizard, *names),
            [
                ("Credit control", 4, 3, 0, 1, 0, 1.0, 3, 0, 1, 1),
                ("Customer service", 1, 1, 0, 0, 0, 0.0, 1, 1, 0, 0),
                ("Sales", 1, 0, 1, 0, 0, 4.0, 0, 0, 0, 0),
            ],
        )
        total = self.env[REPORT]._sum(self.env[REPORT]._totals(wizard))
        self.assertEqual(
            [total[name] for name in names], [6, 4, 1, 1, 0, 2.5, 4, 1, 1, 1]
        )

    def test_notes_by_operator_and_by_customer(self):
        self.assertEqual(
            self._rows(self._wizard("user_id"), "count"), [("Anna", 3), ("Bert", 3)]
        )
        self.assertEqual(
            self._rows(self._wizard("partner_id"), "count"),
            [
                (f"Anna Kowalska ({self.customer.ref})", 5),
                (f"Otto Lis ({self.otto.ref})", 1),
            ],
        )
        wizard = self._wizard("user_id", purpose="sales")
        self.assertEqual(self._rows(wizard, "count"), [("Anna", 1)])
        wizard = self._wizard("purpose", partner_ids=[(6, 0, self.otto.ids)])
        self.assertEqual(self._rows(wizard, "count"), [("Credit control", 1)])

    def test_call_backs_open_in_time_and_late(self):
        names = "count open overdue done late cancelled".split()
        wizard = self._wizard("follow_up_user_id")
        self.assertEqual(
            self._rows(wizard, *names),
            [("Bert", 3, 1, 0, 1, 1, 0), ("Anna", 1, 0, 0, 0, 0, 1)],
        )
        with freeze_time("2027-03-05 09:00:00"):
            self.assertEqual(self._rows(wizard, "open", "overdue")[0], ("Bert", 1, 1))

    def test_both_days_belong_to_the_period_where_the_user_is(self):
        with freeze_time("2027-03-09 23:30:00"):  # half past midnight in Warsaw
            self._note(self.anna, name="Late at night")
        one = {"date_from": date(2027, 3, 10), "date_to": date(2027, 3, 10)}
        self.assertEqual(
            self._rows(self._wizard("user_id", **one), "count"), [("Anna", 1)]
        )
        one = {"date_from": date(2027, 3, 9), "date_to": date(2027, 3, 9)}
        self.assertFalse(self._rows(self._wizard("user_id", **one), "count"))

    def test_what_the_user_may_not_see_is_not_counted(self):
        other = self.env["res.company"].create({"name": "The other company"})
        self.anna.company_ids |= other
        self._note(self.anna, company_id=other.id)
        wizard = self._wizard("user_id")
        self.assertEqual(self._rows(wizard, "count")[0], ("Anna", 3))

    def test_what_cannot_be_printed_is_said(self):
        with self._refused(UserError, "ends before it begins"):
            self._wizard("purpose", date_to=date(2027, 2, 1)).action_print()
        empty = {"date_from": date(2020, 1, 1), "date_to": date(2020, 1, 31)}
        for verb in ("action_print", "action_export"):
            with self._refused(UserError, "Nothing was noted"):
                getattr(self._wizard("purpose", **empty), verb)()
        pages = self.env["report.customer_care.report_customer_note"]._pages(
            self._wizard("purpose", **empty)
        )
        self.assertEqual([each["kind"] for each in pages[0]], ["head", "total"])
        self.assertEqual((pages[0][1]["row"]["count"], len(pages)), (0, 1))
        with self._refused(AccessError, "See notes"):
            self._wizard("purpose", self.user_no_level)

    def test_pages_break_between_rows(self):
        self.env["customer.note"].create(
            [{"partner_id": self.otto.id, "name": f"Call {n}"} for n in range(100)]
        )
        wizard = self._wizard("partner_id", with_notes=True)
        pages = self.env[REPORT]._pages(wizard)
        self.assertEqual(len(pages), 6)
        blocks = [block for page in pages for block in page]
        kinds = [block["kind"] for block in blocks]
        self.assertEqual(kinds.count("note"), 106)
        self.assertEqual(kinds.count("total"), 1)
        self.assertTrue(all(page[0]["kind"] == "head" for page in pages))

    def test_the_spreadsheet_has_the_numbers_as_numbers(self):
        self._note(self.anna, name="=1+1 <b>x</b> 😀")
        wizard = self._wizard("purpose", with_notes=True)
        action = wizard.action_export()
        self.assertIn(
            f"/web/content/customer.note.print/{wizard.id}/sheet/", action["url"]
        )
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.sheet)))
        totals, notes = book.worksheets
        rows = list(totals.iter_rows(values_only=True))
        self.assertEqual(rows[0][0], "Notes by type")
        self.assertEqual(rows[4][:3], ("Credit control", 4, 3))
        self.assertEqual((rows[-1][0], rows[-1][1]), ("Total", 7))
        subjects = [row[3] for row in notes.iter_rows(min_row=5, values_only=True)]
        self.assertEqual(len(subjects), 7)
        self.assertIn("=1+1 <b>x</b> 😀", subjects)
        cell = next(
            c
            for row in notes.iter_rows()
            for c in row
            if c.value and "=1" in str(c.value)
        )
        self.assertEqual(cell.data_type, "s", "a text and no formula")

    def test_names_are_read_at_once(self):
        def queries(wizard):
            with counted(self.env) as queries:
                self.env[REPORT].with_user(self.boss)._totals(wizard)
            return queries.number

        wizard = self._wizard("partner_id")
        queries(wizard)
        few = queries(wizard)
        partners = [self._make_customer(name=f"Customer {n}") for n in range(50)]
        self.env["customer.note"].create(
            [{"partner_id": partner.id, "name": "Call"} for partner in partners]
        )
        self.assertLessEqual(queries(wizard), few)

    def test_the_pdf_has_its_pages(self):
        self.assertEqual(datetime.now(), datetime(2027, 3, 2, 9, 0))
        wizard = self._wizard("purpose", with_notes=True)
        report = self.env["ir.actions.report"].with_user(self.boss)
        html, kind = report._render_qweb_html(
            "customer_care.report_customer_note", wizard.ids
        )
        self.assertEqual(kind, "html")
        text = html.decode()
        for words in (
            "Notes by type",
            "Credit control",
            "The invoice of March",
            "Total",
        ):
            self.assertIn(words, text)
