# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import CustomerCommon
from .common_paper import Paper

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
LINES = ["Anna Nowak", "ul. Długa 1", "00-950 Łódź"]


@tagged("post_install", "-at_install")
class TestCustomerPostcard(CustomerCommon, TransactionCase):
    """Postcards: sizes that the posts take, one a page or several to cut apart."""

    def _card(self, **vals):
        return self.env["customer.postcard"].create(
            {"name": f"Card {vals}", "picture": PICTURE, **vals}
        )

    def _paper(self, card, count=1, message=("Hello",), first=1, **options):
        out = BytesIO()
        writer = card._writer(out, first)
        for number in range(count):
            lines = [f"Nr{number}", *LINES]
            writer.add(card._card(message, lines, **options))
        writer.close()
        return Paper(out.getvalue())

    def test_every_size_has_its_millimetres_and_the_address_on_the_right_half(self):
        for size, (width, height) in {
            "a6": (148, 105),
            "us_4x6": (152.4, 101.6),
            "us_large": (152.4, 107.95),
            "us_small": (127, 88.9),
            "us_6x9": (228.6, 152.4),
            "dl": (210, 99),
        }.items():
            paper = self._paper(self._card(size=size))
            self.assertEqual(paper.pages, 2)
            self.assertAlmostEqual(paper.sizes[0][0], width, delta=0.1)
            self.assertAlmostEqual(paper.sizes[0][1], height, delta=0.1)
            self.assertAlmostEqual(
                paper.line("Anna Nowak").left, width / 2 + 4, delta=0.2
            )
            # above the bars that the post prints, below the stamp
            self.assertLess(paper.line("00-950 Łódź").bottom, height - 16)
            self.assertGreater(paper.line("Nr0").top, 29)
            self.assertLess(paper.line("Hello").right, width / 2)

    def test_several_on_a_page_meet_front_and_back_and_are_cut_at_marks(self):
        card = self._card(paper="a4")
        self.assertEqual(card.page_count, 2)
        sheet = card._card_sheet()
        paper = self._paper(card, 3)
        self.assertEqual(paper.pages, 4)
        for place in (0, 1):
            x, y = sheet.corner(place)
            back = sheet.page_width - x - sheet.width
            line = paper.line(f"Nr{place}")
            self.assertEqual(line.page, 1)
            self.assertAlmostEqual(line.left, back + 78, delta=0.2)
            self.assertTrue(y < line.top < y + sheet.height)

    def test_a_sheet_of_cards_is_used_from_where_it_is_free(self):
        format_ = self.env.ref("customer_care.label_4676")
        card = self._card(paper="sheet", format_id=format_.id)
        self.assertEqual((card.page_count, card._card_size()), (4, (148.5, 105)))
        self.assertEqual(self._paper(card, 2, first=4).pages, 4)

    def test_without_a_picture_only_the_written_side_is_printed(self):
        self.assertEqual(self._paper(self._card(picture=False), 3).pages, 3)

    def test_the_address_is_left_free_for_a_label(self):
        for card, options in (
            (self._card(address="free"), {}),
            (self._card(), {"is_free": True}),
        ):
            paper = self._paper(card, **options)
            self.assertFalse([w for w in paper.words if w.left > 74])

    def test_a_long_message_is_whole_and_stays_on_its_half(self):
        message = ["word " * 400, "X" * 300, "&lt;b&gt; Привіт"]
        paper = self._paper(self._card(), message=message)
        words = [w for w in paper.words if w.left < 74]
        self.assertEqual(sum(w.text == "word" for w in words), 400)
        self.assertEqual(sum(w.text.count("X") for w in words), 300)
        self.assertTrue(all(w.right < 75 and w.bottom < 101 for w in words))

    def test_a_message_is_in_the_language_of_the_customer_and_data_is_text(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        card = self._card(message='<p>Hi <b><t t-out="object.name"/></b></p>')
        card.with_context(
            lang="pl_PL"
        ).message = '<p>Cześć <t t-out="object.name"/></p>'
        people = (
            self._make_customer(name="<i>Eve</i> & co"),
            self._make_customer(name="Ola", lang="pl_PL"),
        )
        messages = card._messages([(p.id, p.lang) for p in people])
        self.assertEqual(
            [messages[p.id] for p in people],
            [["Hi <b>&lt;i&gt;Eve&lt;/i&gt; &amp; co</b>"], ["Cześć Ola"]],
        )

    def test_what_the_post_does_not_take_is_refused_in_words(self):
        for vals, words in (
            ({"size": "own", "width": 300, "height": 100}, "The post takes postcards"),
            ({"size": "own", "width": 130, "height": 0}, "The post takes postcards"),
            ({"paper": "sheet"}, "Choose the sheet of cards"),
            ({"size": "us_6x9", "paper": "a4"}, None),
        ):
            if words is None:
                self.assertEqual(self._card(**vals).page_count, 1)
                continue
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self._card(**vals)

    def test_the_sample_is_printed_by_who_may_see_messages(self):
        self._make_customer(
            name="Ola",
            street="Ulica 1",
            zip="00-001",
            city="Łódź",
            country_id=self.env.ref("base.pl").id,
        )
        card = self.env.ref("customer_care.postcard_thank_you")
        action = card.with_user(self.user_level_5).action_sample()
        data, kind = (
            self.env["ir.actions.report"]
            .with_user(self.user_level_5)
            ._render_qweb_pdf(action["report_name"], card.ids)
        )
        self.assertEqual((kind, Paper(data).pages), ("pdf", 1))
        with self.assertRaises(AccessError):
            card.with_user(self.user_level_5).write({"name": "Mine"})
