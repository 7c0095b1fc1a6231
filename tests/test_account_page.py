# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common_account import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountPage(AccountCommon):
    """The page Account and where it leads; the badge, the filters, the paid history."""

    def _page(self, customer=None, user=None):
        customer = (customer or self.customer).with_user(user or self.user_level_5)
        page = customer.get_customer_account()
        return {
            key: value.replace("\xa0", " ") if isinstance(value, str) else value
            for key, value in page.items()
        }

    def test_the_page_says_what_is_owed_and_what_may_be_bought(self):
        self._set("active", credit_limit=1000)
        self._make_bill(200, post=True, invoice_date_due="2027-03-05")
        self._make_bill(50, post=True)
        self._make_order(3, confirm=True)
        page = self._page()
        self.assertEqual(
            {
                key: page[key]
                for key in (
                    "label",
                    "balance",
                    "overdue",
                    "uninvoiced",
                    "limit",
                    "available",
                    "is_over",
                    "item_count",
                    "can_change",
                    "can_open_items",
                )
            },
            {
                "label": "On account",
                "balance": "$ 250.00",
                "overdue": "$ 200.00",
                "uninvoiced": "$ 300.00",
                "limit": "$ 1,000.00",
                "available": "$ 450.00",
                "is_over": False,
                "item_count": 2,
                "can_change": False,
                "can_open_items": False,
            },
        )
        first = page["items"][0]
        self.assertEqual((first["due"], first["days"]), ("03/05/2027", 5))
        self.assertEqual(page["items"][1]["days"], 0)

    def test_the_page_says_who_changed_it_why_and_until(self):
        self.customer.with_user(self.user_level_3).write(
            {
                "account_status": "hold",
                "account_until": "2027-04-01",
                "account_reason": "Owes for March",
            }
        )
        page = self._page()
        self.assertEqual(
            (page["status"], page["until"], page["reason"]),
            ("hold", "04/01/2027", "Owes for March"),
        )
        self.assertIn("Level 3 on ", page["changed"])

    def test_over_the_limit_the_page_says_by_how_much(self):
        self._make_bill(300, post=True)
        self.customer.credit_limit = 100
        page = self._page()
        self.assertEqual((page["is_over"], page["available"]), ("$ 200.00", "$ 0.00"))

    def test_a_contact_persons_page_is_the_firms(self):
        self._make_bill(70, post=True, partner_id=self.firm.id)
        page = self._page(self.buyer)
        self.assertEqual((page["owner"], page["balance"]), ("Mill and Sons", "$ 70.00"))

    def test_the_balance_opens_down_to_its_lines(self):
        self._make_bill(200, post=True)
        self._pay(self._make_bill(100, post=True), 30)
        other = self._make_bill(40, post=True, partner_id=self.firm.id)
        action = self.customer.with_user(self.seller).action_account_items()
        lines = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(sum(lines.mapped("amount_residual")), 270)
        self.assertEqual(self._state()["balance"], 270)
        self.assertNotIn(other, lines.move_id)

    def test_the_orders_not_invoiced_open(self):
        order = self._make_order(3, confirm=True)
        self._make_order(1, confirm=True)._create_invoices().action_post()
        action = self.customer.with_user(self.seller).action_account_orders()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)

    def test_the_books_stay_closed_to_those_without_the_right(self):
        with self.assertRaisesRegex(AccessError, "access right Invoicing"):
            self.customer.with_user(self.user_level_5).action_account_items()

    def test_the_function_is_needed(self):
        for method in (
            "get_customer_account",
            "action_paid_history",
            "action_account_statement",
            "action_account_items",
            "action_account_orders",
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.customer.with_user(self.outsider), method)()

    def test_the_badge_says_status_balance_and_what_is_late(self):
        customer = self.customer.with_user(self.user_level_5)
        self.assertEqual(customer.account_summary, "On account")
        self._make_bill(200, post=True, invoice_date_due="2027-03-05")
        customer.invalidate_recordset()
        self.assertEqual(
            customer.account_summary.replace("\xa0", " "),
            "On account · $ 200.00, overdue $ 200.00",
        )
        self.env.company.use_customer_account = False
        customer.invalidate_recordset()
        self.assertFalse(customer.account_summary)

    def test_on_account_and_not_on_account_are_found(self):
        jan = self._make_customer(name="Jan")
        self._set("hold", self.firm)
        found = jan | self.customer | self.firm
        search = self.env["res.partner"].with_user(self.user_level_5).search
        mine = [("id", "in", found.ids)]
        on = ("active", "watch", "hold", "closed")
        self.assertEqual(
            search([*mine, ("account_status", "in", on)]), self.customer | self.firm
        )
        self.assertEqual(search([*mine, ("account_status", "not in", on)]), jan)
        self.assertEqual(search([*mine, ("account_status", "=", "none")]), jan)
        groups = self.env["res.partner"].formatted_read_group(
            mine, ["account_status"], ["__count"]
        )
        self.assertEqual(
            {group["account_status"]: group["__count"] for group in groups},
            {"none": 1, "active": 1, "hold": 1},
        )

    def test_the_few_on_hold_are_found_by_an_index(self):
        self._make_many(3000)
        self._set("hold")
        self.env.flush_all()
        self.env.cr.execute("ANALYZE res_partner")
        # what was written just now waits in a list until autovacuum comes
        self.env.cr.execute(
            "SELECT gin_clean_pending_list('res_partner_account_status_idx')"
        )
        partners = self.env["res.partner"]
        query = partners._search([("account_status", "in", ("hold", "closed"))])
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("res_partner_account_status_idx", plan)
        self.assertIn(self.customer, partners.browse(query))

    def test_a_company_whose_customers_are_on_account_unless_told_finds_them_too(self):
        jan = self._make_customer(name="Jan")
        self.env["ir.default"].set(
            "res.partner", "account_status", "active", company_id=self.env.company.id
        )
        search = self.env["res.partner"].search
        mine = [("id", "in", (jan | self.customer).ids)]
        self.assertEqual(jan.account_status, "active")
        self.assertEqual(
            search([*mine, ("account_status", "=", "active")]), jan | self.customer
        )
        self.assertFalse(search([*mine, ("account_status", "=", "hold")]))

    def test_the_paid_history_has_each_payment_and_its_days(self):
        invoice = self._make_bill(
            100, post=True, invoice_date="2027-02-01", invoice_date_due="2027-02-11"
        )
        self._pay(invoice, 60, date="2027-02-06")
        self._pay(invoice, 40, date="2027-02-21")
        refunded = self._make_bill(70, post=True, invoice_date="2027-03-01")
        self._make_refund(refunded)
        self._pay(self._make_bill(5, post=True, partner_id=self.firm.id))
        action = self.customer.with_user(self.user_level_5).action_paid_history()
        rows = self.env["customer.payment.history"].with_user(self.user_level_5)
        rows = rows.search(action["domain"], order="date, id")
        self.assertRecordValues(
            rows,
            [
                {"name": invoice.name, "amount": 60, "days_to_pay": 5},
                {"name": invoice.name, "amount": 40, "days_to_pay": 20},
                {"name": refunded.name, "amount": 70, "days_to_pay": 4},
            ],
        )
        self.assertEqual(rows.mapped("days_late")[:2], [-5, 10])
        self.assertEqual(rows.mapped("kind"), ["payment", "payment", "refund"])
        [group] = rows.formatted_read_group(
            [("id", "in", rows[:2].ids)], ["partner_id"], ["days_to_pay:avg"]
        )
        self.assertEqual(group["days_to_pay:avg"], 12.5)
