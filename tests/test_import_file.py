# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import io
import struct
import zipfile
from unittest.mock import patch

import xlsxwriter

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCommon

SHEET = "xl/worksheets/sheet1.xml"
HEAD = "Kod klienta;Imię i nazwisko;Telefon;Miejscowość"


def workbook(*rows):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return target.getvalue()


def replaced(content, **parts):
    """Return the archive with other parts; the rest of it stays."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = parts.get(name.rpartition("/")[2].partition(".")[0])
            new.writestr(name, old.read(name) if text is None else text)
    return target.getvalue()


@tagged("post_install", "-at_install")
class TestImportFile(ImportCommon):
    """Files as offices have them, and files that mean harm."""

    def _error(self, content, model="res.partner"):
        answer = self._run(model, content)
        self.assertFalse(answer.get("ids"))
        [message] = answer["messages"]
        return message["message"]

    def test_windows_1250_with_semicolons_is_read_as_it_was_written(self):
        text = f"{HEAD}\r\nK-1;Żółć Gęślą;601 234 567;Łódź\r\n"
        answer = self._run("res.partner", text.encode("cp1250"))
        self.assertFalse(answer["messages"])
        customer = self.partners.browse(answer["ids"])
        self.assertEqual(
            (customer.ref, customer.name, customer.city),
            ("K-1", "Żółć Gęślą", "Łódź"),
        )

    def test_the_encoding_of_the_country_or_the_one_that_was_chosen(self):
        self.env.company.country_id = self.env.ref("base.de")
        answer = self._run("res.partner", "Code;Name\nM-1;Jörg Müßig".encode("cp1252"))
        self.assertEqual(self.partners.browse(answer["ids"]).name, "Jörg Müßig")
        content = "Code;Name\nM-2;Żuk".encode("latin2")
        answer = self._run("res.partner", content, encoding="latin2")
        self.assertEqual(self.partners.browse(answer["ids"]).name, "Żuk")
        answer = self._run("res.partner", content, encoding="utf-8")
        self.assertIn("not written in utf-8", answer["messages"][0]["message"])

    def test_a_broken_row_is_named_and_nothing_is_imported(self):
        count = self.partners.search_count([])
        error = self._error(
            "Code;Name;City\nK-1;Ewa;Łódź\n\nK-2;Jan;Kraków;x;y\nK-3;Ala\nK-4;Ola;Gdynia"
        )
        self.assertRegex(error, "has 3 cells, but row 4 has 5, row 5 has 2")
        self.assertRegex(error, "nothing was imported")
        self.assertEqual(self.partners.search_count([]), count)

    def test_dates_are_read_in_whatever_way_they_are_written_if_it_is_sure(self):
        rows = ["K-1;Ewa;1980-05-12", "K-2;Jan;5.3.1971", "K-3;Ala;"]
        rows.append("K-4;Ola;1990/1/2")
        answer = self._run("res.partner", "\n".join(["Code;Name;Birthday", *rows]))
        self.assertFalse(answer["messages"])
        born = self.partners.browse(answer["ids"]).mapped("birth_date")
        self.assertEqual(
            [day and day.isoformat() for day in born],
            ["1980-05-12", "1971-03-05", False, "1990-01-02"],
        )

    def test_each_date_that_may_mean_two_days_is_named_by_its_row(self):
        rows = ["K-1;Ewa;1980-05-12", "K-2;Jan;12/05/1980", "K-3;Ala;31.02.1990"]
        content = "\n".join(["Code;Name;Birthday", *rows])
        count = self.partners.search_count([])
        self.assertEqual(
            self._error(content),
            "No date, or not sure which one: row 3 “12/05/1980”, row 4 “31.02.1990”."
            " Write it as 2024-05-31, or say at Date Format how it is written; nothing"
            " was imported.",
        )
        self.assertEqual(self.partners.search_count([]), count)
        content = content.replace("31.02", "28.02")
        answer = self._run("res.partner", content, date_format="%d/%m/%Y")
        self.assertFalse(answer["messages"])
        born = self.partners.browse(answer["ids"]).mapped("birth_date")
        self.assertEqual(
            [str(day) for day in born], ["1980-05-12", "1980-05-12", "1990-02-28"]
        )

    def test_more_wrong_dates_than_anybody_reads_are_counted(self):
        rows = [f"K-{n};Ewa {n};gestern" for n in range(12)]
        error = self._error("\n".join(["Code;Name;Birthday", *rows]))
        self.assertIn("row 2 “gestern”", error)
        self.assertIn("row 11 “gestern”, and 2 more", error)
        self.assertNotIn("row 12", error)

    def test_a_file_of_200_columns_is_shown_and_imports_what_it_knows(self):
        heads = ["Code", "Name", "City"] + [f"Old field no. {n}" for n in range(197)]
        row = ["K-200", "Ewa", "Łódź"] + ["x"] * 197
        content = f"{';'.join(heads)}\n{';'.join(row)}"
        preview = self._preview("res.partner", content)
        self.assertEqual(len(preview["headers"]), 200)
        answer = self._run("res.partner", content)
        self.assertFalse(answer["messages"])
        self.assertEqual(self.partners.browse(answer["ids"]).city, "Łódź")

    def test_an_archive_that_says_it_is_a_bomb_is_refused_before_unpacking(self):
        bomb = replaced(workbook(["Name"]), sheet1=b"0" * (201 * 2**20))
        self.assertLess(len(bomb), 2**20)
        unpacked = patch.object(zipfile.ZipFile, "open", side_effect=AssertionError)
        with unpacked:
            self.assertRegex(self._error(bomb), "larger than 200 MB. Split it")

    def test_an_archive_whose_directory_lies_is_refused(self):
        bomb = bytearray(replaced(workbook(["Name"]), sheet1=b"0" * (30 * 2**20)))
        place = bomb.rfind(b"PK\x01\x02", 0, bomb.rfind(SHEET.encode()))
        bomb[place + 24 : place + 28] = struct.pack("<I", 100)
        self.assertRegex(self._error(bytes(bomb)), "is damaged")

    def test_a_sheet_of_millions_of_empty_rows_is_refused(self):
        sheet = workbook(["Name"], ["Ewa"])
        with zipfile.ZipFile(io.BytesIO(sheet)) as book:
            text = book.read(SHEET).decode()
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        bomb = replaced(sheet, sheet1=text.replace("</sheetData>", far))
        self.assertRegex(self._error(bomb), "millions of empty rows")

    def test_what_is_no_file_of_a_table_is_refused(self):
        for content, words in (
            (b"PK\x03\x04 no archive", "damaged"),
            (b"\x00\x01\x02\x03 binary \x00", "no text file"),
            ('Name;City\n"Ewa;Łódź\n' + "x" * 200_000, "row 2 has 1.*quotation mark"),
        ):
            with self.subTest(words):
                self.assertRegex(self._error(content), words)

    def test_formulas_of_a_workbook_are_not_calculated(self):
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Code", "Name", "City"])
        sheet.write_string(1, 0, "K-1")
        sheet.write_string(1, 1, "=1+1")
        sheet.write_formula(1, 2, '=HYPERLINK("http://x","y")', value="shown")
        book.close()
        answer = self._run("res.partner", target.getvalue())
        customer = self.partners.browse(answer["ids"])
        self.assertEqual((customer.name, customer.city), ("=1+1", "shown"))

    def test_the_own_import_of_consents_refuses_a_bomb_too(self):
        bomb = replaced(workbook(["E-mail"]), sheet1=b"0" * (201 * 2**20))
        wizard = self.env["customer.consent.import"].create(
            {"file": base64.b64encode(bomb)}
        )
        with self.assertRaisesRegex(UserError, "cannot be read"):
            wizard.action_check()

    def test_other_models_are_read_as_ever(self):
        text = "Name;Color\nA;1\nB"
        wizard = self._wizard("res.partner.category", text, self.env.user)
        preview = wizard.parse_preview({"has_headers": True, "quoting": '"'})
        self.assertEqual(preview["headers"], ["Name;Color"], "core's own reading")
