# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_methods import MethodsCase

# Each page of the contact form: what it shows, who sees it, and who changes it.
PAGES = {
    "customer_phones": ("customer_phone_ids", "customer_see", "customer_change"),
    "customer_interests": ("interest_ids", "interest_see", "interest_change"),
    "customer_measurements": (
        "measurement_ids",
        "measurement_see",
        "measurement_change",
    ),
    "customer_family": ("family_id", "family_see", "family_change"),
}
# They have no field: what stands in them asks for functions of its own.
WIDGETS = {"customer_tools": "customer_see"}


@tagged("post_install", "-at_install")
class TestCustomerPages(MethodsCase):
    """Each page of ours has one function to see it and one to change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family.action_dissolve()
        cls.mine = cls.customer.with_user(cls.user)

    def _form(self, user=None):
        """The form that Contacts opens."""
        partners = self.env["res.partner"].with_user(user or self.user)
        arch = partners.get_view(view_type="form")["arch"]
        return etree.fromstring(arch)

    def _pages(self, form):
        return {
            page.get("name")
            for page in form.xpath("//page")
            if (page.get("name") or "").startswith("customer_")
        }

    def _changes(self):
        """{page: what RPC calls to change it}."""
        value = {"type_id": self.height.id, "value": 171}
        return {
            "customer_phones": {"customer_phone_ids": [(0, 0, {"number": "602"})]},
            "customer_interests": {"interest_ids": [(4, self.interest.id)]},
            "customer_measurements": {"measurement_ids": [(0, 0, value)]},
            "customer_family": {"family_id": self._make_family().id},
        }

    def _make_family(self):
        one = self._make_customer(name="Piotr Lis")
        two = self._make_customer(name="Ewa Lis")
        return self.env["customer.family"]._unite(one | two)

    def test_the_pages_are_those_of_the_table(self):
        self.assertLessEqual({*PAGES, *WIDGETS}, self._pages(self._form()))
        self.assertFalse(self._pages(self._form(self.user_no_level)))

    def test_without_its_function_a_page_is_not_seen_in_contacts_nor_by_rpc(self):
        self._set_all(5)
        pages = {name: row[:2] for name, row in PAGES.items()}
        pages |= {name: (None, see) for name, see in WIDGETS.items()}
        for page, (field, see) in pages.items():
            with self.subTest(page):
                self.assertIn(page, self._pages(self._form()))
                self._take(see)
                form = self._form()
                self.assertNotIn(page, self._pages(form))
                if field:
                    self.assertFalse(form.xpath(f"//field[@name='{field}']"))
                    self.assertNotIn(field, self.mine.fields_get())
                    with self.assertRaises(AccessError):
                        self.mine.read([field])
                self._set_all(5)
                if field:
                    self.mine.read([field])

    def test_without_its_function_a_page_is_read_and_not_changed(self):
        self._set_all(5)
        for page, vals in self._changes().items():
            field, _see, change = PAGES[page]
            with self.subTest(page):
                self.env.ref(
                    f"customer_care.function_{change}"
                )._customer_set_lowest_level(0)
                self.mine.read([field])
                self.assertIn(page, self._pages(self._form()))
                self.assertTrue(self.mine.fields_get([field])[field]["readonly"])
                call = ("res.partner", "write", self.customer.ids, vals)
                self.assertTrue(self._refusal(self.user, call), "it was allowed")
                self._set_all(5)
                self.assertFalse(self.mine.fields_get([field])[field]["readonly"])
                self.assertFalse(self._refusal(self.user, call))

    def test_the_page_of_notes_says_that_notes_are_handed_out(self):
        line = "//page[@name='internal_notes']//p[contains(., 'copy of their')]"
        self.assertTrue(self._form().xpath(line))
        self.assertTrue(self._form().xpath("//page//field[@name='comment']"))
        self.assertFalse(self._form(self.user_no_level).xpath(line))
