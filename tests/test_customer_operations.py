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
        "new_customer_action",
        "new_appointment",
        "appointments",
        "customer_card",
        "sms_history",
        "ask_consent",
        "events",
        "copy_code",
        "layaways",
        "proposals",
        "new_note",
        "notes",
        "overview",
        "turnover_history",
        "turnover_print",
        "preference_form",
        "new_vehicle",
        "new_animal",
        "new_equipment",
    ],
    4: [
        "preference_send",
        "preference_copy",
        "send_sms",
        "add_alert",
        "add_to_family",
        "collective_settlement",
    ],
    3: ["deactivate", "track_transaction", "suppress", "merge"],
    2: [
        "change_code",
        "delete",
        "forget",
        "data_request",
        "data_lookup",
        "personal_data",
    ],
    1: ["anonymise"],
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

    def test_new_sale_opens_its_dialog_for_who_may_sell(self):
        seller = self._make_user(
            "seller", "customer_care.level_5,sales_team.group_sale_salesman"
        )
        action = self.customer.with_user(seller).run_customer_operation("new_sale")
        self.assertEqual(action["res_model"], "customer.new.sale")
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        self.assertNotIn("new_sale", self._keys(self.user_level_5), "no right to sell")

    def test_show_card_opens_the_form(self):
        action = self.customer.with_user(self.user_level_5).action_show_card()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.customer.id)
        )

    def test_the_code_is_copied(self):
        action = self.customer.with_user(self.user_level_5).action_copy_code()
        self.assertEqual(action["params"], {"text": self.customer.ref})


@tagged("post_install", "-at_install")
class TestStrangers(CustomerCommon):
    """Suppliers, colleagues and our own companies are no customers to any tool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.person = cls._make_customer(
            name="Ola of the firm", parent_id=cls.customer.id, phone="602 345 678"
        )
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Supplier", "supplier_rank": 1, "phone": "601 234 567"}
        )
        cls.height = cls.env["customer.measurement.type"].create({"name": "Height"})
        cls.strangers = (
            cls.supplier | cls.user_level_5.partner_id | cls.env.company.partner_id
        )

    def test_they_are_offered_their_card_and_nothing_else(self):
        for stranger in self.strangers.with_user(self.user_level_1):
            keys = [entry["key"] for entry in stranger.get_customer_operations()]
            self.assertEqual(keys, ["show_card"], stranger.name)
            with self.assertRaisesRegex(UserError, "Send SMS is not possible for"):
                stranger.run_customer_operation("send_sms")

    def test_a_contact_person_is_offered_what_their_customer_is(self):
        keys = [
            entry["key"]
            for entry in self.person.with_user(
                self.user_level_1
            ).get_customer_operations()
        ]
        self.assertLessEqual({"send_sms", "sms_history", "add_alert"}, set(keys))
        self.assertNotIn("change_code", keys, "they have no code")
        self.assertNotIn("copy_code", keys)

    def _refused(self, stranger, verb):
        before = self._rows()
        words = f"^{stranger.name} is not a customer"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            verb()
        self.assertEqual(self._rows(), before)

    def _rows(self):
        names = ("customer.alert", "customer.measurement", "customer.message")
        return [self.env[name].search_count([]) for name in names]

    def test_no_sms_no_alert_no_measurement_and_no_turnover_of_a_stranger(self):
        env = self.env(user=self.user_level_1)
        for stranger in self.strangers.with_env(env):
            alert = {"name": "Cash only", "partner_id": stranger.id}
            value = {
                "partner_id": stranger.id,
                "type_id": self.height.id,
                "value": 170,
            }
            sms = {"partner_id": stranger.id, "body": "Hello"}
            printed = {"partner_ids": stranger.ids}
            for verb in (
                stranger.action_send_sms,
                stranger.action_add_alert,
                stranger.action_new_measurements,
                stranger.action_turnover_print,
                env["customer.sms"].create(sms).action_send,
                env["customer.turnover.print"].create(printed).action_print,
                lambda vals=alert: env["customer.alert"].create(vals),
                lambda vals=value: env["customer.measurement"].create(vals),
            ):
                with self.subTest(stranger=stranger.name, verb=str(verb)):
                    self._refused(stranger, verb)

    def test_one_stranger_among_customers_refuses_the_whole(self):
        both = (self.customer | self.supplier).with_user(self.user_level_1)
        self._refused(self.supplier, both.action_turnover_print)

    def test_contact_persons_get_alerts_measurements_and_sms_as_customers_do(self):
        env = self.env(user=self.user_level_1)
        person = self.person.with_env(env)
        env["customer.alert"].create({"name": "Bites", "partner_id": person.id})
        env["customer.measurement"].create(
            {"partner_id": person.id, "type_id": self.height.id, "value": 170}
        )
        env["customer.sms"].create(
            {"partner_id": person.id, "body": "Hello"}
        ).action_send()
        self.assertEqual(person.customer_message_ids.mapped("channel"), ["sms"])

    def test_an_alert_cannot_be_moved_to_a_stranger(self):
        alert = self.env["customer.alert"].create(
            {"name": "Bites", "partner_id": self.customer.id}
        )
        with self.assertRaisesRegex(UserError, "Supplier is not a customer"):
            alert.partner_id = self.supplier
