# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_duplicate import DuplicateCommon
from .common_queries import counted


class DoorsCase(DuplicateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls._bare(
            "Anna Doorman", email="anna.doorman@example.com", city="Warszawa"
        )


@tagged("post_install", "-at_install")
class TestDuplicateQuickCreate(DoorsCase, HttpCase):
    """Wherever a customer is made from a field, who exists already is shown first."""

    def _ask(self, typed, user=None):
        partners = self.env["res.partner"].with_user(user or self.user_level_5)
        return partners.get_likely_existing(typed)

    def test_who_is_likely_meant_comes_with_place_and_reason(self):
        [found] = self._ask({"name": "Doorman Anna"})
        self.assertEqual(
            found,
            {
                "id": self.known.id,
                "name": "Anna Doorman",
                "place": "Warszawa",
                "verdict": "possible",
                "explanation": "Same name, first name and surname swapped",
            },
        )

    def test_nobody_is_shown_of_whom_nothing_is_alike(self):
        for typed in ({}, {"name": ""}, {"name": "Berta New"}, {"name": ["x"]}):
            with self.subTest(typed=typed):
                self.assertEqual(self._ask(typed), [])

    def test_what_is_no_set_of_values_is_refused(self):
        with self.assertRaisesRegex(UserError, "by the name of their field"):
            self._ask("Anna")

    def test_few_are_shown(self):
        for number in range(9):
            self._bare("Anna Doorman", email=f"a{number}@example.com")
        self.assertEqual(len(self._ask({"name": "Anna Doorman"})), 5)

    def test_only_who_may_see_customers_is_told(self):
        outsider = self._make_user("outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self._ask({"name": "Anna Doorman"}, outsider)

    def test_birth_dates_cannot_be_guessed_through_it(self):
        self.known.birth_date = "1980-05-12"
        [found] = self._ask({"name": "Anna Doorman", "birth_date": "1980-05-12"})
        self.assertEqual(found["explanation"], "Same name")

    # -- with a browser ----------------------------------------------------------------

    def _seller(self):
        user = self._make_user(
            "seller",
            "customer_care.level_3,base.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        user.password = "seller"
        return user

    def _tour(self, name):
        self._seller()
        count = self.env["res.partner"].search_count([("name", "like", "Doorman")])
        self.start_tour("/odoo/action-sale.action_quotations/new", name, login="seller")
        new = self.env["res.partner"].search_count([("name", "like", "Doorman")])
        return new - count

    def test_a_duplicate_is_caught_at_quick_create_and_nothing_blocks(self):
        self.assertEqual(self._tour("customer_care_door_quick_create"), 1)

    def test_a_duplicate_is_caught_in_the_dialog_of_a_field(self):
        self.assertEqual(self._tour("customer_care_door_dialog"), 0)


@tagged("post_install", "-at_install")
class TestDuplicateImport(DoorsCase, HttpCase):
    """Odoo's import says of each row who exists already, and blocks nothing."""

    COLUMNS = ("name", "email")

    def _import(self, *rows, user=None, columns=COLUMNS, dryrun=False):
        lines = [columns, *rows]
        text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
        wizard = (
            self.env["base_import.import"]
            .with_user(user or self.user_level_1)
            .create(
                {
                    "res_model": "res.partner",
                    "file": text.encode(),
                    "file_name": "people.csv",
                    "file_type": "text/csv",
                }
            )
        )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        columns = list(columns)
        return wizard.execute_import(columns, columns, options, dryrun=dryrun)

    def _people(self, answer):
        return self.env["res.partner"].browse(answer["ids"])

    def test_a_row_of_somebody_who_exists_is_named_with_the_reason(self):
        answer = self._import(
            ("Berta New", "berta@example.com"),
            ("Anna Dorman", "anna.doorman@example.com"),
        )
        self.assertFalse(answer["messages"])
        self.assertEqual(len(answer["ids"]), 2)
        [twin] = answer["customer_twins"]
        self.assertEqual(
            (twin["row"], twin["name"], twin["other_id"], twin["other"]),
            (1, "Anna Dorman", self.known.id, "Anna Doorman"),
        )
        self.assertEqual(twin["verdict"], "certain")
        self.assertIn("ame e-mail address", twin["explanation"])

    def test_it_is_in_the_list_of_duplicates_at_once_and_one_click_answers(self):
        answer = self._import(("Anna Dorman", "anna.doorman@example.com"))
        pair = self.duplicates.browse(answer["customer_twins"][0]["pair_id"])
        self.assertEqual((pair.decision, pair.partner_id), ("open", self.known))
        pair.with_user(self.user_level_3).action_merge()
        self.assertEqual(self._people(answer).merged_into_id, self.known)

    def test_a_test_of_the_file_tells_the_same_and_keeps_nothing(self):
        answer = self._import(("Anna Dorman", "anna.doorman@example.com"), dryrun=True)
        self.assertEqual(answer["customer_twins"][0]["other_id"], self.known.id)
        self.assertFalse(
            self.duplicates.search([("partner_id", "=", self.known.id)]),
        )
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Anna Dorman")]))

    def test_of_two_in_one_file_the_second_is_named(self):
        answer = self._import(
            ("Carl Twice", "carl@example.com"), ("Carl Twise", "carl@example.com")
        )
        first, _second = self._people(answer)
        [twin] = answer["customer_twins"]
        self.assertEqual((twin["row"], twin["other_id"]), (1, first.id))

    def test_who_is_updated_is_not_named(self):
        columns = ("id", "name", "email")
        row = ("shop.customer_1", "Berta New", "berta@example.com")
        self._import(row, columns=columns)
        again = self._import(
            ("shop.customer_1", "Anna Dorman", "anna.doorman@example.com"),
            columns=columns,
        )
        self.assertEqual(self._people(again).name, "Anna Dorman")
        self.assertEqual(again["customer_twins"], [])

    def test_who_was_forgotten_or_may_not_be_seen_is_not_named(self):
        self.known.sudo().is_forgotten = True
        answer = self._import(("Anna Dorman", "anna.doorman@example.com"))
        self.assertEqual(answer["customer_twins"], [])
        self.known.sudo().is_forgotten = False
        self.known.company_id = self.env["res.company"].create({"name": "Other"})
        answer = self._import(("Anna Dormann", "anna.doorman@example.com"))
        self.assertNotIn(
            self.known.id, [twin["other_id"] for twin in answer["customer_twins"]]
        )

    def test_who_may_not_merge_is_told_and_not_asked(self):
        clerk = self._make_user(
            "clerk",
            "customer_care.level_5,base.group_user,base.group_partner_manager",
        )
        answer = self._import(("Anna Dorman", "anna.doorman@example.com"), user=clerk)
        [twin] = answer["customer_twins"]
        self.assertFalse(twin["pair_id"])

    def test_who_may_not_see_customers_imports_as_ever(self):
        outsider = self._make_user(
            "outsider", "base.group_user,base.group_partner_manager"
        )
        answer = self._import(
            ("Anna Dorman", "anna.doorman@example.com"), user=outsider
        )
        self.assertEqual(len(answer["ids"]), 1)
        self.assertNotIn("customer_twins", answer)

    def test_a_refused_row_is_reported_by_odoo_alone(self):
        answer = self._import(
            ("Anna Dorman", "nobody"), columns=("name", "country_id"), dryrun=True
        )
        self.assertTrue(answer["messages"])
        self.assertNotIn("customer_twins", answer)

    def test_a_decision_stays_when_a_file_is_tested_again(self):
        answer = self._import(("Anna Dorman", "anna.doorman@example.com"))
        pair = self.duplicates.browse(answer["customer_twins"][0]["pair_id"])
        pair.action_distinct()
        self._scan()
        self.assertEqual(pair.decision, "distinct")

    def test_the_number_of_queries_does_not_depend_on_the_rows(self):
        counts = []
        for size in (10, 100):
            people = self.env["res.partner"].create(
                [
                    {"name": f"Queries {n}", "email": f"q{n % (size // 2)}@{size}.com"}
                    for n in range(size)
                ]
            )
            with counted(self.env) as queries:
                found = self.env["res.partner"]._imported_twins(
                    people.ids, self.known.id
                )
            counts.append(queries.number)
            self.assertEqual(len(found), size // 2)
        self.assertEqual(counts[0], counts[1])

    def test_the_clerk_imports_a_file_and_answers_by_one_key(self):
        self.start_tour(
            "/odoo/import?active_model=res.partner",
            "customer_care_door_import",
            login="level_1",
        )
        imported = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("name", "=", "Anna Dorman")])
        )
        self.assertEqual(imported.merged_into_id, self.known)
