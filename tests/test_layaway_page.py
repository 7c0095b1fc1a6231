# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestLayawayPage(LayawayCommon):
    """What the customer's page, the list, the menu and the paper say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2027-03-01 10:00:00"):
            cls.order = cls._make_layaway()
            cls._take(cls.order, 60.0)

    def _layaways(self, user=None, customer=None, **kwargs):
        customer = (customer or self.customer).with_user(user or self.user_level_5)
        return customer.get_customer_layaways(**kwargs)

    def test_items_paid_so_far_and_balance(self):
        (row,) = self._layaways()
        self.assertEqual(
            {
                key: value.replace("\xa0", " ") if isinstance(value, str) else value
                for key, value in row.items()
                if key not in ("instalments", "items")
            },
            {
                "id": self.order.id,
                "name": self.order.name,
                "customer": "Anna Kowalska",
                "due": "05/01/2027",
                "total": "$ 300.00",
                "paid": "$ 60.00",
                "balance": "$ 240.00",
                "total_amount": 300.0,
                "paid_amount": 60.0,
                "balance_amount": 240.0,
                "percent": 20,
                "state": "overdue",
                "label": "Overdue",
                "is_overdue": True,
                "next_date": "03/01/2027",
                "next": "$ 40.00",
                "next_amount": 40.0,
                "can_pay": False,
                "can_open": False,
            },
        )
        self.assertEqual(
            [(item["name"], item["quantity"]) for item in row["items"]],
            [("Bag of flour", "3")],
        )
        self.assertEqual(
            [
                (part["date"], part["open"] and part["open"].replace("\xa0", " "))
                for part in row["instalments"]
            ],
            [
                ("03/01/2027", "$ 40.00"),
                ("04/01/2027", "$ 100.00"),
                ("05/01/2027", "$ 100.00"),
            ],
        )
        self.assertEqual(
            [part["is_overdue"] for part in row["instalments"]], [True, False, False]
        )

    def test_a_clerk_who_sells_may_pay_and_open_from_the_page(self):
        (row,) = self._layaways(self.clerk_4)
        self.assertTrue(row["can_pay"])
        self.assertTrue(row["can_open"])
        (row,) = self._layaways(self.clerk_5)
        self.assertFalse(row["can_pay"])

    def test_what_is_closed_only_when_asked_for(self):
        with freeze_time("2027-03-02 10:00:00"):
            paid = self._make_layaway(parts=[("2027-05-01", 300.0)])
            self._take(paid, 300.0)
            cancelled = self._make_layaway(parts=[("2027-05-01", 300.0)])
            self._cancel(cancelled)
        self.assertEqual([row["id"] for row in self._layaways()], [self.order.id])
        rows = {row["id"]: row["state"] for row in self._layaways(with_closed=True)}
        self.assertEqual(
            rows,
            {self.order.id: "overdue", paid.id: "paid", cancelled.id: "cancelled"},
        )

    def test_a_firm_s_page_has_what_its_people_bought(self):
        with freeze_time("2027-03-02 10:00:00"):
            order = self._make_layaway(
                parts=[("2027-05-01", 300.0)], partner_id=self.buyer.id
            )
        (row,) = self._layaways(customer=self.firm)
        self.assertEqual(row["id"], order.id)
        self.assertEqual(row["customer"], "Mill and Sons, Otto")

    def test_without_the_function_nothing_is_said(self):
        with self.assertRaises(AccessError):
            self._layaways(self.user_no_level)
        with self.assertRaises(AccessError):
            self.env["customer.layaway"].with_user(self.outsider).search([])
        self.customer.with_user(self.user_level_5).get_customer_layaways()
        self.env.ref("customer_care.function_layaway_see")._customer_set_lowest_level(0)
        with self.assertRaisesRegex(AccessError, "See lay-aways"):
            self._layaways()

    def test_another_company_s_lay_aways_are_not_seen(self):
        other = self._create_company(name="Another shop")
        stranger = self._make_user(
            "stranger",
            "customer_care.level_1,sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertEqual(self._layaways(stranger), [])
        rows = self.env["customer.layaway"].with_user(stranger)
        self.assertFalse(rows.search([("id", "=", self.order.id)]))
        parts = self.env["customer.layaway.instalment"].with_user(stranger)
        self.assertFalse(parts.search([("order_id", "=", self.order.id)]))
        with self.assertRaises(AccessError):
            rows.browse(self.order.id).action_open_order()
        with self.assertRaises(AccessError):
            self.order.with_user(stranger).action_layaway_payment()
        with self.assertRaises(AccessError):
            self._take(self.order, 10.0, stranger)

    def test_the_list_filters_what_it_says(self):
        with freeze_time("2027-03-02 10:00:00"):
            paid = self._make_layaway(parts=[("2027-05-01", 300.0)])
            self._take(paid, 300.0)
            is_open = self._make_layaway(parts=[("2027-05-01", 300.0)])
            self._make_order(3.0, confirm=True)
        rows = self.env["customer.layaway"]

        def found(state):
            mine = [("partner_id", "=", self.customer.id), ("state", "=", state)]
            return rows.search(mine).order_id

        self.assertEqual(found("overdue"), self.order)
        self.assertEqual(found("paid"), paid)
        self.assertEqual(found("open"), is_open)
        groups = rows._read_group(
            [("partner_id", "=", self.customer.id)], ["state"], ["balance:sum"]
        )
        self.assertEqual(dict(groups), {"overdue": 240.0, "open": 300.0, "paid": 0.0})

    def test_the_menu_of_the_customer_opens_their_list(self):
        action = self.customer.with_user(self.user_level_5).run_customer_operation(
            "layaways"
        )
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(rows.order_id, self.order)

    def test_the_list_opens_the_order_for_whoever_may_read_orders(self):
        row = self.env["customer.layaway"].browse(self.order.id)
        action = row.with_user(self.clerk_5).action_open_order()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", self.order.id)
        )
        with self.assertRaises(AccessError):
            row.with_user(self.user_level_5).action_open_order()

    def test_the_print_says_what_was_agreed_and_paid(self):
        action = self.order.with_user(self.clerk_5).action_print_layaway()
        self.assertEqual(action["report_name"], "customer_care.report_customer_layaway")
        html = self._print(self.clerk_5)
        for words in (
            f"Lay-away {self.order.name}",
            "Bag of flour",
            "300.00",
            "240.00",
            "60.00",
            "Anna Kowalska",
        ):
            self.assertIn(words, html)

    def test_the_print_to_another_country_names_it(self):
        self.env.company.country_id = self.env.ref("base.pl")
        state = self.env.ref("base.state_us_5")
        self.order.partner_id.write(
            {
                "street": "1 Main St",
                "zip": "94107",
                "city": "San Francisco",
                "state_id": state.id,
                "country_id": state.country_id.id,
            }
        )
        html = self._print(self.clerk_5)
        self.assertIn("San Francisco CA 94107", html)
        self.assertIn("UNITED STATES", html)

    def test_who_may_not_see_lay_aways_prints_none(self):
        with self.assertRaises(UserError):
            self._print(self.outsider)
        with self.assertRaisesRegex(UserError, "is no lay-away"):
            self._make_order().action_print_layaway()

    def test_two_are_two_pages_of_one_article(self):
        with freeze_time("2027-03-02 10:00:00"):
            other = self._make_layaway(parts=[("2027-05-01", 300.0)])
        html = self._print(self.clerk_5, self.order | other)
        self.assertEqual(html.count("page cc_lay"), 2)
        self.assertLessEqual(html.count('class="article'), 1)

    def _print(self, user, orders=None):
        reports = self.env["ir.actions.report"].with_user(user)
        content, __ = reports._render_qweb_html(
            "customer_care.report_customer_layaway", (orders or self.order).ids
        )
        return content.decode()
