# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common import CustomerCommon
from .test_security import ONE_SENTENCE

CONTACTS = "base.group_user,base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestResPartnerAccess(CustomerCommon):
    """Who has a level needs our functions for customers, in Contacts and by RPC too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        groups = cls.env["res.groups"]
        for name in ("customer_change", "customer_delete"):
            cls.env.ref(f"customer_care.function_{name}")._customer_set_lowest_level(2)
        cls.groups = groups
        # with Odoo's own right to create and change contacts
        cls.clerk = cls._make_user("clerk", f"customer_care.level_5,{CONTACTS}")
        cls.outsider = cls._make_user("outsider", CONTACTS)
        cls.customer = cls._make_customer()
        cls.firm = cls.Partner.create({"name": "Firm", "is_company": True})
        cls.person = cls.Partner.create({"name": "Jan", "parent_id": cls.firm.id})
        cls.address = cls.Partner.create(
            {"parent_id": cls.customer.id, "type": "delivery", "city": "Łódź"}
        )
        cls.supplier = cls.Partner.create({"name": "Supplier", "supplier_rank": 1})

    def _call(self, user, method, *args):
        return call_kw(self.Partner.with_user(user), method, args, {})

    def assertRefused(self, function, user, method, *args):
        with self.assertRaisesRegex(AccessError, ONE_SENTENCE % function):
            self._call(user, method, *args)

    def test_customers_are_not_created_without_the_function(self):
        for vals in (
            {"name": "New"},
            {"name": "New", "parent_id": self.firm.id},
            {"type": "delivery", "parent_id": self.customer.id},
        ):
            self.assertRefused("Change customers", self.clerk, "create", [vals])
        self.assertRefused("Change customers", self.clerk, "name_create", "New")

    def test_customers_are_not_written_without_the_function(self):
        for partner in (self.customer, self.firm, self.person, self.address):
            self.assertRefused(
                "Change customers", self.clerk, "write", partner.ids, {"city": "X"}
            )
        self.assertNotIn("X", (self.customer | self.firm).mapped("city"))

    def test_customers_are_not_imported_without_the_function(self):
        result = self._call(self.clerk, "load", ["name"], [["New"]])
        self.assertFalse(result["ids"])
        self.assertRegex(
            result["messages"][0]["message"], ONE_SENTENCE % "Change customers"
        )

    def test_neither_through_their_parent_nor_through_a_document(self):
        command = [Command.update(self.person.id, {"name": "X"})]
        self.assertRefused(
            "Change customers",
            self.clerk,
            "write",
            self.firm.ids,
            {"child_ids": command},
        )

    def test_one_customer_among_suppliers_is_enough(self):
        both = self.supplier | self.customer
        self.assertRefused(
            "Change customers", self.clerk, "write", both.ids, {"city": "X"}
        )
        self.assertEqual(
            both.with_user(self.clerk)._filtered_access("write"), self.supplier
        )

    def test_suppliers_and_colleagues_are_odoos_business(self):
        self._call(self.clerk, "write", self.supplier.ids, {"city": "X"})
        made = self._call(self.clerk, "create", [{"name": "S", "supplier_rank": 1}])
        self._call(self.clerk, "unlink", made)
        colleague = self.Partner.create(
            {"name": "Colleague", "parent_id": self.env.company.partner_id.id}
        )
        self._call(self.clerk, "write", colleague.ids, {"city": "X"})
        self.assertEqual((self.supplier | colleague).mapped("city"), ["X", "X"])

    def test_who_has_the_function_changes_customers(self):
        partner = self._call(self.user_level_2, "create", [{"name": "New"}])
        self._call(self.user_level_2, "write", partner, {"city": "X"})
        self.assertEqual(self.Partner.browse(partner).city, "X")

    def test_a_user_without_a_level_works_as_before(self):
        partner = self._call(self.outsider, "create", [{"name": "New"}])
        self._call(self.outsider, "write", partner, {"city": "X"})
        self._call(self.outsider, "unlink", partner)
        self.assertFalse(self.Partner.browse(partner).exists())

    def test_sudo_passes(self):
        self.customer.with_user(self.clerk).sudo().city = "X"
        self.assertEqual(self.customer.city, "X")

    def test_reading_is_not_touched(self):
        self.assertTrue(self._call(self.clerk, "read", self.customer.ids, ["name"]))

    def test_the_check_costs_no_query_for_those_who_may(self):
        customer = self.customer.with_user(self.user_level_2)
        customer.check_access("write")
        with self.assertQueryCount(0):
            customer._check_customer_access("write")

    def test_a_thousand_are_checked_with_the_queries_of_ten(self):
        def cost(count):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            refused = partners[:count].with_user(self.clerk)._check_access("write")
            self.assertEqual(len(refused[0]), count)
            return self.cr.sql_log_count - start

        partners = self.Partner.create([{"name": f"C {n}"} for n in range(1000)])
        cost(10)
        self.assertEqual(cost(10), cost(1000))

    # -- deleting --------------------------------------------------------------

    def test_customers_are_deleted_with_the_function_to_delete(self):
        spare = self._make_customer(name="Spare")
        self.assertRefused("Delete customers", self.clerk, "unlink", spare.ids)
        self._call(self.user_level_2, "unlink", spare.ids)
        self.assertFalse(spare.exists())

    def test_contact_persons_are_deleted_with_the_function_to_change(self):
        delete = self.env.ref("customer_care.function_customer_delete")
        delete._customer_set_lowest_level(0)
        self.assertRefused("Change customers", self.clerk, "unlink", self.person.ids)
        self._call(self.user_level_2, "unlink", self.person.ids)
        self.assertFalse(self.person.exists())
        self.assertRefused(
            "Delete customers", self.user_level_2, "unlink", self.firm.ids
        )

    # -- users -----------------------------------------------------------------

    def test_who_manages_users_makes_and_changes_them_as_before(self):
        managers = [
            self._make_user(f"manager_{level}", f"{groups},{CONTACTS}")
            for level, groups in (
                (0, "base.group_erp_manager"),
                (5, "base.group_erp_manager,customer_care.level_5"),
            )
        ]
        for manager in managers:
            env = self.env(user=manager)
            user = new_test_user(env, f"new_{manager.login}", "base.group_portal")
            user.write({"name": "Renamed", "email": "renamed@example.com"})
            self.assertEqual(user.partner_id.name, "Renamed")
            self.assertTrue(user.partner_id.ref)
            with self.assertRaises(AccessError):
                user.partner_id.with_user(self.clerk).name = "Not by contacts"
