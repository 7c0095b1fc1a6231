# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common_account import AccountCommon

LONG = "Kowalska" * 40


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestCounterMatches(AccountCommon):
    """Whatever is scanned or typed at the counter leads to a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.customer.write({"name": "Zenobia Wyrwidąb", "ref": "XQ-77"})
        cls.customer.write(
            {"email": "zenobia@wyrwidab.example", "phone": "022 826 65 43"}
        )
        cls.firm.write({"ref": "MILL-1", "phone": "+48 58 301 11 11", "email": False})
        cls.buyer.write({"name": "Otto Buyer", "phone": "+48 601 777 555"})
        cls.buyer.email = "otto@mill.example"
        cls.bill = cls._make_bill(post=True)
        cls.Partner = cls.env["res.partner"].with_user(cls.user_level_5)

    def _ask(self, term, user=None):
        return self.Partner.with_user(user or self.user_level_5).get_counter_matches(
            term
        )

    def _ids(self, term, **options):
        return [match["id"] for match in self._ask(term, **options)["matches"]]

    def _assert_alone(self, term, customer, why):
        """Found alone, so that the page opens it at once, and it says by what."""
        result = self._ask(term)
        self.assertFalse(result["message"])
        self.assertEqual(
            [(match["id"], match["why"]) for match in result["matches"]],
            [(customer.id, why)],
        )
        return result["matches"][0]

    def _assert_nobody(self, term, sentence, **options):
        result = self._ask(term, **options)
        self.assertEqual(result["matches"], [])
        self.assertRegex(result["message"], sentence)
        return result

    # -- the ways in ------------------------------------------------------------------

    def test_by_code_in_any_case(self):
        self._assert_alone("XQ-77", self.customer, "Code XQ-77")
        match = self._assert_alone(" xq-77 ", self.customer, "Code XQ-77")
        self.assertEqual(
            match,
            {
                "id": self.customer.id,
                "name": "Zenobia Wyrwidąb",
                "code": "XQ-77",
                "phone": self.customer.phone,
                "city": "Warszawa",
                "why": "Code XQ-77",
                "contact": "",
                "contact_id": self.customer.id,
                "is_inactive": False,
            },
        )

    def test_by_the_barcode_of_this_company(self):
        self.customer.barcode = "0421234567890"
        self._assert_alone("0421234567890", self.customer, "Card 0421234567890")
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.with_company(other).barcode = "0429999999999"
        self._assert_nobody("0429999999999", "No customer is found")

    def test_by_a_loyalty_card_but_by_no_gift_card(self):
        programs = self.env["loyalty.program"].create(
            [
                {"name": "Points", "program_type": "loyalty"},
                {"name": "Gifts", "program_type": "gift_card"},
            ]
        )
        for program, code in zip(programs, ("044-LOYAL-1", "044-GIFT-1"), strict=True):
            self.env["loyalty.card"].create(
                {
                    "program_id": program.id,
                    "partner_id": self.customer.id,
                    "code": code,
                }
            )
        self._assert_alone("044-LOYAL-1", self.customer, "Card 044-LOYAL-1")
        self._assert_nobody("044-GIFT-1", "No customer is found")

    def test_by_any_notation_of_a_phone(self):
        for term in (
            "022 826 65 43",
            "+48228266543",
            "0048 22 826 65 43",
            "48228266543",
            "(22) 826-65-43",
        ):
            with self.subTest(term):
                self._assert_alone(term, self.customer, "Phone 022 826 65 43")

    def test_by_the_last_digits_of_a_phone(self):
        self._assert_alone("266543", self.customer, "Phone 022 826 65 43")

    def test_by_the_number_of_an_invoice_whole_or_its_end(self):
        name = self.bill.name
        self._assert_alone(name, self.customer, f"Invoice {name}")
        self._assert_alone(name.lower(), self.customer, f"Invoice {name}")
        order = self._make_order(partner_id=self.firm.id)
        self._assert_alone(order.name, self.firm, f"Order {order.name}")
        order.name = "S2027-88888"
        self.bill.name = "INV/2027/99999"
        self._assert_alone("88888", self.firm, "Order S2027-88888")
        self._assert_alone("27/99999", self.customer, "Invoice INV/2027/99999")

    def test_a_bill_of_a_supplier_is_no_way_to_a_customer(self):
        bill = self._make_bill(move_type="in_invoice", ref="V-1")
        bill.action_post()
        self._assert_nobody(bill.name, "No customer is found")

    def test_by_serial_number_for_those_who_see_actions(self):
        self._make_action(partner_id=self.customer.id, serial_number="SN-2027-AB")
        self._assert_alone("sn-2027-ab", self.customer, "Serial number SN-2027-AB")
        self._assert_alone("2027-AB", self.customer, "Serial number SN-2027-AB")
        self._make_invoice(
            self._machine_line(serial="SN-INV-9"), partner_id=self.firm.id
        )
        self._assert_alone("SN-INV-9", self.firm, "Serial number SN-INV-9")
        see = self.env.ref("customer_care.function_action_see")
        functions = self.env["res.groups"]._customer_functions()
        functions.filtered(
            lambda f: see in f.all_implied_ids
        )._customer_set_lowest_level(1)
        self._assert_nobody("SN-INV-9", "No customer is found")

    def test_by_name_and_address_of_mail(self):
        self._assert_alone("zenobia", self.customer, "")
        self._assert_alone("wyrwidab", self.customer, "zenobia@wyrwidab.example")
        self._assert_alone(
            "ZENOBIA@wyrwidab.example", self.customer, "E-mail zenobia@wyrwidab.example"
        )

    def test_what_fits_exactly_comes_alone(self):
        self._make_customer(name="Reader of XQ-77 magazines", phone=False)
        self.assertEqual(self._ids("XQ-77"), self.customer.ids)

    def test_several_are_listed_and_cut_with_a_word(self):
        many = [self._make_customer(name=f"Same {n:02}", phone=False) for n in range(3)]
        result = self._ask("same 0")
        self.assertEqual(
            [match["name"] for match in result["matches"]],
            ["Same 00", "Same 01", "Same 02"],
        )
        self.assertFalse(result["has_more"])
        for number in range(3, 12):
            many.append(self._make_customer(name=f"Same {number:02}", phone=False))
        result = self._ask("same")
        self.assertEqual(len(result["matches"]), 10)
        self.assertTrue(result["has_more"])

    def test_one_number_of_two_customers_lists_both(self):
        self.firm.phone = "+48 22 826 65 43"
        self.assertEqual(
            set(self._ids("+48228266543")), {self.customer.id, self.firm.id}
        )

    def test_a_part_adds_a_way_to_find(self):
        model = type(self.env["res.partner"])
        ways = model._counter_ways
        plate = {
            "key": "plate",
            "label": "Plate",
            "exact": [SQL("(SELECT %s, 'WX 12345')", self.firm.id)],
            "part": [],
        }
        with patch.object(
            model, "_counter_ways", lambda this, term: [*ways(this, term), plate]
        ):
            self._assert_alone("wx12345", self.firm, "Plate WX 12345")

    # -- who is who -------------------------------------------------------------------

    def test_a_contact_person_leads_to_the_customer_and_is_named(self):
        match = self._assert_alone(
            "+48 601 777 555", self.firm, "Phone +48 601 777 555"
        )
        self.assertEqual(
            (match["contact"], match["contact_id"]), ("Otto Buyer", self.buyer.id)
        )
        self.assertEqual(self._ids("Otto Buyer"), self.firm.ids)

    def test_a_former_code_finds_them(self):
        self.customer.ref = "NEW-1"
        self._assert_alone("xq-77", self.customer, "Former code XQ-77")

    def test_a_former_code_leads_to_the_survivor_of_two_merges(self):
        first = self._make_customer(name="Oldest", ref="DEEP-1", phone="601 777 001")
        second = self._make_customer(name="Middle", ref="DEEP-2", phone=False)
        first.sudo().write({"active": False, "merged_into_id": second.id})
        second.sudo().write({"active": False, "merged_into_id": self.customer.id})
        self._assert_alone("DEEP-1", self.customer, "Former code DEEP-1")
        self._assert_alone("601777001", self.customer, "Phone 601 777 001")

    def test_inactive_customers_are_found_exactly_and_marked(self):
        self.customer.active = False
        match = self._assert_alone("XQ-77", self.customer, "Code XQ-77")
        self.assertTrue(match["is_inactive"])
        self._assert_nobody("zenobia", "No customer is found")

    def test_nobody_is_called_no_customer_whose_firm_is_inactive(self):
        self.firm.with_context(active_test=False).write({"active": False})
        self.buyer.active = True
        self._assert_nobody("Otto Buyer", 'No customer is found by "Otto Buyer"')

    def test_forgotten_customers_are_not_found(self):
        name = self.bill.name
        self.customer.sudo().write({"active": False, "is_forgotten": True})
        for term in ("XQ-77", "zenobia", "022 826 65 43", name):
            with self.subTest(term):
                result = self._assert_nobody(term, "No customer is found by")
                self.assertNotIn("Zenobia", str(result))

    def test_a_supplier_is_named_but_no_customer(self):
        supplier = self._make_customer(
            name="Parts Ltd", ref="SUP-1", phone="+48 601 888 999"
        )
        supplier.write({"supplier_rank": 1, "customer_rank": 0})
        for term in ("SUP-1", "601888999", "Parts L"):
            with self.subTest(term):
                self._assert_nobody(term, "Parts Ltd is a supplier and no customer")

    def test_a_colleague_is_no_customer(self):
        partner = self.user_level_1.partner_id
        partner.phone = "+48 601 888 111"
        self._assert_nobody("601888111", "Level 1 is no customer")

    def test_other_companies_stay_apart(self):
        data = self.setup_other_company(name="Other Company")
        theirs = self._make_customer(
            name="Hidden", ref="HID-1", company_id=data["company"].id
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": data["company"].id,
                "partner_id": self.customer.id,
                "invoice_date": "2027-03-01",
                "name": "OTHER/2027/4711",
            }
        )
        self.assertEqual(invoice.name, "OTHER/2027/4711")
        for term in ("HID-1", "Hidden", "OTHER/2027/4711"):
            with self.subTest(term):
                self._assert_nobody(term, "No customer is found")
        clerk = self._make_user(
            "both",
            "customer_care.level_5",
            company_id=data["company"].id,
            company_ids=[(6, 0, data["company"].ids)],
        )
        self.assertEqual(self._ids("OTHER/2027/4711", user=clerk), self.customer.ids)
        self.assertEqual(self._ids("HID-1", user=clerk), theirs.ids)

    # -- bad input --------------------------------------------------------------------

    def test_nothing_typed_is_told_what_to_do(self):
        for term in ("", "   ", None, False, [], {"a": 1}, "\x00\x1d"):
            with self.subTest(repr(term)):
                result = self._assert_nobody(term, "Scan or type a code")
                self.assertFalse(result["new"])

    def test_one_letter_finds_only_what_it_is_exactly(self):
        self._assert_nobody("Z", 'Nothing is exactly "Z". Type 3 characters')
        self.customer.ref = "7"
        self._assert_alone("7", self.customer, "Code 7")

    def test_three_hundred_characters_are_too_long(self):
        result = self._assert_nobody(LONG[:300], "too long .* 100 characters")
        self.assertFalse(result["new"])

    def test_wildcards_and_quotes_mean_themselves(self):
        for term in ("%", "%%%", "___", "XQ_77", "X%", "\\", "';--", "%9%9%"):
            with self.subTest(term):
                self.assertEqual(self._ids(term), [])
        odd = self._make_customer(name="100% Wool_Shop", ref="A%B_C")
        self._assert_alone("A%B_C", odd, "Code A%B_C")
        self.assertEqual(self._ids("100% W"), odd.ids)

    def test_markup_is_a_text_like_any_other(self):
        result = self._assert_nobody(
            "<script>alert(1)</script>", "No customer is found"
        )
        self.assertEqual(result["new"], {"default_name": "<script>alert(1)</script>"})

    def test_signs_that_do_not_print_are_dropped(self):
        self._assert_alone("\x1dXQ-77\x00\r\n", self.customer, "Code XQ-77")

    # -- a new customer ---------------------------------------------------------------

    def test_what_was_typed_is_filled_in(self):
        for term, expected in (
            ("+48 601 222 333", {"default_phone": "+48 601 222 333"}),
            ("0601 222 333", {"default_phone": "0601 222 333"}),
            ("new@else.example", {"default_email": "new@else.example"}),
            ("Berta Nowak", {"default_name": "Berta Nowak"}),
        ):
            with self.subTest(term):
                result = self._assert_nobody(term, "No customer is found by")
                self.assertEqual(result["new"], expected)

    def test_who_may_not_create_customers_is_not_offered_one(self):
        change = self.env.ref("customer_care.function_customer_change")
        change._customer_set_lowest_level(1)
        self.assertFalse(self._assert_nobody("Berta Nowak", "No customer")["new"])

    # -- rights and speed -------------------------------------------------------------

    def test_it_needs_its_function(self):
        with self.assertRaisesRegex(AccessError, "Work at the counter"):
            self._ask("XQ-77", user=self.user_no_level)
        counter = self.env.ref("customer_care.function_counter")
        counter._customer_set_lowest_level(3)
        with self.assertRaisesRegex(AccessError, "Work at the counter"):
            self._ask("XQ-77")

    def _queries(self, term):
        self.env.invalidate_all()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        result = self._ask(term)
        return self.env.cr.sql_log_count - before, len(result["matches"])

    def test_a_list_of_ten_costs_the_queries_of_one(self):
        for number in range(12):
            customer = self._make_customer(name=f"Queue {number:02}")
            customer.phone = f"+48 601 333 0{number:02}"
        self._ask("warm up")
        one, found = self._queries("Queue 03")
        self.assertEqual(found, 1)
        ten, found = self._queries("Queue")
        self.assertEqual(found, 10)
        self.assertLessEqual(ten, one)
        one, found = self._queries("+48 601 333 003")
        self.assertEqual(found, 1)
        self.assertLessEqual(one, 12)

    def _drop_other_indexes(self, table, column):
        """With so few rows PostgreSQL would take any index that it can."""
        rows = self.env.execute_query(
            SQL(
                r"""
                SELECT indexrelid::regclass::text
                  FROM pg_index
                 WHERE indrelid = %s::regclass
                       AND pg_get_indexdef(indexrelid) !~ %s
                       AND NOT EXISTS (
                           SELECT FROM pg_constraint WHERE conindid = indexrelid
                       )
                """,
                table,
                rf"\(.*\y{column}\y",
            )
        )
        for (name,) in rows:
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name.strip('"'))))

    def test_every_way_has_its_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        ways = {way["key"]: way for way in self.Partner._counter_ways("+48601777555")}
        ways["email"] = self.Partner._counter_way_email("otto@mill.example")
        for key, number, table, column in (
            ("code", 0, "res_partner", "ref"),
            ("code", 1, "customer_alias", "value"),
            ("card", 0, "res_partner", "barcode jsonb_path_ops"),
            ("card", 1, "loyalty_card", "code"),
            ("phone", 0, "customer_phone", "number_e164"),
            ("invoice", 0, "account_move", "name"),
            ("order", 0, "sale_order", "name"),
            ("serial", 0, "customer_action", "serial_number"),
            ("serial", 1, "account_move_line", "serial_number"),
            ("email", 0, "res_partner", "email"),
            ("former", 0, "customer_alias", "value"),
        ):
            with self.subTest(way=key, number=number):
                query = ways[key]["exact"][number]
                with self.env.cr.savepoint() as savepoint:
                    self._drop_other_indexes(table, column)
                    rows = self.env.execute_query(SQL("EXPLAIN %s", query))
                    savepoint.rollback()
                plan = "\n".join(row[0] for row in rows)
                self.assertRegex(plan, rf"Index Cond: .*\b{column.split()[0]}\b")
                self.assertNotIn("Seq Scan on", plan)
