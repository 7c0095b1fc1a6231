# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_account import AccountCommon
from .common_queries import counted

MINE = ("account_status", "account_until", "account_summary")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountSwitch(AccountCommon):
    """Off until it is switched on; who was there before gets a status, set-wise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.use_customer_account = False
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE res_partner SET account_status = NULL")
        cls.env.invalidate_all()
        cls.env["account.move"].search([("state", "=", "draft")]).unlink()

    def _wizard(self, user=None, **vals):
        return (
            self.env["customer.account.switch"]
            .with_user(user or self.user_level_2)
            .with_company(self.env.company)
            .create(vals)
        )

    def test_it_is_off_in_a_new_company(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertFalse(company.use_customer_account)

    def test_the_counts_come_first_and_nothing_is_changed_by_looking(self):
        before = self._counts()
        terms = self._make_customer(
            name="Terms", property_payment_term_id=self.later.id
        )
        now = self._make_customer(
            name="Now", property_payment_term_id=self.immediate.id
        )
        self._make_bill(post=True, partner_id=self.buyer.id)
        after = self._counts()
        # the firm owes by its contact person: one more of the trusted, one less other
        self.assertEqual(after["trusted"] - before["trusted"], 2)
        self.assertEqual(after["others"] - before["others"], 0)
        self.assertEqual(
            (terms | now | self.firm).mapped("account_status"), ["none"] * 3
        )

    def _counts(self):
        wizard = self._wizard()
        return {
            "trusted": wizard.trusted_count,
            "others": wizard.other_count,
            "known": wizard.known_count,
        }

    def test_those_with_terms_or_open_items_are_on_account(self):
        terms = self._make_customer(
            name="Terms", property_payment_term_id=self.later.id
        )
        paid = self._make_customer(name="Paid")
        self._pay(self._make_bill(post=True, partner_id=paid.id))
        self._make_bill(post=True, partner_id=self.buyer.id)
        self._wizard().action_switch_on()
        self.assertTrue(self.env.company.use_customer_account)
        self.assertEqual(
            (terms | paid | self.firm | self.customer).mapped("account_status"),
            ["active", "none", "active", "none"],
        )
        self.assertEqual(self.buyer.account_status, "none")

    def test_the_statuses_are_chosen(self):
        self._make_bill(post=True)
        self._wizard(trusted_status="watch", other_status="active").action_switch_on()
        self.assertEqual(self.customer.account_status, "watch")
        self.assertEqual(self.firm.account_status, "active")

    def test_who_has_a_status_keeps_it(self):
        self.firm.account_status = "hold"
        self._make_bill(post=True, partner_id=self.firm.id)
        self.assertEqual(self._counts()["known"], 1)
        self._wizard().action_switch_on()
        self.assertEqual(self.firm.account_status, "hold")
        self._wizard().action_switch_off()
        self._wizard(other_status="closed").action_switch_on()
        self.assertEqual(self.firm.account_status, "hold")
        self.assertEqual(self.customer.account_status, "none")

    def test_each_status_given_is_an_event(self):
        self._make_bill(post=True)
        count = len(self.firm.customer_event_ids)
        self._wizard().action_switch_on()
        event = self.customer.customer_event_ids[:1]
        self.assertRecordValues(
            event,
            [
                {
                    "kind": "account",
                    "old_value": "Pays at once",
                    "new_value": "On account",
                    "reason": "Accounts were switched on.",
                    "partner_code": self.customer.ref,
                    "user_id": self.user_level_2.id,
                }
            ],
        )
        self.assertEqual(len(self.firm.customer_event_ids), count)

    def test_only_this_company_is_switched(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._make_bill(post=True)
        self._wizard().action_switch_on()
        self.assertFalse(other.use_customer_account)
        self.assertEqual(self.customer.with_company(other).account_status, "none")

    def test_ten_thousand_customers_cost_the_queries_of_ten(self):
        counts = []
        for number in (10, 10000):
            ids = self._make_many(number)
            self._make_bill(post=True, partner_id=ids[0])
            wizard = self._wizard()
            with counted(self.env) as queries:
                self.assertGreaterEqual(
                    wizard.other_count + wizard.trusted_count, number
                )
                wizard.action_switch_on()
                self.env.flush_all()
            counts.append(queries.number)
            first = self.env["res.partner"].browse(ids[0])
            self.assertEqual(first.account_status, "active")
            self.env.company.use_customer_account = False
        self.assertLessEqual(counts[1], counts[0])

    def test_the_function_is_needed(self):
        with self.assertRaises(AccessError):
            self._wizard(self.user_level_3)
        function = self.env.ref("customer_care.function_account_change")
        function._customer_set_lowest_level(1)
        with self.assertRaises(AccessError):
            self._wizard().action_switch_on()
        self.assertFalse(self.env.company.use_customer_account)

    def test_it_is_not_switched_on_twice_or_for_a_company_not_selected(self):
        self._wizard().action_switch_on()
        with self.assertRaisesRegex(UserError, "already"):
            self._wizard().action_switch_on()
        other = self.env["res.company"].sudo().create({"name": "Other"})
        wizard = self._wizard(company_id=other.id)
        with self.assertRaisesRegex(UserError, "select the company Other"):
            wizard.action_switch_on()

    def test_switching_is_in_the_security_log(self):
        log = self.env["customer.security.log"].sudo()
        before = log.search([])
        self._wizard().action_switch_on()
        self._wizard().action_switch_off()
        rows = log.search([]) - before
        self.assertEqual(rows.mapped("kind"), ["account", "account"])
        self.assertEqual(rows.mapped("new_value"), ["Off", "On"])

    def test_switched_off_no_screen_of_a_customer_has_it(self):
        self.assertEqual(self._traces_of_accounts(), set())
        self.env.company.use_customer_account = True
        self.assertLessEqual(
            {
                "customer_account",
                "account_summary",
                "account_status",
                "customer_account_on",
                "action_account_statement",
            },
            self._traces_of_accounts(),
        )

    def _traces_of_accounts(self):
        names = set()
        partners = self.env["res.partner"].with_user(self.user_level_1)
        for view, kind in (
            ("base.view_partner_form", "form"),
            ("customer_care.res_partner_view_list_customers", "list"),
            ("customer_care.res_partner_view_search_customers", "search"),
        ):
            arch = partners.get_view(self.env.ref(view).id, kind)["arch"]
            names |= set(etree.fromstring(arch).xpath("//*/@name"))
        return {name for name in names if "account_" in name or "_account" in name} - {
            "property_account_position_id"
        }

    def test_switched_off_the_operations_are_gone(self):
        def keys():
            customer = self.customer.with_user(self.user_level_1)
            entries = customer.get_customer_operations()
            return {entry["key"] for entry in entries} & {
                "account_status",
                "paid_history",
                "statement",
            }

        self.assertEqual(keys(), set())
        self.env.company.use_customer_account = True
        self.assertEqual(len(keys()), 3)

    def test_opening_a_customer_costs_no_query_off_and_one_on(self):
        view = self.env.ref("base.view_partner_form")
        counts = []
        for is_on in (False, True):
            self.env.company.use_customer_account = is_on
            customer = self.customer.with_user(self.user_level_5)
            arch = customer.get_view(view.id, "form")["arch"]
            names = set(etree.fromstring(arch).xpath("//field/@name"))
            ours = {n: {} for n in names & {*MINE}}
            read = {"name": {}, "barcode": {}, "property_payment_term_id": {}}
            queries = []
            for spec in (read, {**read, **ours}, read, {**read, **ours}):
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(customer.env.company.use_customer_account, is_on)
                before = self.env.cr.sql_log_count
                customer.web_read(spec)
                queries.append(self.env.cr.sql_log_count - before)
            # the first two readings fill what is cached for good
            counts.append(queries[3] - queries[2])
        self.assertEqual(counts, [0, 1])
