# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CustomerCommon

# What each level finds in the menu of an active customer, with Odoo's own rights to
# make sales; a level has what the ones below it have.
MENU = {
    5: [
        "show_card",
        "new_sale",
        "sms_history",
        "events",
        "copy_code",
        "layaways",
        "overview",
        "turnover_history",
        "turnover_print",
    ],
    4: ["send_sms", "add_alert", "add_to_family"],
    3: ["deactivate"],
    2: ["change_code", "delete"],
    1: [],
}


@tagged("post_install", "-at_install")
class TestCustomerOperations(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()

    def _keys(self, user, customer=None):
        customer = (customer or self.customer).with_user(user)
        return [entry["key"] for entry in customer.get_customer_operations()]

    def test_each_level_sees_its_entries(self):
        expected = set()
        for level in (5, 4, 3, 2, 1):
            user = self._make_user(
                f"seller_{level}",
                f"customer_care.level_{level},sales_team.group_sale_salesman",
            )
            expected |= set(MENU[level])
            with self.subTest(level=level):
                self.assertEqual(set(self._keys(user)), expected)

    def test_nobody_without_a_level_sees_the_menu(self):
        with self.assertRaises(AccessError):
            self._keys(self.user_no_level)

    def test_entries_stand_in_the_order_of_the_menu(self):
        entries = {
            entry["key"]: entry["sequence"]
            for entry in self.env["res.partner"]._customer_operations()
        }
        keys = self._keys(self.user_level_1)
        self.assertEqual(keys, sorted(keys, key=entries.get))
        self.assertEqual(len(set(entries.values())), len(entries), "one place each")

    def test_every_entry_asks_for_functions_that_exist(self):
        functions = self.env["res.groups"]._customer_function_ids()
        for entry in self.env["res.partner"]._customer_operations():
            with self.subTest(entry["key"]):
                self.assertTrue(entry["functions"])
                self.assertLessEqual(set(entry["functions"]), set(functions))
                self.assertTrue(callable(getattr(self.customer, entry["method"])))

    def test_no_entry_runs_without_its_function(self):
        """Neither through the menu nor by calling its method."""
        self.env["res.groups"]._customer_functions()._customer_set_lowest_level(2)
        customer = self.customer.with_user(self.user_level_5)
        for entry in self.env["res.partner"]._customer_operations():
            with self.subTest(entry["key"]):
                with self.assertRaises(AccessError):
                    customer.run_customer_operation(entry["key"])
                with self.assertRaises(AccessError):
                    getattr(customer, entry["method"])()

    def test_what_is_not_possible_now_is_refused_in_a_sentence(self):
        self.customer.active = False
        self.assertNotIn("send_sms", self._keys(self.user_level_4))
        with self.assertRaisesRegex(UserError, "Send SMS is not possible for Anna"):
            self.customer.with_user(self.user_level_4).run_customer_operation(
                "send_sms"
            )

    def test_a_name_that_is_no_entry_is_refused(self):
        with self.assertRaisesRegex(UserError, "no operation unlink"):
            self.customer.with_user(self.user_level_1).run_customer_operation("unlink")

    def test_new_sale_starts_a_quotation_for_the_customer(self):
        seller = self._make_user(
            "seller", "customer_care.level_5,sales_team.group_sale_salesman"
        )
        action = self.customer.with_user(seller).run_customer_operation("new_sale")
        self.assertEqual(action["res_model"], "sale.order")
        self.assertEqual(action["context"], {"default_partner_id": self.customer.id})
        self.assertNotIn("new_sale", self._keys(self.user_level_5), "no right to sell")

    def test_show_card_opens_the_form(self):
        action = self.customer.with_user(self.user_level_5).action_show_card()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.customer.id)
        )

    def test_the_code_is_copied(self):
        action = self.customer.with_user(self.user_level_5).action_copy_code()
        self.assertEqual(action["params"], {"text": self.customer.ref})
