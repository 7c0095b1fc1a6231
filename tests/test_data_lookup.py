# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .common_data_map import DataMapCommon


class DataLookupCommon(DataMapCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.user_level_2

    def _look(self, text, user=None, **values):
        lookup = (
            self.env["customer.data.lookup"]
            .with_user(user or self.officer)
            .create({"text": text, **values})
        )
        lookup.action_look()
        return lookup

    def _line(self, lookup, model, how="link"):
        return lookup.line_ids.filtered(
            lambda line: line.model == model and line.how == how
        )


@tagged("post_install", "-at_install")
class TestDataLookup(DataLookupCommon):
    """What do we hold about somebody, by whatever is known of them."""

    def test_the_page_says_what_it_is_before_anything_was_looked_for(self):
        page = Form(self.env["customer.data.lookup"].with_user(self.officer))
        self.assertEqual(page.display_name, "What do we hold")

    def test_customer_is_found_by_all_that_names_them(self):
        self.customer.ref = "K-4711"
        self.env["customer.asset"].create(
            {"kind": "vehicle", "partner_id": self.customer.id, "plate": "WX 12345"}
        )
        for text in (
            "Kowalska",
            "anna.kowalska@EXAMPLE.com",
            "601-234-567",
            "wx12345",
            "k-4711",
        ):
            with self.subTest(text=text):
                lookup = self._look(text)
                self.assertIn(self.customer, lookup.partner_ids)
                self.assertNotIn(self.other, lookup.partner_ids)
                self.assertEqual(self._line(lookup, "customer.asset").count, 1)

    def test_only_what_was_chosen_is_looked_for(self):
        self.customer.ref = "K-4711"
        self.assertFalse(self._look("K-4711", look_for="name").partner_ids)
        found = self._look("K-4711", look_for="code").partner_ids
        self.assertEqual(found, self.customer)

    def test_every_record_is_counted_and_its_fate_said(self):
        self.env["customer.note"].create(
            [{"partner_id": self.customer.id, "name": name} for name in "AB"]
        )
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        lookup = self._look("Kowalska")
        note, move = (
            self._line(lookup, model) for model in ("customer.note", "account.move")
        )
        self.assertRecordValues(
            note + move,
            [
                {"count": 2, "fate": "empty", "data_group": "notes"},
                {"count": 1, "fate": "partly", "data_group": "documents"},
            ],
        )
        self.assertEqual(move.reason, "Accounting and tax law demand it, unchanged.")
        self.assertEqual(move.res_ids, invoice.ids)
        self.assertIn(f"{sum(lookup.line_ids.mapped('count'))} records", lookup.summary)

    def test_place_without_a_link_is_found_once(self):
        mail = self.env["mail.mail"].create(
            {"email_to": "Anna <anna.kowalska@example.com>", "body_html": "x"}
        )
        lookup = self._look("Kowalska")
        line = self._line(lookup, "mail.mail", "value")
        self.assertEqual(line.res_ids, mail.ids)
        self.assertFalse(self._line(lookup, "res.partner", "value"))

    def test_words_within_a_text_only_when_asked_for(self):
        note = self.env["customer.note"].create(
            {
                "partner_id": self.other.id,
                "name": "Called",
                "detail": "Asked how Anna Kowalska is",
            }
        )
        self.assertFalse(self._line(self._look("Kowalska"), "customer.note", "text"))
        lookup = self._look("Kowalska", is_thorough=True)
        self.assertEqual(self._line(lookup, "customer.note", "text").res_ids, note.ids)

    def test_merged_forgotten_and_archived_are_found(self):
        merged = self._make_customer(name="Anna Old", email="old@example.net")
        merged.sudo().write(
            {"merged_into_id": self.customer.id, "active": False, "is_forgotten": True}
        )
        lookup = self._look("Anna Old")
        self.assertEqual(lookup.partner_ids, merged)
        self.assertEqual(self._line(self._look("Kowalska"), "res.partner").count, 2)

    def test_nobody_of_the_name_still_has_a_place(self):
        mail = self.env["mail.mail"].create({"email_to": "nobody@example.org"})
        lookup = self._look("nobody@example.org")
        self.assertFalse(lookup.partner_ids)
        self.assertEqual(self._line(lookup, "mail.mail", "value").res_ids, mail.ids)

    def test_common_name_says_that_there_are_more(self):
        self.env["res.partner"].create([{"name": f"Maria {n}"} for n in range(101)])
        lookup = self._look("Maria")
        self.assertTrue(lookup.is_cut)
        self.assertEqual(len(lookup.partner_ids), 100)

    def test_those_taken_off_the_list_are_not_counted(self):
        twin = self._make_customer(email="twin@example.com")
        lookup = self._look("Kowalska")
        self.assertEqual(lookup.partner_ids, self.customer + twin)
        self.assertEqual(self._line(lookup, "res.partner").count, 2)
        lookup.partner_ids = [Command.unlink(twin.id)]
        lookup.action_look_again()
        self.assertEqual(self._line(lookup, "res.partner").count, 1)

    def test_customers_menu_opens_the_answer(self):
        customer = self.customer.with_user(self.officer)
        action = customer.action_data_lookup()
        lookup = self.env["customer.data.lookup"].browse(action["res_id"])
        self.assertEqual(lookup.partner_ids, self.customer)
        self.assertEqual(self._line(lookup, "res.partner").count, 1)

    # -- opening -----------------------------------------------------------------------

    def test_line_opens_its_records(self):
        line = self._line(self._look("Kowalska"), "res.partner")
        action = line.action_open()
        self.assertEqual(action["domain"], [("id", "in", self.customer.ids)])
        self.assertEqual(action["res_model"], "res.partner")

    def test_what_the_user_may_not_see_is_counted_and_not_opened(self):
        self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        line = self._line(self._look("Kowalska"), "account.move")
        self.assertEqual(line.count, 1)
        self.assertFalse(line.is_openable)
        with self.assertRaisesRegex(UserError, "You may not see Journal Entry"):
            line.action_open()

    def test_customer_of_another_company_is_not_named(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer.company_id = company
        self.assertFalse(self._look("Kowalska").partner_ids)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.officer).action_data_lookup()
        lookup = (
            self.env["customer.data.lookup"]
            .with_user(self.officer)
            .create({"text": "Anna", "partner_ids": self.customer.ids})
        )
        with self.assertRaises(UserError):
            lookup.action_look_again()

    def test_answer_is_of_whoever_asked(self):
        lookup = self._look("Kowalska", self.user_level_1)
        with self.assertRaises(AccessError):
            lookup.with_user(self.officer).action_look()
        with self.assertRaises(AccessError):
            lookup.line_ids[:1].with_user(self.officer).read(["count"])

    def test_function_is_needed(self):
        with self.assertRaises(AccessError):
            self._look("Kowalska", self.user_level_3)
        with self.assertRaisesRegex(AccessError, "What do we hold"):
            self.customer.with_user(self.user_level_3).action_data_lookup()

    # -- bad input ---------------------------------------------------------------------

    def test_too_little_to_look_for(self):
        for text, look_for, sentence in (
            ("", "any", "at least 3 letters"),
            ("  ab ", "any", "at least 3 letters"),
            ("12345", "phone", "at least 6 digits"),
        ):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(UserError, sentence),
            ):
                self._look(text, look_for=look_for)

    def test_empty_list_is_not_everybody(self):
        lookup = self._look("Kowalska")
        lookup.partner_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "Leave at least one customer"):
            lookup.action_look_again()

    def test_hostile_text_is_only_text(self):
        for text in ("100%_'; DROP TABLE res_partner --", "\\\\%", "{0} %s %(a)s"):
            with self.subTest(text=text):
                lookup = self._look(text, is_thorough=True)
                self.assertFalse(lookup.partner_ids)
                self.assertTrue(lookup.summary)


@tagged("post_install", "-at_install")
class TestDataPlace(DataLookupCommon):
    """The map as the administrator sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = cls.env["customer.data.place"].with_user(cls.user_level_1)

    def test_every_place_is_a_row(self):
        self.assertEqual(self.places.search_count([]), len(self.map._places()))

    def test_row_says_what_becomes_of_the_column(self):
        [row] = self.places.search_read(
            [("model", "=", "res.partner"), ("field", "=", "email")]
        )
        self.assertEqual(
            (row["anonymise"], row["forget"], row["export"], row["found_by"]),
            ("blank", "off", "provided", "link"),
        )
        self.assertEqual((row["addon"], row["field_name"]), ("Base", "Email"))
        [link] = self.places.search_read(
            [("model", "=", "sale.order"), ("field", "=", "partner_id")]
        )
        self.assertEqual(
            (link["merge"], link["anonymise"], link["retention"]),
            ("move", "keep", "order"),
        )

    def test_rows_are_grouped_by_addon(self):
        groups = self.places.formatted_read_group(
            [("found_by", "!=", "none")], ["addon"], ["__count"]
        )
        counts = {group["addon"]: group["__count"] for group in groups}
        self.assertGreater(counts["Customer Care"], 100)

    def test_nothing_is_left_to_review(self):
        self.assertFalse(self.places.search_count([("is_reviewed", "=", False)]))

    def test_labels_are_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        field = self.env["ir.model.fields"]._get("res.partner", "email")
        field.with_context(lang="fr_FR").field_description = "Courriel"
        self.env.flush_all()
        row = self.places.with_context(lang="fr_FR").search(
            [("model", "=", "res.partner"), ("field", "=", "email")]
        )
        self.assertEqual(row.field_name, "Courriel")

    def test_list_is_for_reading(self):
        with self.assertRaises(AccessError):
            self.places.create({"model": "res.partner"})
        with self.assertRaises(AccessError):
            self.places.with_user(self.user_level_2).search([])


@tagged("post_install", "-at_install")
class TestDataLookupTour(DataLookupCommon, HttpCase):
    def test_tour_of_what_do_we_hold(self):
        self.customer.name = "Anna Marker"
        self.env["customer.note"].create(
            {"partner_id": self.customer.id, "name": "A note of the tour"}
        )
        self.start_tour(
            "/odoo/what-do-we-hold", "customer_care_data_lookup", login="level_2"
        )

    def test_tour_of_the_map(self):
        self.start_tour("/odoo/data-map", "customer_care_data_map", login="level_1")
