# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io
import resource
from datetime import date, datetime
from tempfile import TemporaryFile
from unittest import skipUnless

import openpyxl
from pypdf import PdfReader

from odoo.tests import BaseCase, tagged

from odoo.addons.customer_care.tools import table_csv, table_pdf, table_xlsx, vcard
from odoo.addons.customer_care.tools.table_text import Column, Words

try:
    import vobject
except ImportError:
    vobject = None

HOSTILE = [
    "=cmd|'/C calc'!A0",
    "+48 601 234 567",
    "-1+1",
    "@SUM(A1)",
    "\tTab",
    "<script>alert(1)</script> & <b>",
    'Line one\nLine two; "quoted", end',
    "N" * 200,
    "Żółć Иван Παπαδόπουλος",
]
POLISH = Words(
    yes="Tak", no="Nie", decimal=",", group="", date="%Y-%m-%d", zone="Europe/Warsaw"
)
COLUMNS = (
    Column("=Name"),
    Column("Spent", "monetary"),
    Column("Visits", "integer"),
    Column("Born", "date"),
    Column("Seen", "datetime"),
    Column("Member", "boolean"),
)


def rows(*names):
    return [
        [name, 1234.5, 3, date(1980, 2, 29), datetime(2027, 7, 1, 10, 30), True]
        for name in names
    ]


def written(tool, batches, *more, columns=COLUMNS):
    target = io.BytesIO()
    tool.write(target, columns, batches, POLISH, *more)
    target.seek(0)
    return target


@tagged("post_install", "-at_install")
class TestTableFiles(BaseCase):
    """What customers are called is text in a file, whatever it looks like."""

    def _csv(self, batches):
        data = written(table_csv, batches).read()
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"), "Excel reads no accents")
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))

    def test_csv_gives_back_each_text_and_no_formula(self):
        head, *found = self._csv([rows(*HOSTILE)])
        self.assertEqual(head[0], "'=Name")
        for row, name in zip(found, HOSTILE, strict=True):
            expected = f"'{name}" if name[0] in "=+-@\t" else name
            self.assertEqual(row[0], expected)
            self.assertEqual(
                row[1:], ["1234,50", "3", "1980-02-29", "2027-07-01 12:30:00", "Tak"]
            )

    def test_csv_of_nobody_has_its_head(self):
        self.assertEqual(len(self._csv([])), 1)

    def test_a_negative_number_is_a_number_in_csv(self):
        columns = [Column("Balance", "monetary")]
        data = written(table_csv, [[[-5.0]], [[0.0]], [[None]]], columns=columns)
        self.assertEqual(data.read().decode("utf-8-sig"), 'Balance\n-5,00\n0,00\n""\n')

    def test_xlsx_has_types_and_texts_that_are_no_formulas(self):
        book = openpyxl.load_workbook(written(table_xlsx, [rows(*HOSTILE)]))
        head, *found = book.active.iter_rows()
        self.assertEqual([cell.value for cell in head][:2], ["=Name", "Spent"])
        for row, name in zip(found, HOSTILE, strict=True):
            self.assertEqual(row[0].data_type, "s")
            self.assertEqual(row[0].value, name)
            self.assertEqual(row[0].quotePrefix, name[0] in "=+-@\t")
            values = [cell.value for cell in row[1:]]
            self.assertEqual(
                values,
                [1234.5, 3, datetime(1980, 2, 29), datetime(2027, 7, 1, 12, 30), "Tak"],
            )
            self.assertTrue(row[3].is_date and row[4].is_date)
            self.assertEqual(row[1].number_format, "#,##0.00")

    def test_xlsx_goes_on_in_a_further_sheet_and_loses_nobody(self):
        names = [f"Customer {number}" for number in range(25)]
        data = written(table_xlsx, [rows(*names[:7]), rows(*names[7:])], "All", 10)
        book = openpyxl.load_workbook(data)
        self.assertEqual(book.sheetnames, ["All", "All 2", "All 3"])
        found = [
            row[0]
            for sheet in book
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        self.assertEqual(found, names)

    def test_xlsx_has_no_cell_that_excel_refuses(self):
        columns = [Column("Rate", "float"), Column("Text")]
        data = written(
            table_xlsx,
            [[[float("nan"), "a\x1fb"], [float("inf"), "]]>"]]],
            columns=columns,
        )
        sheet = openpyxl.load_workbook(data).active
        self.assertIsNone(sheet["A2"].value)
        self.assertIsNone(sheet["A3"].value)
        self.assertEqual([sheet["B2"].value, sheet["B3"].value], ["ab", "]]>"])

    def test_xlsx_keeps_what_excel_cannot_count(self):
        columns = [Column("Founded", "date"), Column("Text")]
        long = "x" * 40_000
        data = written(
            table_xlsx, [[[date(1850, 1, 1), "\x0b"], [None, long]]], columns=columns
        )
        sheet = openpyxl.load_workbook(data).active
        self.assertEqual(sheet["A2"].value, "1850-01-01")
        self.assertEqual(len(sheet["B3"].value), 32_767)
        self.assertTrue(sheet["B3"].value.endswith("…"))

    def test_large_files_grow_on_disk_and_not_in_memory(self):
        # 35,000 rows more need less than 20 MB more
        batch = rows(*(f"Customer {number}" for number in range(1000)))
        for tool in (table_csv, table_xlsx):
            peaks = []
            for count in (5, 40):
                with TemporaryFile() as sink:
                    tool.write(sink, COLUMNS, [batch] * count, POLISH)
                peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            self.assertLess(peaks[1] - peaks[0], 20 * 1024)


@tagged("post_install", "-at_install")
class TestListOnPaper(BaseCase):
    def _pages(self, batches, **sheet):
        sheet = table_pdf.Sheet("Customers without visit", "On 1 July", **sheet)
        reader = PdfReader(written(table_pdf, batches, sheet))
        return reader.pages

    def test_each_page_is_landscape_and_has_head_and_number(self):
        pages = self._pages([rows(*[f"Customer {n}" for n in range(150)])])
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, 1):
            self.assertGreater(page.mediabox.width, page.mediabox.height)
            text = page.extract_text()
            self.assertIn("Born", text)
            self.assertIn(f"Page {number} of", text)
        found = " ".join(page.extract_text() for page in pages)
        for number in range(150):
            self.assertRegex(found, rf"Customer {number}\b")

    def test_what_looks_like_html_is_printed_as_it_is(self):
        text = self._pages([rows(*HOSTILE)])[0].extract_text()
        self.assertIn("<script>alert(1)</script>", text.replace("\n", ""))
        self.assertIn("=cmd|'/C calc'!A0", text)

    def test_a_text_longer_than_a_page_goes_on_on_the_next(self):
        words = [f"word{number}" for number in range(6000)]
        pages = self._pages([rows(" ".join(words))])
        self.assertGreater(len(pages), 1)
        found = " ".join(page.extract_text() for page in pages)
        for word in (words[0], words[3000], words[-1]):
            self.assertIn(word, found)

    def test_a_list_of_nobody_says_so(self):
        pages = self._pages([], nothing="Nobody fits.")
        self.assertIn("Nobody fits.", pages[0].extract_text())

    def test_letter_paper_where_paper_is_not_metric(self):
        page = self._pages([rows("Anna")], country="US")[0]
        self.assertEqual([round(each) for each in page.mediabox[2:]], [792, 612])

    def test_many_columns_stay_on_the_page(self):
        columns = [Column(f"Column number {number}") for number in range(24)]
        values = [[f"Value {number} of a row" for number in range(24)]]
        data = written(table_pdf, [values], table_pdf.Sheet("Wide"), columns=columns)
        found = []
        page = PdfReader(data).pages[0]
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, _size: found.append((tm[4], text))
        )
        self.assertLess(max(x for x, text in found if text.strip()), 820)


@tagged("post_install", "-at_install")
@skipUnless(vobject, "vobject reads the cards")
class TestVcards(BaseCase):
    def test_a_card_says_the_same_in_both_versions(self):
        for version in ("3.0", "4.0"):
            for name in HOSTILE:
                text = vcard.card(
                    {
                        "uid": "C1",
                        "name": name,
                        "emails": ["a@example.com", "b@example.com"],
                        "phones": [("mobile", "+48601234567")],
                        "addresses": [
                            (
                                "home",
                                "ul. Prosta 1; m. 5",
                                "",
                                "Łódź",
                                "",
                                "90001",
                                "PL",
                            )
                        ],
                        "note": name,
                        "birthday": date(1980, 2, 29),
                    },
                    version,
                )
                with self.subTest(version=version, name=name):
                    cards = list(vobject.readComponents(text))
                    self.assertEqual(len(cards), 1)
                    self.assertEqual(cards[0].fn.value, name.strip())
                    self.assertEqual(cards[0].note.value, name.strip())
                    self.assertEqual(cards[0].adr.value.street, "ul. Prosta 1; m. 5")
                    self.assertEqual(
                        [each.value for each in cards[0].email_list],
                        ["a@example.com", "b@example.com"],
                    )
                    for line in text.split("\r\n"):
                        self.assertLessEqual(len(line.encode()), 75)

    def test_nobody_smuggles_a_second_card_in(self):
        evil = "Anna\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Eve"
        text = vcard.card({"name": evil, "note": evil, "uid": evil})
        self.assertEqual(text.count("\r\nEND:VCARD\r\n"), 1)
        self.assertEqual(text.count("BEGIN:VCARD\r\n"), 1)
