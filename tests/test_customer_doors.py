# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_doors import TAKEN, TYPED, TYPED_LATER, DoorsMixin
from .common_invoice import InvoiceCommon

CSV = {"has_headers": True, "separator": ",", "quoting": '"'}


@tagged("post_install", "-at_install")
class TestCustomerDoors(DoorsMixin, InvoiceCommon):
    """A customer made or changed elsewhere in Odoo is a customer like any other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_doors()
        cls.seller = cls._make_user(
            "seller",
            "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )
        cls.biller = cls._make_user(
            "biller", "account.group_account_invoice,base.group_partner_manager"
        )
        cls.contacts = cls._make_user(
            "contacts", "base.group_user,base.group_partner_manager"
        )

    def _invoice_context(self):
        return self._context_of(
            self.biller,
            "account.move",
            "account.view_move_form",
            {"default_move_type": "out_invoice"},
        )

    def _order_context(self):
        return self._context_of(self.seller, "sale.order", "sale.view_order_form", {})

    def _quick(self, user, name, context=None):
        """Type a name into a field and choose "Create"."""
        partners = self.env["res.partner"].with_user(user)
        partner_id, _label = partners.with_context(**context or {}).name_create(name)
        return self._seen(partners.browse(partner_id))

    # -- Contacts -------------------------------------------------------------

    def test_customer_made_in_contacts_is_like_any_other(self):
        partner = self._fill_form(self.contacts, "Made in Contacts")
        self._assert_like_any_customer(partner, "Made in Contacts", self.contacts)

    def test_customer_changed_in_contacts_keeps_code_and_leaves_events(self):
        partner = self._fill_form(self.contacts, "Before")
        self._change_in_form(partner, self.contacts, "After")
        self._assert_changed_like_any(partner, self.contacts, "Before", "After")

    def test_taken_code_typed_in_contacts_is_refused(self):
        self._refuse_taken_code(self.contacts)

    def _refuse_taken_code(self, user, context=None):
        partners = self.env["res.partner"].with_user(user)
        with (
            self._assert_taken_code_refused(),
            Form(
                partners.with_context(**context or {}), "base.view_partner_form"
            ) as form,
        ):
            form.name = "Second owner"
            form.ref = TAKEN.lower()

    # -- Invoicing ------------------------------------------------------------

    def test_customer_typed_into_an_invoice_is_like_any_other(self):
        partner = self._quick(self.biller, "On an invoice", self._invoice_context())
        self._assert_like_any_customer(
            partner, "On an invoice", self.biller, phone=False
        )

    def test_customer_made_in_full_from_an_invoice_is_like_any_other(self):
        context = self._invoice_context()
        partner = self._fill_form(self.biller, "Invoiced", context)
        self._assert_like_any_customer(partner, "Invoiced", self.biller)
        move = self.env["account.move"].with_user(self.biller)
        with Form(move.with_context(default_move_type="out_invoice")) as form:
            form.partner_id = partner
        self.assertEqual(form.record.partner_id, partner)

    def test_customer_changed_from_an_invoice_keeps_code_and_leaves_events(self):
        context = self._invoice_context()
        partner = self._fill_form(self.biller, "Before", context)
        self._change_in_form(partner, self.biller, "After", context)
        self._assert_changed_like_any(partner, self.biller, "Before", "After")

    def test_taken_code_typed_from_an_invoice_is_refused(self):
        self._refuse_taken_code(self.biller, self._invoice_context())

    # -- Sales ----------------------------------------------------------------

    def test_customer_typed_into_an_order_is_like_any_other(self):
        partner = self._quick(self.seller, "On an order", self._order_context())
        self._assert_like_any_customer(partner, "On an order", self.seller, phone=False)

    def test_customer_made_in_full_from_an_order_is_like_any_other(self):
        partner = self._fill_form(self.seller, "Ordering", self._order_context())
        self._assert_like_any_customer(partner, "Ordering", self.seller)
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = partner
        self.assertEqual(form.record.partner_id, partner)

    def test_customer_changed_from_an_order_keeps_code_and_leaves_events(self):
        context = self._order_context()
        partner = self._fill_form(self.seller, "Before", context)
        self._change_in_form(partner, self.seller, "After", context)
        self._assert_changed_like_any(partner, self.seller, "Before", "After")

    def test_taken_code_typed_from_an_order_is_refused(self):
        self._refuse_taken_code(self.seller, self._order_context())

    # -- a name alone ---------------------------------------------------------

    def test_name_with_an_address_becomes_a_customer_with_both(self):
        partner = self._quick(self.contacts, "Ewa Nowak <ewa@example.com>")
        self._assert_like_any_customer(partner, "Ewa Nowak", self.contacts, phone=False)
        self.assertEqual(partner.email, "ewa@example.com")

    # -- import ---------------------------------------------------------------

    def _import(self, columns, *rows):
        """Import a CSV file as the import screen does; return its answer."""
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        wizard = (
            self.env["base_import.import"]
            .with_user(self.contacts)
            .create(
                {
                    "res_model": "res.partner",
                    "file": (",".join(columns) + "\n" + text).encode(),
                    "file_name": "customers.csv",
                    "file_type": "text/csv",
                }
            )
        )
        return wizard.execute_import(columns, columns, dict(CSV))

    def _imported(self, answer):
        self.assertFalse(answer["messages"])
        return self.env["res.partner"].browse(answer["ids"])

    def test_imported_customers_are_like_any_other(self):
        first, second = self._imported(
            self._import(
                ["name", "phone"], ("Imported 1", TYPED), ("Imported 2", TYPED)
            )
        )
        self._assert_like_any_customer(first, "Imported 1", self.contacts)
        self._assert_like_any_customer(second, "Imported 2", self.contacts)
        self.assertNotEqual(first.ref, second.ref)

    def test_imported_change_keeps_code_and_leaves_events(self):
        columns = ["id", "name", "phone"]
        partner = self._imported(
            self._import(columns, ("shop.customer_1", "Before", TYPED))
        )
        again = self._imported(
            self._import(columns, ("shop.customer_1", "After", TYPED_LATER))
        )
        self.assertEqual(again, partner)
        self._assert_changed_like_any(partner, self.contacts, "Before", "After")

    def test_imported_code_is_kept(self):
        partner = self._imported(self._import(["name", "ref"], ("With code", "SHOP-7")))
        self.assertEqual(partner.ref, "SHOP-7")
        self.assertEqual(partner.alias_ids.mapped("value"), ["SHOP-7"])

    def test_import_with_a_taken_code_says_so_and_imports_nothing(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        before = partners.search_count([])
        answer = self._import(
            ["name", "ref"], ("Fine", "SHOP-8"), ("Second owner", TAKEN.lower())
        )
        self.assertFalse(answer["ids"])
        messages = " ".join(message["message"] for message in answer["messages"])
        self.assertRegex(messages, f"(?i)code {TAKEN}.*never given")
        self.assertEqual(partners.search_count([]), before)

    # -- RPC ------------------------------------------------------------------

    def test_taken_code_by_rpc_is_refused_on_creating_and_on_changing(self):
        partners = self.env["res.partner"].with_user(self.contacts)
        with self._assert_taken_code_refused():
            partners.create({"name": "Second owner", "ref": TAKEN})
        partner = partners.create({"name": "Other"})
        code = partner.ref
        with self.assertRaisesRegex(ValidationError, TAKEN):
            with self.env.cr.savepoint():
                partner.write({"ref": TAKEN})
        self.assertEqual(self._seen(partner).ref, code)
