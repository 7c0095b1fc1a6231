# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_card import CardCommon


class InterestCase(CardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sport = cls._make_interest("Sport", sequence=1)
        cls.cycling = cls._make_interest("Cycling", cls.sport)
        cls.road = cls._make_interest("Road", cls.cycling)
        cls.running = cls._make_interest("Running", cls.sport)
        cls.home = cls._make_interest("Home", sequence=2)
        cls.customer = cls._make_customer(interest_ids=[Command.link(cls.road.id)])
        cls.other = cls._make_customer(name="Piotr Nowak")
        cls.interests = cls.sport | cls.cycling | cls.road | cls.running | cls.home

    def _find(self, domain):
        partners = self.env["res.partner"]
        return partners.search(domain) & (self.customer | self.other)


@tagged("post_install", "-at_install")
class TestInterestTree(InterestCase):
    def test_the_display_name_is_the_path(self):
        self.assertEqual(self.road.display_name, "Sport / Cycling / Road")
        self.sport.name = "Outdoor"
        self.assertEqual(self.road.display_name, "Outdoor / Cycling / Road")
        self.assertEqual(self.home.display_name, "Home")

    def test_the_path_costs_the_same_queries_for_any_depth(self):
        parent = self.home
        for number in range(12):
            parent = self._make_interest(f"Deeper {number}", parent)
        deep = self._count_queries(lambda: parent.display_name)
        shallow = self._count_queries(lambda: self.running.display_name)
        self.assertEqual(deep, shallow)

    def test_the_order_is_the_tree(self):
        self.assertEqual(
            self.interests.search([("id", "in", self.interests.ids)]).mapped("name"),
            ["Sport", "Cycling", "Road", "Running", "Home"],
        )
        self.running.sequence = 3
        self.home.sequence = 0
        self.assertEqual(
            self.interests.search([("id", "in", self.interests.ids)]).mapped("name"),
            ["Home", "Sport", "Running", "Cycling", "Road"],
        )
        self.assertEqual(
            (self.sport | self.cycling | self.road).mapped("depth"), [0, 1, 2]
        )

    def test_a_list_with_a_handle_is_the_tree_too(self):
        domain = [("id", "in", self.interests.ids)]
        rows = self.interests.web_search_read(
            domain, {"name": {}}, order="sequence ASC, id ASC"
        )["records"]
        self.assertEqual(
            [row["name"] for row in rows],
            ["Sport", "Cycling", "Road", "Running", "Home"],
        )

    def test_a_name_is_unique_in_its_place_in_any_case_and_also_archived(self):
        self._make_interest("Road", self.running)
        with self._assert_refused("interest ROAD in this place"):
            self._make_interest(" ROAD ", self.cycling)
        with self._assert_refused("interest home in this place"):
            self._make_interest("home")
        self.road.action_archive()
        with self._assert_refused("it may be archived"):
            self._make_interest("Road", self.cycling)
        with self._assert_refused("interest Cycling in this place"):
            self.running.name = "Cycling"
        with self._assert_refused("interest Twice in this place"):
            self.env["customer.interest"].create([{"name": "Twice"}] * 2)

    def test_between_two_users_the_database_is_the_judge(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env.cr.execute(
                "UPDATE customer_interest SET name = (SELECT name FROM"
                " customer_interest WHERE id = %s) WHERE id = %s",
                [self.cycling.id, self.running.id],
            )

    def test_a_name_is_needed(self):
        for name in ("", "  ", False):
            with self._assert_refused('"Name" is missing'):
                self._make_interest(name)

    def test_a_cycle_is_refused_in_a_sentence_and_changes_nothing(self):
        for parent in (self.sport, self.cycling, self.road):
            with self._assert_refused(
                "Sport cannot stand below Sport.* stands below it"
            ):
                self.sport.parent_id = parent
        self.assertFalse(self.sport.parent_id)
        self.assertEqual(self.road.display_name, "Sport / Cycling / Road")

    def test_moving_moves_the_branch(self):
        self.cycling.parent_id = self.home
        self.assertEqual(self.road.display_name, "Home / Cycling / Road")
        self.assertEqual(
            self._find([("interest_ids", "child_of", self.home.ids)]), self.customer
        )

    def test_archiving_takes_the_branch_and_bringing_back_takes_the_way_up(self):
        self.sport.action_archive()
        self.assertEqual(
            self.interests.filtered("active"), self.home, "the whole branch"
        )
        self.road.action_unarchive()
        self.assertEqual(
            self.interests.filtered("active"),
            self.home | self.sport | self.cycling | self.road,
        )
        self.assertFalse(self.running.active)

    def test_nothing_new_below_an_archived_interest(self):
        self.home.action_archive()
        with self._assert_refused("Home is archived"):
            self._make_interest("Garden", self.home)
        with self._assert_refused("Home is archived"):
            self.cycling.parent_id = self.home


@tagged("post_install", "-at_install")
class TestCustomerInterests(InterestCase):
    def test_customers_are_found_by_an_interest_and_by_those_above(self):
        for interest in (self.road, self.cycling, self.sport):
            domain = [("interest_ids", "child_of", interest.ids)]
            self.assertEqual(self._find(domain), self.customer)
        self.assertFalse(self._find([("interest_ids", "child_of", self.running.ids)]))
        self.assertEqual(
            self._find([("interest_ids", "child_of", "Cycling")]), self.customer
        )

    def test_customers_are_grouped_by_interest(self):
        self.customer.interest_ids |= self.home
        groups = self.env["res.partner"].formatted_read_group(
            [("id", "in", (self.customer | self.other).ids)],
            ["interest_ids"],
            ["__count"],
        )
        self.assertEqual(
            [
                (row["interest_ids"] and row["interest_ids"][1], row["__count"])
                for row in groups
            ],
            [("Sport / Cycling / Road", 1), ("Home", 1), (False, 1)],
        )

    def test_the_reverse_direction_has_an_index(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes"
            " WHERE tablename = 'customer_interest_partner_rel'"
        )
        self.assertTrue(
            any("(interest_id, partner_id)" in row[0] for row in self.env.cr.fetchall())
        )

    def test_the_count_has_those_below_once_and_no_others(self):
        self.customer.interest_ids |= self.running
        self.other.interest_ids = self.running
        self._make_customer(interest_ids=self.road.ids, active=False)
        self.env.company.partner_id.interest_ids = self.road
        self.assertEqual(self.interests.mapped("customer_count"), [2, 1, 1, 2, 0])
        for interest in self.interests:
            action = interest.action_open_customers()
            found = self.env["res.partner"].search(action["domain"])
            self.assertEqual(len(found), interest.customer_count, interest.name)

    def test_the_count_is_one_query_for_any_number(self):
        few = self._count_queries(lambda: self.sport.customer_count)
        for number in range(20):
            self._make_interest(f"Another {number}", self.sport)
        every = self.env["customer.interest"].search([])
        many = self._count_queries(lambda: every.mapped("customer_count"))
        self.assertEqual(few, many)

    def test_an_archived_interest_stays_ticked_and_shown(self):
        self.road.action_archive()
        self.env.invalidate_all()
        self.assertEqual(self.customer.interest_ids, self.road)
        self.assertEqual(
            self.customer.web_read({"interest_ids": {"fields": {}}})[0]["interest_ids"],
            [{"id": self.road.id}],
        )

    def test_what_customers_have_is_not_deleted(self):
        with self._assert_refused(
            "1 customers have the interest .* Road.* Archive it instead"
        ):
            self.road.unlink()
        self.customer.active = False
        with self._assert_refused("Archive it instead"):
            (self.sport | self.cycling | self.road | self.running).unlink()
        with self._assert_refused("Sport has interests below it"):
            self.sport.unlink()
        self.running.action_archive()
        with self._assert_refused(r"Sport has interests below it \(Running\)"):
            (self.sport | self.cycling | self.road).unlink()
        self.assertEqual(self.interests.exists(), self.interests)

    def test_what_nobody_has_can_be_deleted_with_its_branch(self):
        self.customer.interest_ids = False
        (self.sport | self.cycling | self.road | self.running).unlink()
        self.assertEqual(self.interests.exists(), self.home)

    def test_core_merge_keeps_the_interests_of_both(self):
        self.customer.interest_ids |= self.home
        self.other.interest_ids = self.home | self.running
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.other).ids, self.customer, False)
        self.assertEqual(
            self.customer.interest_ids, self.home | self.road | self.running
        )
        self.assertEqual(self.other.merged_into_id, self.customer)

    def test_a_copied_customer_has_no_interests(self):
        self.assertFalse(self.customer.copy().interest_ids)

    def test_who_may_not_change_reads_and_does_not_tick(self):
        function = self.env.ref("customer_care.function_interest_change")
        function._customer_set_lowest_level(1)
        customer = self.customer.with_user(self.user_level_5)
        self.assertEqual(customer.interest_ids.ids, self.road.ids)
        self.assertTrue(
            customer.fields_get(["interest_ids"])["interest_ids"]["readonly"]
        )
        for change in (
            lambda: customer.write({"interest_ids": [Command.link(self.home.id)]}),
            lambda: customer.create({"name": "X", "interest_ids": self.home.ids}),
        ):
            with self.assertRaises(AccessError):
                change()
        names = ["name", "interest_ids/.id"]
        self.assertFalse(customer.load(names, [["X", str(self.home.id)]])["ids"])
        self.assertEqual(self.customer.interest_ids, self.road)
        customer.name = "Renamed"

    def test_who_may_see_nothing_has_no_page_and_no_field(self):
        customer = self.customer.with_user(self.user_no_level)
        self.assertNotIn("interest_ids", customer.fields_get())
        self.assertNotIn("interest_ids", customer.get_view(view_type="form")["arch"])
        with self.assertRaises(AccessError):
            customer.read(["interest_ids"])

    def test_the_page_costs_one_query(self):
        customer = self.customer.with_user(self.user_level_5)
        customer.web_read({"name": {}, "interest_ids": {"fields": {}}})
        bare = self._count_queries(lambda: customer.web_read({"name": {}}))
        page = self._count_queries(
            lambda: customer.web_read({"name": {}, "interest_ids": {"fields": {}}})
        )
        self.assertLessEqual(page - bare, 1)

    def test_a_new_customer_is_ticked_at_once(self):
        form = Form(self.env["res.partner"].with_user(self.user_level_5))
        form.name = "New"
        form.interest_ids.add(self.road)
        self.assertEqual(form.save().interest_ids, self.road)
