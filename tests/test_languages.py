# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from pathlib import Path

import polib
from lxml import etree, html

from odoo import fields
from odoo.tests import BaseCase, HttpCase, tagged

from ..models.customer_consent_reader import CHANNELS
from ..models.customer_number_text import number_text
from ..tools.consent_file import read_answer
from .common import CustomerCommon

FOLDER = Path(__file__).resolve().parent.parent / "i18n"
LANGUAGES = ("de", "pl")
HOLES = re.compile(r"%\(\w+\)[-+#0-9.]*[sdf]|%[sdf]|%%|\{\w+\}")
EXPRESSIONS = re.compile(r"\{\{.*?\}\}|t-[\w-]+=\"[^\"]*\"")
# What stands between quotes in an expression is said to the customer: translated.
WORDS = re.compile(r"'[^']*'")


@tagged("post_install", "-at_install")
class TestTranslations(BaseCase):
    """Every translation fits into the place of its English words."""

    def test_each_language_has_each_term(self):
        wanted = {entry.msgid for entry in polib.pofile(FOLDER / "customer_care.pot")}
        self.assertGreater(len(wanted), 6000)
        for language, terms in self._languages():
            self.assertEqual({entry.msgid for entry in terms}, wanted, language)
            lacking = [entry.msgid for entry in terms if not entry.msgstr]
            self.assertEqual(lacking, [], language)

    def test_what_is_filled_in_is_the_same_in_each_language(self):
        for language, terms in self._languages():
            for entry in terms:
                with self.subTest(language=language, term=entry.msgid[:80]):
                    self.assertEqual(
                        sorted(HOLES.findall(entry.msgstr)),
                        sorted(HOLES.findall(entry.msgid)),
                    )

    def test_expressions_are_the_same_in_each_language(self):
        for language, terms in self._languages():
            for entry in terms:
                with self.subTest(language=language, term=entry.msgid[:80]):
                    self.assertEqual(
                        self._expressions(entry.msgstr), self._expressions(entry.msgid)
                    )

    def test_tags_are_the_same_in_each_language(self):
        for language, terms in self._languages():
            for entry in terms:
                if any(
                    place.startswith("model_terms:") for place, _ in entry.occurrences
                ):
                    with self.subTest(language=language, term=entry.msgid[:80]):
                        self.assertEqual(
                            self._tags(entry.msgstr), self._tags(entry.msgid)
                        )

    def test_no_page_has_a_title_that_odoo_does_not_translate(self):
        files = FOLDER.parent.glob("*/*.xml")
        titles = [
            (file.name, title)
            for file in files
            for title in etree.parse(file).iter("title")
        ]
        self.assertGreater(len(titles), 5)
        for name, title in titles:
            self.assertFalse("".join(title.itertext()).strip(), name)

    def test_no_number_governs_a_noun_in_polish(self):
        """Polish nouns have three forms after numbers: one word cannot serve all."""
        governed = re.compile(r"%\((?:count|rows|pairs|days|hours)\)[sd] [a-zą-ż]{4,}")
        for entry in polib.pofile(FOLDER / "pl.po"):
            self.assertNotRegex(entry.msgstr, governed)

    def _languages(self):
        found = sorted(path.stem for path in FOLDER.glob("*.po"))
        self.assertEqual(found, list(LANGUAGES))
        for language in found:
            yield language, polib.pofile(FOLDER / f"{language}.po")

    @staticmethod
    def _expressions(text):
        return sorted(WORDS.sub("''", found) for found in EXPRESSIONS.findall(text))

    @staticmethod
    def _tags(text):
        root = etree.fromstring(f"<div>{text}</div>", etree.HTMLParser())
        return sorted(node.tag for node in root.iter())


@tagged("post_install", "-at_install")
class TestSpoken(CustomerCommon, HttpCase):
    """Screens and papers in the language of who reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"]
        for language in ("pl_PL", "de_DE"):
            cls.env["res.lang"]._activate_lang(language)
        modules._load_module_terms(["base", "web", "customer_care"], ["pl_PL", "de_DE"])

    def test_the_main_path_in_polish(self):
        self.user_level_4.lang = "pl_PL"
        today = fields.Date.context_today(self.env["customer.action"])
        customer = self._make_customer(name="Anna Kowalska")
        action = self._make_action(
            name="Ekspres do kawy", partner_id=customer.id, date_remind=today
        )
        self.start_tour("/odoo/actions-center", "customer_care_polish", login="level_4")
        self.assertRecordValues(action, [{"state": "done", "extension_count": 1}])
        self.assertEqual(action.extension_ids.reason, "Na życzenie klienta")

    def test_a_certificate_is_in_the_customers_language(self):
        words = {}
        for language in ("pl_PL", "de_DE", "en_US"):
            customer = self._make_customer(name="Anna", lang=language)
            action = self._make_action(
                partner_id=customer.id, date_start="2027-01-05", date_end="2028-01-05"
            )
            words[language] = self._printed(action)
        for language, place, day in (
            ("pl_PL", "Miejsce i data", "05.01.2027"),
            ("de_DE", "Ort und Datum", "05.01.2027"),
            ("en_US", "Place and date", "01/05/2027"),
        ):
            self.assertIn(place, words[language])
            self.assertIn(day, words[language])
            for other in {*words} - {language}:
                self.assertNotIn(place, words[other])
        self.assertIn("Warszawa, Polska", words["pl_PL"])
        self.assertIn("Warszawa, Polen", words["de_DE"])

    def test_answers_of_a_list_are_read_as_each_language_names_them(self):
        """Whoever imports types the words that the help of their language says."""
        for language in ("pl_PL", "de_DE", "en_US"):
            load = self.env["customer.consent"].with_context(lang=language)
            helps = {column.name: column.help for column in load._import_columns()}
            answers, channels = (
                re.split(r"[;:]", helps[name])[0] for name in ("state", "channel")
            )
            words = re.split(r", | (?:or|oder|lub) ", answers)
            self.assertEqual(
                [read_answer(word.strip()) for word in words],
                ["given", "withdrawn", "objected", "confirmed"],
            )
            words = re.split(r", | (?:or|oder|lub) ", channels)
            self.assertEqual(
                [CHANNELS[word.strip().casefold()] for word in words],
                ["email", "sms", "letter", "call"],
            )

    def test_labels_and_choices_are_in_the_language_of_the_user(self):
        """Also choices that are taken over from another field."""
        terms = polib.pofile(FOLDER / "de.po")
        german = {term.msgid: term.msgstr for term in terms}
        left, compared = [], 0
        for name in sorted(self.env.registry):
            if not name.startswith("customer."):
                continue
            said = [
                self.env[name].with_context(lang=language).fields_get()
                for language in ("en_US", "de_DE")
            ]
            for field, english in said[0].items():
                # what Odoo itself keeps in English for every model
                if field.startswith("activity_") or not english["store"]:
                    continue
                pairs = zip(
                    self._words_of(english), self._words_of(said[1][field]), strict=True
                )
                for before, after in pairs:
                    compared += 1
                    if before == after != german.get(before, before):
                        left.append((name, field, before))
        self.assertGreater(compared, 2000)
        self.assertEqual(left, [])

    @staticmethod
    def _words_of(description):
        choices = description.get("selection") or []
        return [description["string"], *(label for _value, label in choices)]

    def test_numbers_are_written_as_the_reader_does(self):
        for language, million, half, whole in (
            ("de_DE", "1.234.567", "2,5", "3"),
            ("en_US", "1,234,567", "2.5", "3"),
        ):
            env = self.env(context={"lang": language})
            self.assertEqual(number_text(env, 1234567.0), million)
            self.assertEqual(number_text(env, 2.5), half)
            self.assertEqual(number_text(env, 3.0), whole)

    def test_what_came_with_the_addon_has_a_name_in_each_language(self):
        """Also where Odoo itself keeps one name for all: favourites."""
        names = {
            "customer_care.letter_window_din_b": "DIN 5008 B: Fenster links",
            "customer_care.retention_de_letter": "Handelsbriefe",
            "customer_care.postcard_thank_you": "Danke",
            "customer_care.measurement_type_animal_weight": "Gewicht",
        }
        for xml_id, name in names.items():
            record = self.env.ref(xml_id).with_context(lang="de_DE")
            self.assertIn(name, record.display_name)
        self.user_level_1.lang = "de_DE"
        filters = self.env["ir.filters"].with_user(self.user_level_1)
        action = self.env.ref("customer_care.customer_note_action_analysis").id
        found = filters.with_context(lang="de_DE").get_filters("customer.note", action)
        self.assertIn("Stimmung im Zeitverlauf", [each["name"] for each in found])

    def test_a_heading_that_nobody_typed_is_in_the_readers_language(self):
        search = self.env["customer.search"].create({"name": "All"})
        column = self.env["customer.search.column"].create(
            {"search_id": search.id, "path": "phone"}
        )
        self.env.flush_all()
        self.assertEqual(column.with_context(lang="de_DE")._heading(), "Telefon")
        self.assertEqual(column.with_context(lang="en_US")._heading(), "Phone")
        column.label = "Call here"
        self.assertEqual(column.with_context(lang="de_DE")._heading(), "Call here")

    def test_a_job_is_called_as_the_reader_does(self):
        jobs = self.env["customer.job"]._all().with_context(lang="de_DE")
        self.assertGreater(len(jobs), 10)
        for job in jobs:
            name = job.cron_id.with_context(lang="en_US").name
            self.assertNotIn(job.title.lower(), name.lower())

    def test_days_of_duplicates_are_written_as_the_reader_does(self):
        twins = [
            self._make_customer(name="Anna Kowalska", birth_date=day)
            for day in ("1980-05-12", "1980-05-13")
        ]
        values = (
            self.env["customer.duplicate"]
            .with_context(lang="de_DE")
            ._values_of(twins[0] | twins[1])
        )
        self.assertEqual(values[twins[0].id]["birth_date"], "12.05.1980")

    def test_days_and_months_of_a_follow_up_keep_their_capital_in_german(self):
        rules = self.env["customer.follow.up"].with_context(
            lang="de_DE", active_test=False
        )
        texts = rules.search([("delay", "!=", 0)]).mapped("when_text")
        self.assertTrue(texts)
        for text in texts:
            self.assertNotRegex(text, r"\d (tag|monat)")

    def _printed(self, action):
        report = self.env["ir.actions.report"].with_user(self.user_level_5)
        content = report._render_qweb_html(
            "customer_care.report_customer_action_certificate", action.ids
        )[0]
        return " ".join(html.fromstring(content).text_content().split())
