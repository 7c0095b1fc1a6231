# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestCustomerCard(CustomerCommon):
    """Who the customer is, and the list and cards they are found in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer()

    def _delivery(self, **vals):
        return self.env["res.partner"].create(
            {
                "parent_id": self.anna.id,
                "type": "delivery",
                "street": "ul. Polna 7",
                "zip": "60-535",
                "city": "Poznań",
                "country_id": self.env.ref("base.pl").id,
                **vals,
            }
        )

    def test_birth_date_in_the_future_is_refused(self):
        self.anna.birth_date = "2027-03-10"
        with self.assertRaisesRegex(ValidationError, "03/11/2027.*in the future"):
            self.anna.birth_date = "2027-03-11"

    def test_today_is_the_users_day(self):
        with freeze_time("2027-03-10 23:30:00"):  # the 11th in Warsaw
            self.anna.birth_date = "2027-03-11"
            self.assertEqual(str(self.anna.birth_date), "2027-03-11")

    def test_impossible_birth_date_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Nobody born"):
            self.anna.birth_date = "1790-01-01"

    def test_birth_date_is_not_copied(self):
        self.anna.birth_date = "1980-02-29"
        self.assertFalse(self.anna.copy().birth_date)

    def test_birthdays_of_the_month_are_found(self):
        self.anna.birth_date = "1980-03-31"
        april = self._make_customer(name="April", birth_date="1980-04-01")
        found = self.env["res.partner"].search([("has_birthday_this_month", "=", True)])
        self.assertIn(self.anna, found)
        self.assertNotIn(april, found)
        others = self.env["res.partner"].search(
            [("has_birthday_this_month", "=", False)]
        )
        self.assertIn(april, others)
        self.assertNotIn(self.anna, others)
        self.assertTrue(self.anna.has_birthday_this_month)
        self.assertFalse(april.has_birthday_this_month)

    def test_delivery_address_stands_next_to_the_address(self):
        self.assertFalse(self.anna.delivery_address)
        self._delivery()
        self.assertEqual(
            self.anna.delivery_address, "ul. Polna 7\n60-535 Poznań\nPoland"
        )

    def test_the_oldest_active_delivery_address_is_shown(self):
        first = self._delivery(name="Warehouse")
        self._delivery(street="ul. Nowa 1")
        self.assertIn("Warehouse\nul. Polna 7", self.anna.delivery_address)
        first.active = False
        self.anna.invalidate_recordset()
        self.assertIn("ul. Nowa 1", self.anna.delivery_address)

    def test_delivery_address_is_entered_in_a_dialog(self):
        clerk = self.anna.with_user(self.user_level_5)
        action = clerk.action_delivery_address()
        partners = clerk.env["res.partner"].with_context(**action["context"])
        with Form(partners, view=action["views"][0][0]) as form:
            form.street = "ul. Polna 7"
            form.city = "Poznań"
        child = self.anna.child_ids
        self.assertRecordValues(
            child, [{"type": "delivery", "parent_id": self.anna.id, "ref": False}]
        )
        self.assertEqual(self.anna.address_get(["delivery"])["delivery"], child.id)
        self.assertEqual(clerk.action_delivery_address()["res_id"], child.id)
        self.assertEqual(self.anna.street, "ul. Prosta 1", "the address itself stays")

    def test_contact_persons_have_no_count_of_their_own(self):
        firm = self._make_customer(name="Firm", is_company=True)
        buyer = self._make_customer(name="Buyer", parent_id=firm.id)
        for customer in (firm, buyer, self.anna):
            self._make_action(partner_id=customer.id)
        people = (firm | buyer | self.anna).with_user(self.user_level_5)
        self.assertEqual(people.mapped("customer_action_count"), [2, 0, 1])
        action = people[0].action_open_customer_actions()
        found = self.env["customer.action"].search(action["domain"])
        self.assertEqual(found.partner_id, firm | buyer)

    def test_fields_of_the_card_are_written_with_the_function_only(self):
        function = self.env.ref("customer_care.function_customer_change")
        function._customer_set_lowest_level(4)
        vals = {"birth_date": "1980-01-01", "preferred_channel": "sms"}
        manager = self._make_user(
            "clerk", "customer_care.level_5,base.group_partner_manager"
        )
        for name, value in vals.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self.anna.with_user(manager).write({name: value})
        self.assertFalse(self.anna.birth_date)
        self.anna.with_user(self.user_level_4).write(vals)
        self.assertEqual(self.anna.preferred_channel, "sms")

    def test_nobody_without_a_level_reads_the_card(self):
        for name in ("birth_date", "preferred_channel", "delivery_address"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.anna.with_user(self.user_no_level).read([name])


@tagged("post_install", "-at_install")
class TestCustomersWindow(CustomerCommon):
    """The list and the cards of Customers."""

    def _window(self):
        return self.env["res.partner"].with_user(self.user_level_5).action_customers()

    def _found(self, name):
        """Return whom a filter of the search view shows, among this test's own."""
        view = self.env.ref("customer_care.res_partner_view_search_customers")
        (text,) = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']/@domain")
        domain = self._window()["domain"] + literal_eval(text)
        return self.env["res.partner"].search(domain) & self.mine

    def setUp(self):
        super().setUp()
        self.active = self._make_customer()
        self.inactive = self._make_customer(active=False)
        self.forgotten = self._make_customer(active=False)
        self.forgotten.sudo().is_forgotten = True
        self.contact = self._make_customer(parent_id=self.active.id)
        self.mine = self.active | self.inactive | self.forgotten | self.contact

    def test_active_inactive_forgotten_all(self):
        for name, expected in (
            ("active", self.active),
            ("inactive", self.inactive),
            ("forgotten", self.forgotten),
            ("all", self.active | self.inactive | self.forgotten),
        ):
            with self.subTest(name):
                self.assertEqual(self._found(name), expected)

    def test_active_is_the_default(self):
        context = self._window()["context"]
        self.assertIn("'search_default_active': 1", context)

    def test_all_customers_are_not_sorted_by_rank_first(self):
        """A million customers cannot be sorted for a page of eighty."""
        self.assertNotIn("res_partner_search_mode", self._window()["context"])

    def test_list_and_cards_show_code_and_phone(self):
        views = {kind: view for view, kind in self._window()["views"]}
        for kind in ("list", "kanban"):
            arch = self.env["res.partner"].get_view(views[kind], kind)["arch"]
            with self.subTest(kind):
                self.assertIn('name="ref"', arch)
                self.assertIn('name="phone"', arch)
                self.assertIn('name="customer_operations"', arch)
