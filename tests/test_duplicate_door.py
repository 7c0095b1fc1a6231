# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import Form, tagged

from .common_duplicate import DuplicateCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
class TestDuplicateDoor(DuplicateCommon):
    """Who is being entered may be there already; nothing blocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls._at_home(
            "Anna Kowalska", email="anna.k@example.com", birth_date="1980-05-12"
        )

    def _ask(self, user=None, **vals):
        partners = self.env["res.partner"].with_user(user or self.user_level_5)
        return [
            (each["id"], each["verdict"]) for each in partners._likely_existing(vals)
        ]

    def test_found_by_phone_email_birthday_place_and_name(self):
        for vals, verdict in (
            ({"name": "Kowalska Ania", "phone": "+48 601 234 567"}, "likely"),
            ({"name": "Anna Kowaslka", "email": "Anna.K@example.com"}, "likely"),
            ({"name": "Anna Kowalska", "birth_date": "1980-05-12"}, "certain"),
            ({"name": "kowalska anna"}, "possible"),
            (
                {
                    "name": "Anna Kowalska",
                    "street": "ul. Długa 5",
                    "zip": "00-238",
                    "city": "Warszawa",
                },
                "likely",
            ),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._ask(**vals), [(self.known.id, verdict)])

    def test_the_reason_is_in_words(self):
        [found] = self.env["res.partner"]._likely_existing(
            {"name": "Anna Kowaslka", "phone": "+48 601 234 567", "zip": "00-238"}
        )
        self.assertEqual(
            found["explanation"],
            "Name differs by a typing error, same phone, same place",
        )

    def test_somebody_else_is_not_shown(self):
        for vals in (
            {},
            {"name": ""},
            {"name": "Piotr Wilk", "phone": "+48 601 234 567"},
            {"name": "Jan Kowalski", "phone": "+48 601 234 567"},
            {"name": "Anna Kowalska", "id": self.known.id},
            {"name": "Anna Kowalska", "parent_id": self.known.id},
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._ask(**vals), [])

    def test_a_forgotten_customer_is_not_shown(self):
        self.known.sudo().is_forgotten = True
        self.assertEqual(self._ask(name="Anna Kowalska", phone="+48 601 234 567"), [])

    def test_who_may_not_be_seen_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.known.company_id = other
        self.assertEqual(self._ask(name="Anna Kowalska", phone="+48 601 234 567"), [])

    def test_the_form_shows_who_exists_and_why_and_saves_all_the_same(self):
        form = Form(self.env["res.partner"].with_user(self.user_level_1))
        form.name = "Anna Kowaslka"
        self.assertFalse(form.customer_twin_id)
        form.phone = "+48 601 234 567"
        self.assertEqual(form.customer_twin_id, self.known)
        self.assertIn("same phone", form.customer_twin_reason.lower())
        self.assertTrue(form.save().exists())

    def test_one_check_costs_the_same_number_of_queries_for_many(self):
        vals = {"name": "Anna Kowalska", "phone": "+48 601 234 567"}
        counts = []
        self.env["res.partner"]._likely_existing(vals)
        for _time in range(2):
            with counted(self.env) as queries:
                found = self.env["res.partner"]._likely_existing(vals)
            counts.append((queries.number, len(found)))
            for number in range(30):
                self._at_home("Anna Kowalska", email=f"a{number}@example.com")
        self.assertEqual(counts[0][1], 1)
        self.assertEqual(counts[1][1], 31)
        self.assertEqual(counts[0][0], counts[1][0])
