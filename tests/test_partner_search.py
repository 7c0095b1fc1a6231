# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..models import res_partner_search
from .common import CustomerCommon
from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
class TestPartnerSearch(CustomerCommon):
    """A customer is found by whatever somebody types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.customer = cls._make_customer(
            name="Zenobia Wyrwidąb",
            ref="XQ-77",
            email="zenobia@wyrwidab.example",
            phone="022 826 65 43 wew. 12",
            vat="PL5260001246",
            company_registry="REG-4711",
        )
        cls.env["customer.phone"].create(
            {"partner_id": cls.customer.id, "number": "+44 (0)20 7946 0000"}
        )
        cls.other = cls._make_customer(
            name="Someone Else", email="else@example.com", phone="+48 601 999 888"
        )

    def _found(self, text, operator="ilike", user=None, **context):
        partners = self.Partner.with_user(user or self.user_level_5)
        found = partners.with_context(**context).search(
            [("display_name", operator, text), ("id", "in", self._mine())]
        )
        return found.with_env(self.env)

    def _mine(self):
        return (self.customer | self.other).ids

    def _check_found(self, *texts, **options):
        for text in texts:
            with self.subTest(text):
                self.assertEqual(self._found(text, **options), self.customer)

    def test_by_name_code_email_and_tax_id_as_in_odoo(self):
        self._check_found(
            "zenobia", "Wyrwi", "wyrwidąb", "xq-77", "Q-7", "@wyrwidab", "5260001246"
        )
        self._check_found("reg-47")

    def test_by_any_notation_of_a_phone_and_by_four_digits_of_it(self):
        self._check_found(
            "22 826 65 43",
            "228266543",
            "022 826 65 43",
            "0-22/826.65.43",
            "+48228266543",
            "0048 22 826 65 43",
            "48 22 8266543",
            "(22) 826 65 43 wew. 5",
            "266543",
            "66 54",
            "6543",
            "+44 (0)20 7946 0000",
            "020 7946 0000",
            "0044 20 7946 0000",
        )
        for text in ("826 65 44", "999 9999", "654"):
            self.assertNotIn(self.customer, self._found(text), text)

    def test_by_a_number_that_was_not_understood(self):
        self.customer.phone = "0/123-98765"
        self._check_found("12398765", "0123-98765", "98765")

    def test_by_a_former_code_and_other_aliases(self):
        self.customer.ref = "NEW-1"
        self.env["customer.alias"].create(
            [
                {"partner_id": self.customer.id, "kind": kind, "value": value}
                for kind, value in (
                    ("email", "old@mail.example"),
                    ("barcode", "590123412345"),
                    ("plate", "WX 50%1"),
                )
            ]
        )
        self._check_found(
            "xq-77", "XQ-", "new-1", "OLD@mail", "590123412345", "wx 50%1"
        )
        for text in ("Q-77", "mail.example", "wx 50_1", "wx 5001"):
            self.assertFalse(self._found(text), text)

    def test_by_serial_number_for_those_who_may_see_actions(self):
        self._make_action(partner_id=self.customer.id, serial_number="SN-2027-AB")
        self._check_found("SN-2027-AB", "2027-ab")
        self.assertFalse(self._found("SN-2027-AB", user=self.user_no_level))

    def test_merged_customers_are_found_two_merges_deep(self):
        first = self._make_customer(name="Oldest", ref="DEEP-1", phone="601 777 001")
        second = self._make_customer(name="Middle", phone=False)
        first.write({"active": False, "merged_into_id": second.id})
        second.write({"active": False, "merged_into_id": self.customer.id})
        find = self.Partner.with_user(self.user_level_5).search
        for text in ("DEEP-1", "601 777 001", "Oldest"):
            with self.subTest(text):
                domain = [("display_name", "ilike", text)]
                self.assertEqual(find(domain).with_env(self.env), self.customer)
                both = self.Partner.with_context(active_test=False).search(domain)
                self.assertEqual(both, first | second | self.customer)

    def test_what_core_merged_is_found_by_code_phone_and_id(self):
        source = self._make_customer(name="Source", ref="SRC-9", phone="601 777 002")
        source_id = source.id
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((source | self.customer).ids, self.customer)
        self._check_found("SRC-9", "601 777 002")
        if source_id > 99:
            self.assertIn(self.customer, self._found(str(source_id)))

    def test_archived_customers_only_when_asked_for(self):
        self.customer.active = False
        self.assertFalse(self._found("22 826 65 43"))
        self._check_found("22 826 65 43", "zenobia", active_test=False)

    def test_customers_of_other_companies_stay_hidden(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = company
        self.assertFalse(self._found("22 826 65 43"))
        self.assertFalse(self._found("zenobia"))

    def test_name_search_and_related_searches(self):
        user = self.user_level_5
        found = self.Partner.with_user(user).name_search("266543", limit=8)
        self.assertEqual([row[0] for row in found], self.customer.ids)
        action = self._make_action(partner_id=self.customer.id)
        domain = [("partner_id", "ilike", "22 826 65 43")]
        self.assertEqual(self.env["customer.action"].search(domain), action)

    def test_portal_users_find_what_odoo_finds(self):
        portal = new_test_user(self.env, "visitor", "base.group_portal")
        partners = self.Partner.with_user(portal).sudo(False)
        with patch.object(type(self.Partner), "_search_branches") as further:
            partners._search_display_name("ilike", "266543")
        further.assert_not_called()


@tagged("post_install", "-at_install")
class TestPartnerSearchOperators(CustomerCommon):
    """Every operator finds at least what Odoo finds, and nothing foreign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": "Operator Alpha", "ref": "OPA", "phone": "601 222 001"},
                {"name": "Operator Beta", "email": "beta@operator.example"},
                {"name": "Gamma 100%", "vat": "OPERATOR9"},
                {"name": "Under_score"},
            ]
        )

    def _both(self, operator, value):
        mine = Domain("id", "in", self.partners.ids)
        search = self.env["res.partner"].search
        ours = search(mine & Domain("display_name", operator, value))
        core = BaseModel._search_display_name
        with patch.object(type(self.env["res.partner"]), "_search_display_name", core):
            theirs = search(mine & Domain("display_name", operator, value))
        return ours, theirs

    def test_each_operator_finds_what_odoo_finds(self):
        cases = [
            (operator, value)
            for operator in ("ilike", "like", "=ilike", "=like", "=", "in")
            for value in ("operator", "Operator Alpha", "OPA", "100%", "r_s", "%", "")
            if operator != "in"
        ]
        cases += [
            ("in", ["OPA", "Operator Beta"]),
            ("in", ["OPA", False]),
            ("in", []),
            ("not in", ["OPA", "Operator Beta"]),
            ("not in", ["OPA", False]),
            ("=", False),
            ("!=", False),
            ("!=", "OPA"),
            ("not ilike", "operator"),
            ("not ilike", ""),
            ("not like", "Operator"),
            ("not =ilike", "op%"),
            ("ilike", False),
            ("ilike", "op"),
            ("ilike", "  operator  "),
        ]
        for operator, value in cases:
            with self.subTest(operator=operator, value=value):
                ours, theirs = self._both(operator, value)
                self.assertEqual(ours, theirs)

    def test_a_negative_search_leaves_out_whom_the_positive_one_finds(self):
        ours, theirs = self._both("not ilike", "222001")
        self.assertEqual(ours, self.partners[1:])
        self.assertEqual(theirs, self.partners)

    def test_records_are_filtered_in_memory_by_the_name_shown(self):
        found = self.partners.filtered_domain([("display_name", "ilike", "alpha")])
        self.assertEqual(found, self.partners[0])

    def test_a_common_text_finds_the_same_as_a_rare_one(self):
        for least in (0, 10**9):
            with (
                patch.object(res_partner_search, "LEAST_SAMPLE", least),
                patch.object(res_partner_search, "COMMON", 10**9),
            ):
                for many in (0, 1000):
                    with patch.object(res_partner_search, "MANY", many):
                        for text, found in (
                            ("operator", self.partners[:3]),
                            ("601 222 001", self.partners[0]),
                        ):
                            with self.subTest(text, least=least, many=many):
                                self.assertEqual(self._both("ilike", text)[0], found)

    def test_a_part_adds_a_way_to_find(self):
        model = type(self.env["res.partner"])
        branches = model._search_branches

        def with_plates(self_, term):
            return [*branches(self_, term), SQL("(SELECT %s)", self.partners[3].id)]

        with patch.object(model, "_search_branches", with_plates):
            self.assertEqual(self._both("ilike", "WX 12345")[0], self.partners[3])


@tagged("post_install", "-at_install")
class TestPartnerSearchIndexes(CustomerCommon):
    """Each way in has its index, and the plan uses it."""

    def _plan(self, text):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env["res.partner"]._search([("display_name", "ilike", text)])
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        return "\n".join(row[0] for row in rows)

    def test_the_plan_of_a_search_uses_an_index_for_each_way_in(self):
        plan = self._plan("601234567")
        for index in (
            "res_partner_complete_name_trigram_idx",
            "customer_alias_prefix_idx",
            "customer_phone_digits_idx",
        ):
            self.assertIn(index, plan)
        self.assertNotIn("Seq Scan on res_partner", plan)

    def test_without_trigrams_there_is_no_such_index(self):
        registry = type("Registry", (), {"has_trigram": False})()
        index = type(self.env["res.partner"])._email_trigram_idx
        self.assertEqual(index.get_definition(registry), "")


@tagged("post_install", "-at_install")
class TestPartnerSearchInvoice(InvoiceCommon):
    def test_by_the_serial_number_on_an_invoice(self):
        invoice = self._make_invoice(self._machine_line(serial="ZZ-INV-1"))
        found = self.env["res.partner"].search([("display_name", "ilike", "zz-inv")])
        self.assertEqual(found, invoice.partner_id)
        clerk = self.user_level_5
        found = self.env["res.partner"].with_user(clerk).name_search("ZZ-INV-1")
        self.assertEqual([row[0] for row in found], invoice.partner_id.ids)
