# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from ..tools.label_pdf import LabelWriter, write_labels
from .common import CustomerCommon
from .common_paper import Paper

HOSTILE = (
    "<b>Anna</b> & <script>alert(1)</script> =cmd|' /C calc'!A0",
    "Zażółć Gęślą Jaźń – Příliš žluťoučký kůň",
    "Тарас Григорович Шевченко, Ελληνική Δημοκρατία",
    "Konstantin " * 20,
    "N" * 200,
)


@tagged("post_install", "-at_install")
class TestLabelFormat(CustomerCommon, TransactionCase):
    """Sheets of labels: exact to 0.2 mm, and nothing is ever clipped."""

    def _labels(self, sheet, labels, **options):
        out = BytesIO()
        face = self.env["customer.label.format"]._paper_face()
        self.small = write_labels(out, sheet, face, labels, **options)
        return Paper(out.getvalue())

    def _format(self, code):
        return self.env.ref(f"customer_care.label_{code}")

    def test_every_sheet_that_comes_with_the_addon_fits_and_is_centred(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "customer_care"),
                ("model", "=", "customer.label.format"),
            ]
        )
        sheets = self.env["customer.label.format"].browse(data.mapped("res_id"))
        self.assertEqual(len(sheets), 28)
        for sheet in sheets:
            self.assertEqual(list(sheet._sheet().problems()), [], sheet.name)
            self.assertLess(max(sheet._sheet().asymmetry()), 0.25, sheet.name)
            self.assertFalse(sheet.warning, sheet.name)

    def test_each_label_is_within_a_fifth_of_a_millimetre_of_its_place(self):
        for code in ("l7160", "5160", "5163", "3474", "l7651"):
            sheet = self._format(code)._sheet()
            labels = [[f"Anna {n}", f"Street {n}"] for n in range(sheet.count)]
            paper = self._labels(sheet, labels)
            self.assertEqual(paper.pages, 1)
            writer = LabelWriter(BytesIO(), sheet, self._face())
            for place in range(sheet.count):
                x, y = sheet.corner(place)
                first = paper.word(f"{place}", line=f"Anna {place}")
                last = paper.word(f"{place}", line=f"Street {place}")
                self.assertAlmostEqual(
                    paper.line(f"Anna {place}").left, x + writer.padding, delta=0.2
                )
                middle = (first.top + last.bottom) / 2
                self.assertAlmostEqual(middle, y + sheet.height / 2, delta=0.2)

    def _face(self):
        return self.env["customer.label.format"]._paper_face()

    def test_hostile_and_long_names_stay_on_their_label_and_are_whole(self):
        for code in ("l7160", "5167", "l7651"):
            sheet = self._format(code)._sheet()
            labels = [[text, "ul. Długa 1", "00-950 Łódź"] for text in HOSTILE]
            paper = self._labels(sheet, labels)
            for place, text in enumerate(HOSTILE):
                x, y = sheet.corner(place)
                found = paper.inside(x, y, x + sheet.width, y + sheet.height)
                self.assertEqual(
                    "".join("".join(found).split()),
                    "".join(f"{text}ul. Długa 100-950 Łódź".split()),
                )
            self.assertEqual(paper.outside(sheet), [])

    def test_what_is_hard_to_read_is_named(self):
        sheet = self._format("5167")._sheet()
        self._labels(sheet, [["Anna", "Łódź"], ["N" * 200, "Łódź"]])
        self.assertEqual(self.small, [1])

    def test_a_used_sheet_is_begun_where_it_is_free_and_copies_follow(self):
        sheet = self._format("l7160")._sheet()
        paper = self._labels(sheet, [["Anna"], ["Jan"]], first=20, copies=2)
        self.assertEqual(paper.pages, 2)
        lefts = [round(w.left) for w in paper.words if w.text == "Anna"]
        self.assertEqual(lefts, [round(73.25 + 3), round(139.25 + 3)])
        self.assertEqual([w.page for w in paper.words if w.text == "Jan"], [1, 1])

    def test_position_31_of_30_is_refused_in_words(self):
        sheet = self._format("5160")
        sheet._check_start(30)
        for start in (0, 31):
            with self.assertRaisesRegex(UserError, "Avery 5160 has 30 labels: begin"):
                sheet._check_start(start)
        with self.assertRaisesRegex(UserError, "from 1 to 100 labels of each"):
            sheet._check_start(1, copies=0)

    def test_a_sheet_that_does_not_fit_its_page_is_refused_in_words(self):
        sheet = self._format("l7160")
        for vals, words in (
            ({"columns": 4}, "do not fit the paper: the last one across"),
            ({"rows": 8}, "do not fit the paper: the last one down"),
            ({"pitch_x": 60}, "The labels overlap: the pitch across"),
            ({"pitch_y": 30}, "The labels overlap: the pitch down"),
            ({"rows": 0}, "A sheet has from 1 to 1000 labels"),
            ({"left": -1}, "The margins cannot be negative"),
            ({"label_width": 0}, "need a width and a height"),
            ({"ruler_x": 50}, "enter what you measured on paper"),
            ({"offset_x": 90}, "A printer is put right by up to 25 mm"),
            ({"font_size": 90}, "between 5 and 40 points"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                sheet.write(vals)
        self.assertEqual((sheet.columns, sheet.rows, sheet.pitch_x), (3, 7, 66))

    def test_the_picture_and_the_warning_follow_what_is_typed(self):
        with Form(self.env["customer.label.format"]) as form:
            form.name = "Mine"
            before = form.picture
            self.assertEqual(form.count, 21)
            form.columns = 2
            self.assertNotEqual(form.picture, before)
            self.assertEqual(form.count, 14)
            self.assertIn("not in the middle of the paper", form.warning)
            form.rows = 9
            self.assertIn("over its lower edge", form.warning)
            form.rows = 7
            form.columns = 3

    def test_the_printer_is_put_right_by_offset_and_measured_lines(self):
        sheet = self._format("l7160")
        plain = self._labels(sheet._sheet(), [["Anna"]] * 21)
        sheet.write({"offset_x": 2, "offset_y": -1, "ruler_x": 99, "ruler_y": 101})
        paper = self._labels(sheet._sheet(), [["Anna"]] * 21)
        for before, after in zip(plain.words, paper.words, strict=True):
            self.assertAlmostEqual(after.left, before.left / 0.99 + 2, delta=0.1)
            self.assertAlmostEqual(after.top, before.top / 1.01 - 1, delta=0.1)

    def test_the_test_sheet_numbers_every_label_and_has_a_true_ruler(self):
        sheet = self._format("5160").with_user(self.user_level_5)
        action = sheet.action_test_sheet()
        self.assertEqual(action["type"], "ir.actions.report")
        sheet.sudo().write({"ruler_x": 98})
        data, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            action["report_name"], sheet.ids
        )
        paper = Paper(data)
        self.assertEqual((kind, paper.pages), ("pdf", 1))
        self.assertTrue({str(n) for n in range(1, 31)} <= {w.text for w in paper.words})
        self.assertIn("Each red line is 100 mm long.", paper.text)
        self.assertAlmostEqual(
            paper.word("2").left - paper.word("1").left, 69.85 / 0.98, delta=0.2
        )

    def test_a_sheet_is_copied_and_names_are_used_once(self):
        sheet = self._format("l7160")
        self.assertEqual(sheet.copy().name, "Avery L7160 (copy)")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            sheet.create({"name": "Avery L7160"})

    def test_who_may_not_configure_only_looks(self):
        sheet = self._format("l7160").with_user(self.user_level_5)
        self.assertEqual(sheet.columns, 3)
        with self.assertRaises(AccessError):
            sheet.write({"columns": 2})
        sheet.with_user(self.user_level_3).write({"note": "Ours"})
        self.assertEqual(sheet.note, "Ours")
