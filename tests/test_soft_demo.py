# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.tests import HttpCase, freeze_time, tagged

from .common_screens import ScreensCase

# Loaded when the till shows its first page, whatever it asks first.
TILL_READY = "!!document.querySelector('.pos .pos-content > *')"


@tagged("post_install", "-at_install")
class TestSoftDemo(ScreensCase):
    """The demo data, and our screens beside twenty further addons."""

    def _demo(self, model):
        records = self._ours(model)
        names = records.get_external_id()
        return records.filtered(lambda record: names[record.id].endswith("_demo"))

    def test_the_further_addons_are_there(self):
        names = (
            "event project crm fleet stock repair point_of_sale mass_mailing "
            "website_sale website_slides hr purchase"
        ).split()
        found = self.env["ir.module.module"].search(
            [("name", "in", names), ("state", "=", "installed")]
        )
        self.assertEqual(set(found.mapped("name")), set(names))

    def test_actions_are_due_around_the_day_of_installation(self):
        actions = self._demo("customer.action")
        self.assertGreater(len(actions), 12)
        installed = actions[0].create_date
        for action in actions:
            days = (action.date_remind - installed.date()).days
            self.assertTrue(-30 <= days <= 90, f"{action.name}: {days}")
        with freeze_time(installed):
            center = self.env["customer.action"].search([("timeliness", "=", "due")])
            overdue = actions.filtered(lambda a: a.timeliness == "overdue")
            counters = {
                counter["key"]: counter["count"]
                for counter in self.env["customer.action"].get_center_counters()
            }
        self.assertGreaterEqual(len(center & actions), 8)
        self.assertTrue(overdue)
        self.assertGreater(counters["due"], 0)
        self.assertGreater(counters["overdue"], 0)
        first = installed.date() - timedelta(days=1)
        last = installed.date() + timedelta(days=7)
        for action in center:
            self.assertTrue(first <= action.date_remind <= last)

    def test_customers_of_a_shop_a_clinic_and_a_garage_have_posted_invoices(self):
        invoices = self._demo("account.move")
        self.assertGreater(len(invoices), 5)
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        for name in ("coffee_machine", "vaccination", "oil"):
            product = self.env.ref(f"customer_care.product_{name}_demo")
            lines = invoices.invoice_line_ids.filtered_domain(
                [("product_id", "=", product.id)]
            )
            with self.subTest(name):
                self.assertTrue(lines)
                self.assertTrue(all(lines.mapped("serial_number")))
        made = self.env["customer.action"].search([("invoice_id", "in", invoices.ids)])
        self.assertTrue(made.filtered("is_automatic"))

    def test_every_demo_customer_is_one_and_has_a_code(self):
        customers = self._demo("res.partner").filtered(lambda p: not p.parent_id)
        self.assertGreater(len(customers), 10)
        self.assertEqual(set(customers.mapped("is_customer")), {True})
        codes = customers.mapped("ref")
        self.assertTrue(all(codes))
        self.assertEqual(len(set(codes)), len(customers))

    def test_every_menu_entry_opens_beside_the_further_addons(self):
        entries = self._ours("ir.ui.menu").filtered("action").get_external_id()
        self.assertEqual(self._open_menus(self.user_level_1), set(entries.values()))
        self._open_menus(self.user_level_5)

    def test_every_view_loads_beside_the_further_addons(self):
        for user in (self.env.user, self.user_level_1):
            self._check_views_load(user)

    def test_a_user_without_a_level_sees_nothing_of_ours(self):
        outsider = self._make_user(
            "outsider",
            "base.group_user,base.group_partner_manager,account.group_account_manager,"
            "sales_team.group_sale_manager,stock.group_stock_manager,"
            "point_of_sale.group_pos_manager",
        )
        self.assertEqual(self._traces(outsider), set())


@tagged("post_install", "-at_install")
class TestSoftTill(ScreensCase, HttpCase):
    def test_the_till_opens_for_a_cashier_without_a_level(self):
        self._make_user("cashier", "base.group_user,point_of_sale.group_pos_user")
        till = self.env["pos.config"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        till.current_session_id.action_pos_session_closing_control()
        self.browser_js(
            f"/pos/ui/{till.id}",
            "console.log('test successful')",
            TILL_READY,
            login="cashier",
            timeout=120,
        )
