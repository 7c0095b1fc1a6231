# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestCustomerCode(CustomerCommon):
    """Every customer has a code, nobody else has one, and no code is given twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})

    def _codes(self, partner):
        aliases = self.env["customer.alias"].search(
            [("partner_id", "=", partner.id), ("kind", "=", "code")]
        )
        return sorted(aliases.mapped("value"))

    def _next(self):
        return self.env.ref("customer_care.sequence_customer_code").number_next_actual

    # -- who is a customer ----------------------------------------------------

    def test_a_contact_who_becomes_a_company_gets_a_code(self):
        """Also when a user does it: the core changes the values on its way."""
        firm = self._make_customer(name="Firm", is_company=True)
        person = self._make_customer(name="Branch", parent_id=firm.id)
        self.assertFalse(person.ref)
        person.with_user(self.user_level_5).write({"is_company": True})
        self.assertTrue(person.ref)

    def test_customer_domain_names_exactly_the_customers(self):
        firm = self.Partner.create({"name": "Firm", "is_company": True})
        person = self.Partner.create({"name": "Contact person", "parent_id": firm.id})
        address = self.Partner.create(
            {"name": "Delivery", "parent_id": firm.id, "type": "delivery"}
        )
        branch = self.Partner.create(
            {"name": "Branch", "parent_id": firm.id, "is_company": True}
        )
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        both = self.Partner.create(
            {"name": "Both", "supplier_rank": 1, "customer_rank": 1}
        )
        archived = self.Partner.create({"name": "Archived", "active": False})
        internal = self.user_level_5.partner_id
        portal = new_test_user(self.env, "portal_one", "base.group_portal").partner_id
        public = self.env.ref("base.public_user").partner_id
        ours = self.env.company.partner_id | self.other_company.partner_id
        everybody = (
            firm
            | person
            | address
            | branch
            | supplier
            | both
            | archived
            | internal
            | portal
            | public
            | ours
        )
        domain = self.Partner._customer_domain() & Domain("id", "in", everybody.ids)
        customers = firm | branch | both | archived | portal
        self.assertEqual(
            self.Partner.with_context(active_test=False).search(domain), customers
        )
        self.assertEqual(everybody.filtered("is_customer"), customers)
        self.assertEqual(
            everybody.filtered("ref"), customers, "they and nobody else have codes"
        )

    def test_user_without_level_sees_who_is_a_customer_the_same_way(self):
        partner = self._make_customer()
        self.assertTrue(partner.with_user(self.user_no_level).is_customer)

    def test_rows_copied_in_sql_without_ranks_are_customers_and_get_codes(self):
        self.env.cr.execute(
            "INSERT INTO res_partner (name, complete_name, active, type, partner_share,"
            " autopost_bills)"
            " VALUES ('Copied', 'Copied', true, 'contact', true, 'ask') RETURNING id"
        )
        copied = self.Partner.browse(self.env.cr.fetchone())
        self.assertIn(copied, self.Partner.search(self.Partner._customer_domain()))
        self.Partner._complete_all_codes()
        self.assertTrue(copied.ref)
        self.assertEqual(self._codes(copied), [copied.ref])

    # -- every way in ---------------------------------------------------------

    def test_several_created_at_once_get_different_codes(self):
        partners = self.Partner.create([{"name": f"Customer {n}"} for n in range(50)])
        self.assertEqual(len(set(partners.mapped("ref"))), 50)
        self.assertTrue(all(partners.mapped("ref")))

    def test_creating_a_thousand_costs_as_many_code_queries_as_creating_ten(self):
        def cost(count):
            missing = [(p.id, False) for p in partners[:count]]
            self.env.flush_all()
            start = self.cr.sql_log_count
            self.Partner._give_codes(missing)
            return self.cr.sql_log_count - start

        later = self.Partner.with_context(customer_code_later=True)
        partners = later.create([{"name": f"Customer {n}"} for n in range(1010)])
        self.assertFalse(any(partners.mapped("ref")))
        cost(1)
        self.assertEqual(cost(10), cost(1000))

    def test_user_without_a_level_creates_customers_with_codes(self):
        clerk = self._make_user("clerk", "base.group_user,base.group_partner_manager")
        partner = self.Partner.with_user(clerk).create({"name": "By the clerk"})
        self.assertTrue(partner.ref)
        self.assertEqual(self._codes(partner), [partner.ref])

    def test_imported_customers_keep_typed_codes_and_get_missing_ones(self):
        result = self.Partner.load(
            ["name", "ref"], [["Typed", "IMP-1"], ["Automatic", ""]]
        )
        self.assertFalse(result["messages"])
        typed, automatic = self.Partner.browse(result["ids"])
        self.assertEqual(typed.ref, "IMP-1")
        self.assertRegex(automatic.ref, r"^C\d{6}$")

    def test_quick_creation_and_copy_get_new_codes(self):
        first = self.Partner.browse(self.Partner.name_create("Quick")[0])
        second = first.copy()
        self.assertTrue(first.ref)
        self.assertTrue(second.ref)
        self.assertNotEqual(first.ref, second.ref)

    def test_contact_person_set_free_becomes_a_customer_with_a_code(self):
        firm = self.Partner.create({"name": "Firm", "is_company": True})
        person = self.Partner.create({"name": "Person", "parent_id": firm.id})
        self.assertFalse(person.ref)
        person.parent_id = False
        self.assertTrue(person.ref)

    def test_supplier_becomes_a_customer_when_an_invoice_is_posted(self):
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 3})
        self.assertFalse(supplier.ref)
        supplier._increase_rank("customer_rank")
        self.assertTrue(supplier.ref)

    def test_supplier_with_the_reference_of_a_customer_keeps_it_when_it_becomes_one(
        self,
    ):
        customer = self.Partner.create({"name": "Customer", "ref": "SAME"})
        supplier = self.Partner.create({"name": "S", "supplier_rank": 3, "ref": "same"})
        supplier._increase_rank("customer_rank")  # posting must not fail
        self.assertEqual(supplier.ref, "same")
        doubles = self.Partner.search([("is_code_double", "=", True)])
        self.assertEqual(doubles & (customer | supplier), customer | supplier)

    def test_users_and_companies_do_not_burn_codes(self):
        before = self._next()
        company = self.env["res.company"].create({"name": "Third Company"})
        user = new_test_user(self.env, "internal_two", "base.group_user")
        self.assertFalse(company.partner_id.ref)
        self.assertFalse(user.partner_id.ref)
        self.assertEqual(self._next(), before)

    def test_portal_user_is_a_customer_with_one_code(self):
        before = self._next()
        user = new_test_user(self.env, "portal_two", "base.group_portal")
        self.assertTrue(user.partner_id.ref)
        self.assertEqual(self._next(), before + 1)

    def test_internal_user_made_a_portal_user_becomes_a_customer(self):
        user = new_test_user(self.env, "changing", "base.group_user")
        user.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        self.assertTrue(user.partner_id.ref)

    # -- typed codes ----------------------------------------------------------

    def test_code_in_use_is_refused_in_any_case_and_named(self):
        self.Partner.create({"name": "First", "ref": "Abc-1"})
        with self.assertRaisesRegex(ValidationError, "aBC-1"):
            self.Partner.create({"name": "Second", "ref": " aBC-1 "})
        second = self.Partner.create({"name": "Second"})
        with self.assertRaisesRegex(ValidationError, "ABC-1"):
            second.ref = "ABC-1"

    def test_former_code_is_never_given_to_somebody_else(self):
        first = self.Partner.create({"name": "First", "ref": "OLD"})
        first.ref = "NEW"
        self.assertEqual(self._codes(first), ["NEW", "OLD"])
        with self.assertRaisesRegex(ValidationError, "old"):
            self.Partner.create({"name": "Second", "ref": "old"})
        first.ref = "old"
        self.assertEqual(first.ref, "old", "one's own former code may come back")
        self.assertEqual(self._codes(first), ["NEW", "OLD"])

    def test_one_code_for_two_customers_at_once_is_refused(self):
        with self.assertRaises(ValidationError):
            self.Partner.create(
                [{"name": "A", "ref": "TWIN"}, {"name": "B", "ref": "twin"}]
            )
        pair = self.Partner.create([{"name": "A"}, {"name": "B"}])
        with self.assertRaises(ValidationError):
            pair.write({"ref": "TWIN"})

    def test_blanking_keeps_the_code(self):
        partner = self.Partner.create({"name": "First", "ref": "KEEP"})
        partner.write({"ref": "", "city": "Kraków"})
        self.assertRecordValues(partner, [{"ref": "KEEP", "city": "Kraków"}])
        partner.ref = False
        self.assertEqual(partner.ref, "KEEP")

    def test_suppliers_and_contact_persons_may_share_references(self):
        firm = self.Partner.create({"name": "Firm", "ref": "F1", "is_company": True})
        person = self.Partner.create({"name": "P", "parent_id": firm.id, "ref": "F1"})
        self.assertEqual(person.ref, "F1")
        self.assertFalse(self._codes(person))

    def test_automatic_code_skips_codes_typed_before(self):
        start = self._next()
        typed = [f"c{number:06d}" for number in range(start, start + 40)]
        self.Partner.create([{"name": code, "ref": code} for code in typed])
        partner = self.Partner.create({"name": "Automatic"})
        self.assertNotIn(partner.ref.lower(), typed)
        self.assertTrue(partner.ref)

    # -- companies ------------------------------------------------------------

    def test_two_companies_may_use_one_code_but_not_a_shared_one(self):
        mine, theirs = self.env.company.id, self.other_company.id
        self.Partner.create({"name": "Mine", "ref": "K1", "company_id": mine})
        self.Partner.create({"name": "Theirs", "ref": "K1", "company_id": theirs})
        with self.assertRaisesRegex(ValidationError, "k1"):
            self.Partner.create({"name": "Shared", "ref": "k1"})
        self.Partner.create({"name": "Shared", "ref": "K2"})
        with self.assertRaisesRegex(ValidationError, "K2"):
            self.Partner.create({"name": "Mine", "ref": "K2", "company_id": mine})

    def test_customer_who_changes_company_takes_the_codes_along(self):
        mine, theirs = self.env.company.id, self.other_company.id
        partner = self.Partner.create({"name": "Mine", "ref": "K1", "company_id": mine})
        partner.ref = "K2"
        partner.company_id = theirs
        aliases = self.env["customer.alias"].search([("partner_id", "=", partner.id)])
        self.assertEqual(aliases.company_id, self.other_company)
        self.Partner.create({"name": "Next", "ref": "K1", "company_id": mine})
        with self.assertRaises(ValidationError):
            partner.company_id = mine

    # -- merge ----------------------------------------------------------------

    def test_core_merge_keeps_the_survivors_code_and_the_sources_as_alias(self):
        survivor = self.Partner.create({"name": "S", "ref": "S1"})
        source = self.Partner.create({"name": "S", "ref": "Q1"})
        gone = source.id
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (survivor | source).ids, survivor
        )
        self.assertEqual(survivor.ref, "S1")
        self.assertEqual(self._codes(survivor), ["Q1", "S1"])
        self.assertEqual(source.merged_into_id, survivor)
        self.assertEqual(self.Partner._survivor_of(gone), survivor)
        with self.assertRaises(ValidationError):
            self.Partner.create({"name": "New", "ref": "q1"})

    def test_core_merge_into_one_without_a_code_takes_the_sources(self):
        firm = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        source = self.Partner.create({"name": "Customer", "ref": "Q2"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (firm | source).ids, firm
        )
        self.assertEqual(firm.ref, "Q2")
        self.assertEqual(self._codes(firm), ["Q2"])

    def test_core_merge_does_not_stop_at_a_code_used_twice(self):
        self.Partner.create({"name": "Holder", "ref": "TWICE"})
        supplier = {"supplier_rank": 1, "ref": "TWICE"}
        first, second = self.Partner.create([{"name": n, **supplier} for n in "AB"])
        (first | second).customer_rank = 1
        third = self.Partner.create({"name": "C"})
        code = third.ref
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((first | third).ids, third)
        self.assertEqual(third.ref, code)
        wizard._merge((second | third).ids, second)
        self.assertEqual(second.ref, "TWICE")
        self.assertEqual(self._codes(second), [code])
        self.assertTrue(second.is_code_double)

    def test_survivor_is_found_two_merges_deep(self):
        first, second, third = self.Partner.create([{"name": n} for n in "ABC"])
        first.merged_into_id = second
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((second | third).ids, third)
        self.assertEqual(first.merged_into_id, third)
        self.assertEqual(self.Partner._survivor_of(first.id), third)
        self.assertEqual(self.Partner._survivor_of(second.id), third)
        self.assertFalse(self.Partner._survivor_of(0))
