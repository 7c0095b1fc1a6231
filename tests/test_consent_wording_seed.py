# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestConsentWordingSeed(CustomerCommon):
    """Customers are asked in their own language as soon as it is switched on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wordings = cls.env["customer.consent.wording"]
        cls.seed = cls.env.ref("customer_care.wording_marketing_en")
        cls.lang = cls.env.ref("base.lang_nl")

    def _switch_on(self):
        def texts(words):
            lang = "" if words.env.lang == "en_US" else words.env.lang
            return [f"{lang}{seed.text}" for seed in self._seeds()]

        with patch.object(type(self.wordings), "_seed_texts", texts):
            self.lang.active = True

    def _seeds(self):
        return self.seed | self.env.ref("customer_care.wording_service_en")

    def _theirs(self):
        return self.wordings.search(
            [("lang", "=", self.lang.code), ("purpose_id", "=", self.marketing.id)]
        )

    def test_the_words_are_those_that_come_with_the_addon(self):
        self.assertEqual(
            set(self.wordings.with_context(lang="en_US")._seed_texts()),
            set(self._seeds().mapped("text")),
        )

    def test_a_language_brings_the_words_once(self):
        self._switch_on()
        words = self._theirs()
        self.assertEqual(words.text, f"{self.lang.code}{self.seed.text}")
        self.assertEqual(
            self.wordings._current(self.marketing, [self.lang.code]),
            {self.lang.code: words},
        )
        self.lang.active = False
        self._switch_on()
        self.assertEqual(self._theirs(), words)

    def test_who_has_words_of_their_own_translates_them_too(self):
        self.wordings.create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "Our words."}
        )
        self._switch_on()
        self.assertFalse(self._theirs())

    def test_words_nobody_translated_stay_english(self):
        self.lang.active = True
        self.assertFalse(self._theirs())
