# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from .common import CustomerCommon
from .common_queries import counted

# The first page of a list, as `./dev bench screens` asks it: model, domain, index.
ORDERED = [
    ("customer.action", [], "customer_action_day_idx"),
    ("customer.asset", [], "customer_asset_name_idx"),
    ("customer.asset", [("is_owner_absent", "=", True)], "customer_asset_name_idx"),
    ("customer.asset.inspection", [], "customer_asset_inspection_date_idx"),
    ("customer.asset.reading", [], "customer_asset_reading_date_idx"),
    ("customer.consent", [], "customer_consent_changed_idx"),
    ("customer.duplicate", [("decision", "=", "open")], "customer_duplicate_open_idx"),
    (
        "customer.message",
        [("state", "in", ("failed", "unknown"))],
        "customer_message_attention_idx",
    ),
    ("customer.phone", [("is_understood", "=", False)], "customer_phone_unclear_idx"),
    ("customer.suppression", [], "customer_suppression_since_idx"),
    (
        "res.partner",
        [("has_birthday_this_month", "=", True)],
        "res_partner_birth_month_idx",
    ),
]


@tagged("post_install", "-at_install")
class TestScreenPlans(CustomerCommon):
    """What a screen asks for among a million customers costs what it shows."""

    def _plan(self, query):
        """How PostgreSQL reads a large table: it neither walks nor sorts it."""
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off;"
            " SET LOCAL enable_bitmapscan = off"
        )
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        return "\n".join(line for (line,) in rows)

    def test_the_first_page_of_a_list_is_read_in_the_order_of_an_index(self):
        for model, domain, index in ORDERED:
            with self.subTest(index):
                records = self.env[model].sudo()
                plan = self._plan(
                    records._search(domain, limit=80, order=records._order)
                )
                self.assertIn(index, plan)
                self.assertNotIn("Sort Key", plan)

    def test_planned_messages_look_up_their_origin_instead_of_reading_all_actions(self):
        query = self.env["customer.planned"].sudo()._search([], limit=80)
        plan = self._plan(query)
        self.assertIn("customer_action_pkey", plan)
        self.assertNotRegex(plan, r"Seq Scan on customer_(action|follow_up_entry)\b")
        self.assertNotRegex(plan, r"(Hash|Merge).* Join.*\n.*of_customer_action")

    def test_pairs_are_joined_with_their_customers_instead_of_with_lists_of_all(self):
        window = self.env.ref("customer_care.customer_duplicate_action")
        domain = [("decision", "=", "open"), *safe_eval(window.domain)]
        pairs = self.env["customer.duplicate"].with_user(self.user_level_1)
        plan = self._plan(pairs._search(domain, limit=80, order=pairs._order))
        self.assertIn("customer_duplicate_open_idx", plan)
        self.assertNotIn("SubPlan", plan)
        self.assertNotIn("Sort Key", plan)

    def test_a_page_of_responses_does_not_ask_what_was_bought(self):
        rows = self.env["customer.follow.up.response"].sudo()
        plan = self._plan(rows._search([], limit=80, order=rows._order))
        self.assertIn("customer_follow_up_entry_pkey", plan)
        self.assertNotIn("account_move_line", plan)
        self.assertNotIn("Sort Key", plan)

    def test_what_became_of_a_follow_up_is_asked_by_the_customer_not_by_the_day(self):
        rows = self.env["customer.follow.up.response"].sudo()
        query = rows._search([("came_back", "=", True)])
        plan = self._plan(query)
        self.assertRegex(plan, r"account_move_line .*\n.*\n? .*partner_id = ANY")
        # what an index of days could answer it would: all lines of the days, for each
        self.assertNotRegex(plan, r"\bdate [<>]= ")

    def test_the_days_that_count_look_up_where_the_company_is(self):
        """Joined, its contact is sought among all customers, for all entries again."""
        rows = self.env["customer.follow.up.response"].sudo()
        plan = self._plan(rows._search([("counted_from", ">=", "2027-03-01")]))
        before, found, _after = plan.partition("SubPlan")
        self.assertTrue(found)
        self.assertIn("customer_follow_up_entry e", before)
        self.assertNotIn("res_partner seat", before)

    def test_who_owned_what_was_serviced_is_asked_once_for_each_line(self):
        rows = self.env["customer.asset.report"].sudo()
        plan = self._plan(rows._search([("partner_id", "ilike", "Zajmajura")]))
        self.assertIn("customer_asset_owner had", plan)
        self.assertNotRegex(plan, r"(Filter|Cond): .*\(SubPlan .*owner\.id")

    def test_an_absent_owner_is_known_without_reading_all_customers(self):
        query = (
            self.env["customer.asset"]
            .sudo()
            ._search([("is_owner_absent", "=", True)], limit=80)
        )
        plan = self._plan(query)
        self.assertIn("hashed SubPlan", plan)
        self.assertIn("Index Scan using res_partner_pkey", plan)

    def test_customers_are_looked_at_only_for_numbers_that_stand_twice(self):
        one, other, alone = self.env["res.partner"].create(
            [{"name": "Ewa"}, {"name": "Jan"}, {"name": "Ala"}]
        )
        self.env["customer.phone"].create(
            [
                {"partner_id": one.id, "number": "+48 601 111 222"},
                {"partner_id": other.id, "number": "0048 601 111 222"},
                {"partner_id": alone.id, "number": "+48 601 111 333"},
            ]
        )
        shared = self.env["customer.phone.shared"]
        found = shared.search([("number_e164", "like", "+48601111")])
        self.assertEqual(found.mapped("number_e164"), ["+48601111222"])
        self.assertEqual(found.customer_count, 2)
        plan = self._plan(shared._search([]))
        self.assertIn("customer_phone__number_e164_index", plan)

    def test_whose_a_number_is_costs_the_same_queries_for_few_and_for_many(self):
        people = self.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(24)]
        )
        self.env["customer.phone"].create(
            [
                {"partner_id": each.id, "number": f"+48 601 22{place // 2:02} 77"}
                for place, each in enumerate(people)
            ]
        )
        rows = self.env["customer.phone.shared"].search(
            [("number_e164", "like", "+4860122")]
        )
        costs = []
        for some in (rows[:2], rows[:2], rows):
            with counted(self.env) as queries:
                owners = some.mapped("partner_ids")
            costs.append(queries.number)
        self.assertEqual(len(owners), 24)
        self.assertEqual(owners, people & owners)
        self.assertEqual(costs[1], costs[2])

    def test_pairs_are_named_at_a_constant_number_of_queries(self):
        def pairs(count):
            people = self.env["res.partner"].create(
                [{"name": f"Twin {number}"} for number in range(2 * count)]
            )
            assets = self.env["customer.asset"].create(
                [
                    {"kind": "vehicle", "name": f"Car {number}", "partner_id": each.id}
                    for number, each in enumerate(people)
                ]
            )
            values = [
                {"partner_id": people[n].id, "other_id": people[n + 1].id}
                for n in range(0, 2 * count, 2)
            ]
            values += [
                {"asset_id": assets[n].id, "other_asset_id": assets[n + 1].id}
                for n in range(0, 2 * count, 2)
            ]
            found = (
                self.env["customer.duplicate"]
                .sudo()
                .create([{"score": 9, "verdict": "certain", **each} for each in values])
            )
            self.env.flush_all()
            return found

        few, many = pairs(2), pairs(20)
        counts = []
        for found in (few, few, many):  # the first one warms the caches
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            names = found.mapped("pair_name")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(names[0], "Twin 0 / Twin 1")
        self.assertEqual(names[-1], "Car 38 / Car 39")
        self.assertEqual(counts[1], counts[2])

    def test_the_graph_of_readings_has_no_group_for_each_vehicle(self):
        view = self.env.ref("customer_care.customer_asset_reading_view_graph")
        fields = etree.fromstring(view.arch).xpath("//field/@name")
        self.assertEqual(fields, ["date", "value"])

    def test_no_field_is_offered_that_the_searcher_may_not_search(self):
        invoice = "//field[@name='invoice_id']"
        view = self.env.ref("customer_care.customer_action_view_search")
        for groups, is_offered in (
            ("customer_care.level_5", False),
            ("customer_care.level_5,account.group_account_invoice", True),
        ):
            user = self._make_user(
                f"searcher_{is_offered}", f"base.group_user,{groups}"
            )
            actions = self.env["customer.action"].with_user(user)
            arch = etree.fromstring(actions.get_view(view.id, "search")["arch"])
            self.assertEqual(bool(arch.xpath(invoice)), is_offered)
            if is_offered:
                actions.search([("invoice_id", "ilike", "x")])
