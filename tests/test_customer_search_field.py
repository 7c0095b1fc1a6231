# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_search import SearchCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 12:00:00")
class TestSearchField(SearchCommon):
    """Each condition finds exactly whom it says, and its values agree with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls.env["product.product"].create({"name": "Oil"})
        cls._buy(cls.anna, 100, "2027-02-01")
        cls._buy(cls.anna, 50, "2025-02-01")
        cls._buy(cls.bert, 70, "2025-06-01")
        cls.ours = cls.anna + cls.bert + cls.carl

    @classmethod
    def _buy(cls, partner, price, day):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.oil.id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    def _found(self, *terms, **search):
        domain = [("id", "in", self.ours.ids), *terms]
        return self._listed(self._make_search(domain=str(domain), **search)._run())

    def test_last_visit(self):
        self.assertEqual(
            self._found(("search_last_visit", "<", "today -1y")), self.bert
        )
        self.assertEqual(
            self._found(("search_last_visit", ">=", "2027-02-01")), self.anna
        )
        self.assertEqual(self._found(("search_last_visit", "=", False)), self.carl)
        self.assertEqual(
            self._found(("search_last_visit", "!=", False)), self.anna + self.bert
        )

    def test_days_since_the_last_visit(self):
        # Anna was here 37 days ago
        self.assertEqual(self.anna.search_days_since_visit, 37)
        self.assertEqual(self._found(("search_days_since_visit", "<=", 37)), self.anna)
        self.assertEqual(self._found(("search_days_since_visit", ">", 37)), self.bert)
        for term, found in (
            (("search_days_since_visit", "=", 37), self.anna),
            (("search_days_since_visit", "=", 36), self.ours.browse()),
            (("search_days_since_visit", "in", [37, 647]), self.anna + self.bert),
            (("search_days_since_visit", "!=", 37), self.bert + self.carl),
            (("search_days_since_visit", "=", False), self.carl),
            (("search_days_since_visit", "!=", False), self.anna + self.bert),
        ):
            with self.subTest(term):
                self.assertEqual(self._found(term), found)

    def test_days_to_the_next_inspection(self):
        asset = self.env["customer.asset"].create(
            {"name": "Van", "kind": "vehicle", "partner_id": self.bert.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_asset SET next_inspection_date = '2027-03-20'"
            " WHERE id = %s",
            [asset.id],
        )
        self.env.invalidate_all()
        self.assertEqual(asset.search_inspection_in, 10)
        for operator, days, found in (
            ("<=", 10, True),
            ("<", 10, False),
            (">=", 10, True),
            (">", 10, False),
            ("=", 10, True),
            ("=", 9, False),
        ):
            term = ("search_inspection_in", operator, days)
            with self.subTest(term):
                domain = str([("id", "=", asset.id), term])
                run = self._make_search(base="asset", domain=domain)._run()
                self.assertEqual(bool(run.count), found)

    def test_turnover_counts_nothing_as_zero(self):
        self.assertEqual(self._found(("search_turnover", ">", 100)), self.anna)
        self.assertEqual(self._found(("search_turnover", "=", 150)), self.anna)
        self.assertEqual(
            self._found(("search_turnover", "<", 100)), self.bert + self.carl
        )
        self.assertEqual(self._found(("search_turnover", "=", 0)), self.carl)
        self.assertEqual(
            self._found(("search_turnover", "!=", 0)), self.anna + self.bert
        )
        self.assertEqual(
            self._found(("search_turnover_year", "<=", 99.5)), self.bert + self.carl
        )

    def test_turnover_in_the_period_of_the_search(self):
        term = ("search_turnover_period", ">", 0)
        self.assertEqual(
            self._found(term, period_from="2025-01-01", period_to="2025-03-01"),
            self.anna,
        )
        self.assertEqual(
            self._found(term, period_from="2025-03-01", period_to="2025-12-31"),
            self.bert,
        )

    def test_never_bought_and_bought_what(self):
        self.assertEqual(self._found(("search_never_invoiced", "=", True)), self.carl)
        self.assertEqual(
            self._found(("search_never_invoiced", "=", False)), self.anna + self.bert
        )
        bought = [("product_id", "=", self.oil.id), ("date", ">", "2026-01-01")]
        self.assertEqual(self._found(("search_turnover_ids", "any", bought)), self.anna)
        self.assertEqual(
            self._found(("search_turnover_ids", "not any", bought)),
            self.bert + self.carl,
        )

    def test_the_number_of_purchases(self):
        self.assertEqual(self._found(("search_visit_count", ">=", 2)), self.anna)
        self.assertEqual(
            self._found(("search_visit_count", "<", 2)), self.bert + self.carl
        )

    def test_values_agree_with_the_conditions(self):
        values = self.ours.sorted("name").read(
            ["search_turnover", "search_turnover_year", "search_last_visit"]
        )
        self.assertEqual(
            [(v["search_turnover"], v["search_turnover_year"]) for v in values],
            [(150, 100), (70, 0), (0, 0)],
        )
        self.assertEqual(
            [v["search_last_visit"] for v in values],
            [date(2027, 2, 1), date(2025, 6, 1), False],
        )

    def test_customers_are_sorted_by_turnover_and_cut_where_it_is_said(self):
        self.assertEqual(
            self._found(order="search_turnover desc, id"),
            self.anna + self.bert + self.carl,
        )
        self.assertEqual(
            self._found(order="search_turnover, id", first_rows=2),
            self.carl + self.bert,
        )

    def test_vehicles_are_sorted_by_the_reading_that_is_expected(self):
        low, high = self.env["customer.asset"].create(
            [{"name": n, "partner_id": self.anna.id} for n in ("Low", "High")]
        )
        self.env["customer.asset.reading"].create(
            [
                {"asset_id": asset.id, "value": value, "date": "2027-01-10"}
                for asset, value in ((low, 10), (high, 90_000))
            ]
        )
        search = self.env["customer.search"].create(
            {
                "name": "Readings",
                "base": "asset",
                "domain": str([("id", "in", (low + high).ids)]),
                "column_ids": [
                    Command.create({"path": "odometer_expected", "sort": "desc"})
                ],
            }
        )
        rows = search._run().recipient_ids.sorted("sequence")
        self.assertEqual(rows.mapped("row_id"), [high.id, low.id])

    def test_what_merged_customers_bought_counts_for_who_is_left(self):
        self.env["customer.operation"]._merge([(self.bert.id, self.carl.id)])
        self.assertEqual(self._found(("search_turnover", "=", 70)), self.carl)

    def test_age(self):
        self.anna.birth_date = "1987-03-10"
        self.bert.birth_date = "1987-03-11"
        self.assertEqual(self.anna.search_age, 40)
        self.assertEqual(self.bert.search_age, 39)
        self.assertEqual(self._found(("search_age", ">=", 40)), self.anna)
        self.assertEqual(self._found(("search_age", "<", 40)), self.bert)
        self.assertEqual(self._found(("search_age", "<=", 39)), self.bert)
        self.assertEqual(self._found(("search_age", ">", 38)), self.anna + self.bert)
        self.assertEqual(self._found(("search_age", "=", 40)), self.anna)

    def test_birthdays(self):
        self.anna.birth_date = "1987-03-10"
        self.bert.birth_date = "1988-02-29"
        self.assertEqual(self.anna.search_birthday_in, 0)
        self.assertEqual(self._found(("search_birthday_in", "<=", 14)), self.anna)
        with freeze_time("2027-02-27 12:00:00"):
            self.assertEqual(self.bert.search_birthday_in, 1)
            self.assertEqual(self._found(("search_birthday_in", "<=", 1)), self.bert)
            self.assertFalse(self._found(("search_birthday_in", "<=", 0)))
        with freeze_time("2028-02-27 12:00:00"):
            self.bert.invalidate_recordset()
            self.assertEqual(self.bert.search_birthday_in, 2)
            self.assertEqual(self._found(("search_birthday_in", "=", 2)), self.bert)

    def test_29_february_is_the_28th_in_other_years_as_in_follow_ups(self):
        self.bert.birth_date = "1988-02-29"
        for day, days in (
            ("2027-02-26", 2),
            ("2027-02-28", 0),
            ("2027-03-01", 365),
            ("2028-02-28", 1),
            ("2028-02-29", 0),
        ):
            with self.subTest(day), freeze_time(f"{day} 12:00:00"):
                self.bert.invalidate_recordset()
                self.assertEqual(self.bert.search_birthday_in, days)
                found = ("search_birthday_in", "=", days)
                self.assertEqual(self._found(found), self.bert)
                # a window into a leap year without its leap day has it, too
                self.assertEqual(
                    self._found(("search_birthday_in", "<=", 320)),
                    self.bert if days <= 320 else self.bert.browse(),
                )

    def test_conditions_on_what_hangs_on_a_customer(self):
        self._make_action(
            partner_id=self.bert.id, name="Warranty", date_end="2027-03-20 12:00:00"
        )
        due = [("state", "=", "open"), ("search_due_in", "<=", 10)]
        self.assertEqual(self._found(("customer_action_ids", "any", due)), self.bert)
        due = [("state", "=", "open"), ("search_due_in", "<", 10)]
        self.assertFalse(self._found(("customer_action_ids", "any", due)))
        self.carl._set_consent(self.marketing, "letter", True, "counter")
        given = [("purpose_id", "=", self.marketing.id), ("state", "=", "given")]
        self.assertEqual(self._found(("consent_ids", "any", given)), self.carl)

    def test_every_condition_is_one_query_however_many_customers_there_are(self):
        self.anna.birth_date = "1987-03-10"
        search = self._make_search(
            domain=str(
                [
                    ("search_last_visit", ">", "2020-01-01"),
                    ("search_turnover", ">", 1),
                    ("search_age", "<", 200),
                    ("search_turnover_ids.product_id", "=", self.oil.id),
                    ("city", "=", "Testowo"),
                ]
            )
        )
        self.assertEqual(search._count(), 1)  # whatever is cached is cached
        # the count, and who our own companies and public visitors are
        with self.assertQueryCount(5):
            self.assertEqual(search._count(), 1)

    def test_the_curated_fields_are_there_and_those_of_the_users_rights(self):
        offered = self.env["customer.search"].get_search_fields()
        for model, names in offered.items():
            self.assertTrue(names, model)
        wanted = self.env["customer.search"]._asked_fields()
        self.assertEqual(
            set(wanted["res.partner"]) - set(offered["res.partner"]), set()
        )
        groups = self.env.ref("customer_care.function_search_use")
        user = self._make_user(
            "only_search",
            groups=f"base.group_user,{groups.get_external_id()[groups.id]}",
        )
        narrow = self.env["customer.search"].with_user(user).get_search_fields()
        self.assertNotIn("search_turnover", narrow["res.partner"])

    def test_the_standing_searches_run_for_a_clerk(self):
        searches = self.env["customer.search"].search([("user_id", "=", False)])
        # six of data searches, five that the follow-ups of the addon are for
        self.assertEqual(len(searches), 11)
        for search in searches:
            with self.subTest(search.name):
                run = search.with_user(self.user_level_4)._run("report")
                self.assertEqual(run.state, "done")
        top = self.env.ref("customer_care.customer_search_top")._run()
        self.assertEqual(self._listed(top)[:1], self.anna)
