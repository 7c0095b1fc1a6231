# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..models import customer_search_run_letters as letters
from .common_paper import Paper
from .common_search_files import SearchFilesCommon
from .outbox_common import NOW, OutboxCommon

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSearchPaper(OutboxCommon, SearchFilesCommon):
    """Labels, postcards and letters of a search: the same people in the same order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.letter = cls.env["mail.template"].create(
            {
                "name": "Offer by post",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "customer_use": "letter",
                "subject": "For {{ object.name }}",
                "body_html": '<p>Hello <t t-out="object.name"/></p>',
            }
        )
        cls.card = cls.env["customer.postcard"].create(
            {
                "name": "Thanks",
                "message": '<p>Thanks, <t t-out="object.name"/></p>',
                "picture": PIXEL,
            }
        )
        for number, partner in enumerate(cls.partners):
            partner.write(
                {
                    "street": f"ul. Długa {number}",
                    "zip": f"00-00{number}",
                    "city": "Łódź",
                    "country_id": cls.env.ref("base.pl").id,
                    "name": f"Person{number} Żółć",
                }
            )
        cls.search.write(
            {
                "order": "name",
                "letter_template_id": cls.letter.id,
                "postcard_id": cls.card.id,
                "label_format_id": cls.env.ref("customer_care.label_l7160").id,
            }
        )

    def _paper(self, run, output):
        [file] = run.file_ids.filtered(lambda file: file.output == output)
        return Paper(file.attachment_id.raw)

    def _messages(self, run, channel=None):
        found = self.Message.search([("source", "=", f"{run._name},{run.id}")])
        return found.filtered(lambda row: not channel or row.channel == channel)

    def _people(self, paper):
        names = [w for w in paper.words if w.text.startswith("Person")]
        return [
            w.text for w in sorted(names, key=lambda w: (w.page, w.top // 30, w.left))
        ]

    def test_labels_and_letters_are_of_the_same_people_in_the_same_order(self):
        self.partners[2].zip = False
        run = self.search._run("labels,letters")
        expected = ["Person0", "Person1", "Person3", "Person4"]
        labels, letters = self._paper(run, "labels"), self._paper(run, "letters")
        self.assertEqual(self._people(labels), expected)
        self.assertEqual(letters.pages, 4)
        for page, name in enumerate(expected):
            found = [w.text for w in letters.words if w.page == page]
            self.assertIn(name, found)

    def test_without_a_usable_address_there_is_no_blank_label_but_a_reason(self):
        self.partners[2].zip = False
        run = self.search._run("labels")
        left_out = run.recipient_ids.filtered("refusal_post")
        self.assertEqual(left_out.partner_id, self.partners[2])
        self.assertEqual(left_out.refusal_post, "The postal address is incomplete.")
        lefts = [w.left for w in self._paper(run, "labels").words if "Person" in w.text]
        self.assertEqual(len(lefts), 4)

    def test_letters_that_cannot_be_written_are_a_reason_too(self):
        self.partners[1].city = "東京"
        run = self.search._run("labels,postcards")
        left_out = run.recipient_ids.filtered("refusal_post")
        self.assertEqual(left_out.partner_id, self.partners[1])
        self.assertIn("cannot be printed: 東 京", left_out.refusal_post)
        self.assertEqual(len(self._people(self._paper(run, "labels"))), 4)

    def test_who_withdraws_between_freeze_and_print_gets_no_paper(self):
        run = self.search._run()
        self.partners[0]._set_consent(self.service, "letter", False, "counter")
        run._start("labels,letters")
        self.assertNotIn("Person0", self._people(self._paper(run, "labels")))
        self.assertEqual(self._paper(run, "letters").pages, 4)
        self.assertTrue(
            run.recipient_ids.filtered(
                lambda row: row.partner_id == self.partners[0]
            ).refusal_post
        )

    def test_the_audience_changes_between_labels_and_letters_and_the_list_does_not(
        self,
    ):
        run = self.search._run("labels")
        self.partners[0].name = "Zoe Person0"
        self.partners[3].active = True
        self.env["res.partner"].create(
            {"name": "Person9 New", **self.partners[1].copy_data()[0]}
        )
        run._start("letters")
        self.assertEqual(self._paper(run, "letters").pages, 5)
        first = [w.text for w in self._paper(run, "letters").words if w.page == 0]
        self.assertIn("Person0", first)

    def test_the_outbox_says_what_is_on_paper_until_somebody_says_it_is_printed(self):
        run = self.search._run("labels,letters")
        letters = self._messages(run, "letter")
        self.assertEqual(len(letters), 5)
        self.assertEqual(set(self._messages(run).mapped("state")), {"claimed"})
        self.assertEqual(set(run.file_ids.mapped("printed_state")), {"waiting"})
        letter = letters.filtered(lambda row: row.partner_id == self.partners[0])
        self.assertIn("Hello Person0", letter.body)
        self.assertEqual(letter.subject, "For Person0 Żółć")
        self.assertEqual(letter.address, "ul. Długa 0\n00-000 Łódź\nPoland")
        self.assertEqual(letter.partner_id.customer_message_ids & letter, letter)
        run._output_letters()
        run._output_labels()
        self.assertEqual(len(self._messages(run)), 10)
        self.assertEqual(len(run.file_ids), 2)

    def test_a_letter_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.letter.with_context(lang="pl_PL").write(
            {
                "subject": "Dla {{ object.name }}",
                "body_html": '<p>Witaj <t t-out="object.name"/></p>',
            }
        )
        self.partners[1].lang = "pl_PL"
        run = self.search._run("letters")
        paper = self._paper(run, "letters")
        self.assertIn("Witaj", [w.text for w in paper.words if w.page == 1])
        self.assertIn("Hello", [w.text for w in paper.words if w.page == 0])

    def test_letters_killed_between_parts_go_on_and_nobody_is_in_two(self):
        run = self.search._run()
        calls = []
        original = type(run)._keep_part

        def die(self, place, data):
            original(self, place, data)
            calls.append(place)
            if len(calls) == 2:
                raise KeyboardInterrupt

        with patch.object(letters, "PART", 2):
            with patch.object(type(run), "_keep_part", die):
                # not assertRaises, which would undo what was committed by then
                with suppress(KeyboardInterrupt):
                    run._start("letters")
            self.assertEqual(calls, [2, 4])
            self.assertFalse(run.file_ids)
            run._make()
        paper = self._paper(run, "letters")
        self.assertEqual(paper.pages, 5)
        names = [
            next(w.text for w in paper.words if w.page == page and "Person" in w.text)
            for page in range(5)
        ]
        self.assertEqual(names, [f"Person{n}" for n in range(5)])
        self.assertEqual(len(self._messages(run)), 5)
        self.assertFalse(run._letter_parts())

    def test_a_used_sheet_and_copies(self):
        self.search.write({"label_start": 20, "label_copies": 2})
        paper = self._paper(self.search._run("labels"), "labels")
        self.assertEqual(paper.pages, 2)
        self.assertEqual(
            [w.text for w in paper.words if "Person" in w.text and w.page == 0],
            ["Person0", "Person0"],
        )

    def test_bad_choices_are_refused_in_words_and_make_no_list(self):
        before = self.env["customer.search.run"].search_count([])
        for vals, output, words in (
            ({"label_start": 22}, "labels", "Avery L7160 has 21 labels: begin"),
            ({"label_copies": 0}, "labels", "from 1 to 100 labels of each"),
            ({"label_format_id": False}, "labels", "Choose the label sheet"),
            ({"postcard_id": False}, "postcards", "Choose the postcard"),
            ({"postcard_start": 2}, "postcards", "Thanks has 1 cards a page"),
            ({"letter_template_id": False}, "letters", "Choose the letter"),
            ({"purpose_id": False}, "letters", "Say what"),
        ):
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                self.search.write(vals)
                self.search._run(output)
        self.assertEqual(self.env["customer.search.run"].search_count([]), before)

    def test_postcards_have_picture_message_and_address_on_the_right(self):
        paper = self._paper(self.search._run("postcards"), "postcards")
        self.assertEqual(paper.pages, 10)
        self.assertEqual([round(v) for v in paper.sizes[0]], [148, 105])
        back = [w for w in paper.words if w.page == 1]
        message = next(w for w in back if w.text == "Thanks,")
        street = next(w for w in back if w.text == "ul.")
        self.assertLess(message.right, 74)
        self.assertAlmostEqual(street.left, 78, delta=0.2)

    def test_postcards_in_the_pair_with_labels_leave_the_address_free(self):
        run = self.search._run("labels,postcards")
        cards, labels = self._paper(run, "postcards"), self._paper(run, "labels")
        backs = [
            next(w.text for w in cards.words if w.page == page and "Person" in w.text)
            for page in range(1, 10, 2)
        ]
        self.assertEqual(backs, self._people(labels))
        self.assertFalse([w for w in cards.words if w.left > 74])

    def test_hostile_data_is_text_on_every_paper(self):
        evil = "<b>x</b> {{ object.id }} " + "N" * 170
        self.partners[0].write({"name": evil, "city": "Łódź\n=cmd"})
        self.search.order = "zip"
        run = self.search._run("labels,postcards,letters")
        for output in ("labels", "letters"):
            found = "".join(w.text for w in self._paper(run, output).words)
            self.assertIn("N" * 40, found)
            self.assertIn("<b>x</b>", found)
            self.assertIn("=cmd", found)

    def test_making_paper_costs_the_same_queries_for_few_and_many(self):
        def cost(count):
            self.partners[0].copy_data()
            self.env["res.partner"].create(
                [
                    {**self.partners[0].copy_data()[0], "name": f"Person1{n:03}"}
                    for n in range(count)
                ]
            )
            run = self.search._run()
            self.env.invalidate_all()
            with self.assertQueryCount(80):
                before = self.cr.sql_log_count
                run._start("labels")
                return self.cr.sql_log_count - before

        few = cost(10)
        self.assertLessEqual(cost(300), few + 5)
