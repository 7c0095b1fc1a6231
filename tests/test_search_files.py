# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
from contextlib import suppress
from datetime import date, datetime
from unittest.mock import patch

import openpyxl
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_care.models import (
    customer_search_run_part,
    customer_search_run_table,
)

from .common_search_files import PATHS, SearchFilesCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestSearchFiles(SearchFilesCommon):
    def test_the_files_of_one_run_have_different_names(self):
        run, _file = self._files("csv")
        kinds = list(customer_search_run_part.TYPES)
        names = [run._file_name(kind, 1, 1) for kind in kinds]
        self.assertEqual(len(set(names)), len(kinds))
        labels = run._file_name("labels", 1, 1)
        self.assertEqual(labels, "Guests all of them, Mailing labels 2027-03-10.pdf")

    def test_csv_lists_everybody_with_types_and_no_formula(self):
        self.partners[1].email = False
        _run, file = self._files("csv")
        self.assertEqual(file.name, "Guests all of them 2027-03-10.csv")
        head, *rows = self._table(file)
        self.assertEqual(head[: len(PATHS)], list(PATHS.values()))
        self.assertEqual([row[0] for row in rows], ["T0", "T1", "T2", "T3", "T4"])
        self.assertEqual(
            rows[0],
            [
                "T0",
                "'=cmd|calc",
                "'+48 601 234 560",
                "Poland",
                "PL",
                "1980-02-20",
                "",
                "No",
                "0",
                "0.00",
                "Contact",
                "",
                "",
                "",
            ],
        )
        self.assertEqual(rows[1][-3:], ["There is no e-mail address.", "", ""])
        self.assertEqual(rows[2][1], self.partners[2].name)
        self.assertEqual(rows[3][9], "156.375")

    def test_a_short_list_keeps_every_file_that_is_made_in_one_go(self):
        """Cards after a table: what was written down of it must not be thrown away."""
        run = self.search._run("csv,xlsx,vcard")
        self.env.flush_all()
        self.env.invalidate_all()
        files = run.file_ids.sorted("id")
        self.assertEqual(files.mapped("output"), ["csv", "xlsx", "vcard"])
        self.assertTrue(all(file.attachment_id.raw for file in files))
        self.assertEqual(
            [
                run.sudo().progress.get(f"{key}_done")
                for key in ("csv", "xlsx", "vcard")
            ],
            [1, 1, 1],
        )

    def test_both_ways_of_writing_csv_write_the_same(self):
        self.partners[0].forgotten_on = datetime(2027, 7, 1, 10)
        self.partners[1].color = 5
        run = self.search._run("csv")
        copied = io.BytesIO()
        run._write_csv(copied, 0, 10)
        written = io.BytesIO()
        with patch.object(type(run), "_query_of_rows", lambda *_args: None):
            run._write_csv(written, 0, 10)
        self.assertEqual(copied.getvalue(), written.getvalue())

    def test_csv_of_a_language_with_a_decimal_comma_opens_in_its_excel(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        search = self.search.with_context(lang="pl_PL")
        _run, file = self._files("csv", search)
        row = self._table(file, ";")[2]
        self.assertEqual((row[0], row[9]), ("T1", "52,125"))

    def test_csv_of_the_runner_has_no_column_he_may_not_read(self):
        run = self.search._run("csv")
        field = self.partners._fields["birth_date"]
        with patch.object(field, "groups", "base.group_system"):
            clerk = run.with_user(self.user_level_5)
            with self.assertRaises(AccessError):
                clerk._write_csv(io.BytesIO(), 0, 10)

    def test_files_hold_no_record_that_the_runner_may_not_see(self):
        run = self.search._run("csv")
        self.env["ir.rule"].create(
            {
                "name": "Not the first",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": str([("id", "!=", self.partners[0].id)]),
            }
        )
        file = io.BytesIO()
        run.with_user(self.user_level_1).sudo(False)._write_csv(file, 0, 10)
        text = file.getvalue().decode()
        self.assertNotIn("T0", text)
        self.assertIn("T1", text)

    def test_xlsx_has_dates_and_numbers(self):
        _run, file = self._files("xlsx")
        book = openpyxl.load_workbook(io.BytesIO(file.attachment_id.raw))
        rows = list(book.active.iter_rows(min_row=2))
        self.assertEqual(len(rows), 5)
        self.assertEqual(
            [cell.value for cell in rows[1]][:10],
            [
                "T1",
                "<b>Anna</b>",
                "+48 601 234 561",
                "Poland",
                "PL",
                datetime(1980, 2, 21),
                None,
                "Yes",
                0,
                52.125,
            ],
        )
        self.assertEqual(rows[0][1].value, "=cmd|calc")
        self.assertEqual(rows[0][1].data_type, "s")

    def test_the_report_lists_everybody_and_why_not(self):
        self.partners[1].email = False
        self.partners[2].write({"is_company": False, "email": "nonsense"})
        _run, file = self._files("report")
        self.assertTrue(file.name.endswith(".pdf"))
        pages = PdfReader(io.BytesIO(file.attachment_id.raw)).pages
        text = " ".join(page.extract_text() for page in pages)
        for word in ("=cmd|calc", "<b>Anna</b>", "Żaneta Иванова", "T4", "Page 1 of 1"):
            self.assertIn(word, " ".join(text.split()))
        self.assertIn("May not be contacted by e-mail", text)
        self.assertIn("There is no e-mail address: 1", text)
        self.assertIn("The e-mail address is not valid: 1", text)

    def test_a_list_of_nobody_is_a_file_that_says_so(self):
        search = self._make_search(domain="[('id', '=', 0)]")
        for output in ("report", "csv", "xlsx", "vcard"):
            run, file = self._files(output, search)
            self.assertEqual(len(file), 1, output)
            getattr(run, f"_output_{output}")()
            self.assertEqual(run.file_ids, file, output)
        self.assertIn("Nobody fits", self._report_text(search))

    def _report_text(self, search):
        _run, file = self._files("report", search)
        return PdfReader(io.BytesIO(file.attachment_id.raw)).pages[0].extract_text()

    def test_cards_say_who_may_not_be_contacted(self):
        self.partners[1].email = False
        _run, file = self._files("vcard")
        text = file.attachment_id.raw.decode().replace("\r\n ", "")
        self.assertEqual(text.count("BEGIN:VCARD"), 5)
        self.assertEqual(text.count("CATEGORIES:No e-mail"), 1)
        self.assertIn("Not by e-mail\\, because: There is no e-mail address.", text)
        self.assertIn("TEL;TYPE=CELL:+48601234561", text)
        self.assertIn("BDAY:1980-02-20", text)

    # -- parts, and what is killed -----------------------------------------------------

    def test_a_file_written_in_several_steps_loses_nobody(self):
        whole = self._cells(self._files("xlsx")[1].attachment_id.raw)
        self.assertEqual(len(whole), 6)
        with patch.object(customer_search_run_table, "STEP", 2):
            made = self._cells(self._files("xlsx")[1].attachment_id.raw)
        self.assertEqual(made, whole)

    def _cells(self, raw):
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_a_long_list_is_several_files_and_loses_nobody(self):
        with patch.dict(customer_search_run_part.ROWS, csv=2):
            _run, files = self._files("csv")
        self.assertEqual(
            files.mapped("name"),
            [f"Guests all of them 2027-03-10 ({n} of 3).csv" for n in (1, 2, 3)],
        )
        codes = [row[0] for file in files for row in self._table(file)[1:]]
        self.assertEqual(codes, ["T0", "T1", "T2", "T3", "T4"])

    def test_what_is_killed_goes_on_behind_the_last_file(self):
        run = self.env["customer.search.run"]
        whole = type(run)._write_xlsx

        def dies(self, file, after, until):
            whole(self, file, after, until)
            if after == 2:
                raise MemoryError("killed")

        with patch.dict(customer_search_run_part.ROWS, csv=100, xlsx=2):
            run = self.search._run("csv")
            with (
                patch.object(type(run), "_write_xlsx", dies),
                suppress(MemoryError),  # what was kept stays, as after a commit
            ):
                run._output_xlsx()
            first = run._files_of("xlsx")
            self.assertEqual(len(first), 1)
            run._output_xlsx()
        files = run._files_of("xlsx").sorted("id")
        self.assertEqual(files[0], first)
        found = []
        for file in files:
            book = openpyxl.load_workbook(io.BytesIO(file.attachment_id.raw))
            found += [row[0] for row in book.active.iter_rows(2, values_only=True)]
        self.assertEqual(found, ["T0", "T1", "T2", "T3", "T4"])
        self.assertEqual(len(run._files_of("csv")), 1)

    def test_the_list_is_frozen_whatever_happens_to_the_audience(self):
        run = self.search._run("csv")
        self.search.domain = "[('id', '=', 0)]"
        self._make_customer(ref="T9")
        run._output_xlsx()
        file = run._files_of("xlsx")
        book = openpyxl.load_workbook(io.BytesIO(file.attachment_id.raw))
        self.assertEqual(book.active.max_row, 6)

    # -- keeping -----------------------------------------------------------------------

    def test_files_are_deleted_after_the_days_of_the_company_and_the_list_stays(self):
        self.env.company.search_file_days = 10
        run, file = self._files("csv")
        self.assertEqual(file.delete_on, date(2027, 3, 20))
        attachment = file.attachment_id
        # in New York it is still the 19th
        for moment in ("2027-03-19 12:00:00", "2027-03-20 03:00:00"):
            with freeze_time(moment):
                self.env["customer.search.file"]._cron_delete_files()
                self.assertTrue(attachment.exists(), moment)
        with freeze_time("2027-03-20 12:00:00"):
            self.env["customer.search.file"]._cron_delete_files()
        self.assertFalse(attachment.exists())
        self.assertTrue(file.exists())
        self.assertTrue(file.is_deleted)
        with self.assertRaisesRegex(UserError, "was deleted"):
            file.action_download()
        recipients = self.env["customer.search.recipient"]
        self.assertEqual(recipients.search_count([("run_id", "=", run.id)]), 5)

    def test_no_file_is_left_that_a_removed_person_was_in(self):
        run, file = self._files("csv")
        _other, kept = self._files(
            "csv", self._make_search(domain=str([("id", "=", self.partners[0].id)]))
        )
        attachments = self.env["customer.search.file"]._delete_about(self.partners[4])
        self.assertEqual(attachments, file)
        self.assertFalse(file.attachment_id)
        self.assertTrue(kept.attachment_id)
        self.assertEqual(run._last_place(), 5)

    def test_nobody_keeps_files_for_no_time_or_for_ever(self):
        for days in (0, -1, 3651):
            with self.assertRaisesRegex(ValidationError, "1 to 3650 days"):
                self.env.company.search_file_days = days

    def test_a_large_file_is_stored_as_any_other_attachment(self):
        content = b"x" * 3_000_000
        vals = {"name": "x.csv", "mimetype": "text/csv"}
        attachment = self.env["ir.attachment"]._create_from_file(
            io.BytesIO(content), vals
        )
        other = self.env["ir.attachment"].create({**vals, "raw": content})
        self.assertEqual(attachment.raw, content)
        for name in ("store_fname", "checksum", "file_size"):
            self.assertEqual(attachment[name], other[name], name)
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        third = self.env["ir.attachment"]._create_from_file(io.BytesIO(content), vals)
        self.assertFalse(third.store_fname)
        self.assertEqual(third.raw, content)

    # -- whose files they are ----------------------------------------------------------

    def test_a_file_is_its_runners_and_nobody_elses(self):
        search = self.search.with_user(self.user_level_1)
        search.sudo().write({"user_id": self.user_level_1.id, "is_shared": True})
        run = search._run("csv")
        file = run.file_ids
        self.assertIn(b"T1", file.attachment_id.with_user(self.user_level_1).raw)
        for level in (2, 5):
            other = self.users_by_level[level]
            with self.assertRaises(AccessError):
                file.attachment_id.with_user(other).sudo(False).check_access("read")
            with self.assertRaises(AccessError):
                file.with_user(other).sudo(False).action_download()

    def test_who_may_not_export_makes_no_file_of_customers(self):
        run = self.search.with_user(self.user_level_1)._run("csv")
        run.sudo().user_id = self.user_level_5
        for output in ("csv", "xlsx", "vcard"):
            with self.assertRaisesRegex(AccessError, "Export customers"):
                getattr(run, f"_output_{output}")()

    def test_who_started_a_long_run_hears_when_it_is_over(self):
        run = self.search._run("csv")
        partner = run.user_id.partner_id
        # what a list that was worked off while he waited says nothing about
        notified = self.env["mail.message"].search_count(
            [("model", "=", run._name), ("partner_ids", "in", partner.ids)]
        )
        self.assertEqual(notified, 0)
        for state, words in (("done", "is ready"), ("stopped", "has stopped")):
            run.sudo().with_context(cron_id=1).write(
                {"state": state, "error": "<b>No room</b>"}
            )
            message = self.env["mail.message"].search(
                [("model", "=", run._name), ("partner_ids", "in", partner.ids)],
                order="id desc",
                limit=1,
            )
            self.assertIn(words, message.subject)
        self.assertIn("&lt;b&gt;No room&lt;/b&gt;", message.body)
