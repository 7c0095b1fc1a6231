# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common_invoice import InvoiceCommon

SENTENCE = 'does not include the function "See margins"'


class TurnoverCommon(InvoiceCommon):
    """A clerk without rights in accounting, and what was booked on a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brand = cls.env["customer.brand"].create({"name": "Barista"})
        cls.machine.write(
            {
                "brand_id": cls.brand.id,
                "standard_price": 40,
                "categ_id": cls.env["product.category"].create({"name": "Kitchen"}).id,
            }
        )
        cls.euro = cls.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        cls.turnover = cls.env["customer.turnover"]

    @classmethod
    def _receipt(cls, *lines, **vals):
        return cls._make_invoice(*lines, move_type="out_receipt", post=True, **vals)

    @classmethod
    def _lines(cls, *domain):
        return cls.turnover.search([("partner_id", "=", cls.customer.id), *domain])

    def _ledger(self, partners=None):
        """The balance of the income accounts, as the books have it."""
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "in", (partners or self.customer).ids),
                ("account_id.account_type", "in", ("income", "income_other")),
                ("parent_state", "=", "posted"),
            ]
        )
        return -sum(lines.mapped("balance"))

    def _untaxed(self, *domain):
        return sum(self._lines(*domain).mapped("untaxed"))


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestCustomerTurnover(TurnoverCommon):
    """Each line a customer bought counts once, with its sign, as the books have it."""

    def _plant(self):
        """Invoices, a discount, euros, a refund and a receipt; nothing of a draft."""
        tax = self.company_data["default_tax_sale"]
        invoice = self._make_invoice(
            {"product_id": self.machine.id, "quantity": 2, "discount": 10},
            {"product_id": self.plain.id, "quantity": 3, "tax_ids": tax.ids},
            {"name": "Fitting", "price_unit": 35.5},
            post=True,
        )
        self._make_invoice(
            {"product_id": self.machine.id, "price_unit": 99.99, "discount": 3},
            currency_id=self.euro.id,
            post=True,
        )
        self._make_refund(
            self._make_invoice({"product_id": self.plain.id, "quantity": 4}, post=True)
        )
        self._receipt({"product_id": self.plain.id, "quantity": 5})
        self._make_invoice({"product_id": self.machine.id, "quantity": 100})
        cancelled = self._make_invoice(self.machine, post=True)
        cancelled.button_draft()
        cancelled.button_cancel()
        return invoice

    def test_turnover_is_what_the_ledger_says(self):
        self._plant()
        self.assertAlmostEqual(self._untaxed(), self._ledger(), 2)
        self.assertAlmostEqual(self._untaxed(), 2 * 90 + 30 + 35.5 + 48.5 + 0 + 50, 2)

    def test_down_payments_and_prices_with_tax_are_what_the_ledger_says(self):
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        tax = self.company_data["default_tax_sale"].copy(
            {
                "name": "In the price",
                "amount": 25,
                "price_include_override": "tax_included",
            }
        )
        self.customer.country_id = self.env.company.account_fiscal_country_id
        self.machine.write({"invoice_policy": "order", "taxes_id": tax.ids})
        line = {"product_id": self.machine.id, "product_uom_qty": 5}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(line),
                    Command.create({"display_type": "line_section", "name": "More"}),
                    Command.create({**line, "discount": 50}),
                ],
            }
        )
        order.action_confirm()
        down = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": 30,
            }
        )
        down.create_invoices()
        order.invoice_ids.action_post()
        self.assertAlmostEqual(self._untaxed(), 0.3 * 600, 2)
        rest = order._create_invoices(final=True)
        rest.action_post()
        self.assertAlmostEqual(self._untaxed(), 600, 2)
        self.assertAlmostEqual(self._untaxed(), self._ledger(), 2)
        self.assertAlmostEqual(sum(self._lines().mapped("total")), 750, 2)
        self._make_refund(rest)
        self.assertAlmostEqual(self._untaxed(), self._ledger(), 2)

    def test_the_history_is_grouped_by_all_that_the_issue_names(self):
        self._plant()
        mine = [("partner_id", "=", self.customer.id)]
        whole = self._untaxed()
        for spec in (
            "product_id",
            "brand",
            "category_id",
            "branch",
            "date:month",
            "date:quarter",
            "date:year",
        ):
            groups = self.turnover.with_user(self.user_level_5).formatted_read_group(
                mine, [spec], ["untaxed:sum"]
            )
            with self.subTest(spec):
                total = sum(group["untaxed:sum"] for group in groups)
                self.assertAlmostEqual(total, whole, 2)
        fields = self.env["ir.ui.view"].search([("model", "=", "customer.turnover")])
        self.assertLessEqual(
            {"list", "pivot", "graph", "search"}, {*fields.mapped("type")}
        )

    def test_with_tax_is_what_the_customer_owes(self):
        self._plant()
        moves = self.env["account.move"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "posted")]
        )
        self.assertAlmostEqual(
            sum(self._lines().mapped("total")),
            sum(moves.mapped("amount_total_signed")),
            2,
        )

    def test_a_refund_is_negative_and_undoes_its_invoice(self):
        invoice = self._make_invoice(
            {"product_id": self.machine.id, "quantity": 2, "discount": 25}, post=True
        )
        self._make_refund(invoice)
        self.assertRecordValues(
            self._lines().sorted("kind"),
            [
                {"kind": "invoice", "quantity": 2, "untaxed": 150, "margin": 70},
                {"kind": "refund", "quantity": -2, "untaxed": -150, "margin": -70},
            ],
        )

    def test_a_foreign_currency_counts_at_the_documents_rate(self):
        self._make_invoice(
            {"product_id": self.plain.id, "price_unit": 80},
            currency_id=self.euro.id,
            post=True,
        )
        self.euro.rate_ids.rate = 4  # what it is worth today changes nothing
        line = self._lines()
        self.assertEqual(
            (line.untaxed, line.currency_id), (40, self.env.company.currency_id)
        )

    def test_a_line_says_what_was_bought_where_and_by_whom(self):
        contact = self._make_customer(name="Jan", parent_id=self.customer.id)
        invoice = self._make_invoice(
            {"product_id": self.machine.id}, partner_id=contact.id, post=True
        )
        self.assertRecordValues(
            self._lines(),
            [
                {
                    "partner_id": self.customer.id,
                    "booked_partner_id": self.customer.id,
                    "contact_id": contact.id,
                    "kind": "invoice",
                    "document": invoice.name,
                    "document_id": invoice.id,
                    "product_id": self.machine.id,
                    "product_tmpl_id": self.machine.product_tmpl_id.id,
                    "category_id": self.machine.categ_id.id,
                    "brand": "Barista",
                    "branch": self.env.company.name,
                    "company_id": self.env.company.id,
                    "date": invoice.date,
                }
            ],
        )

    def test_a_purchase_on_the_heads_account_names_the_member(self):
        member = self._make_customer(name="Jan", phone="+48 602 111 222")
        self.env["customer.family"].create(
            {"head_id": self.customer.id, "member_ids": [Command.link(member.id)]}
        )
        self._make_invoice(self.machine, customer_member_id=member.id, post=True)
        self.assertEqual(self._lines().member_id, member)
        self.assertFalse(self.turnover.search([("partner_id", "=", member.id)]))

    def test_a_dozen_is_twelve_of_the_products_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._make_invoice(
            {
                "product_id": self.machine.id,
                "product_uom_id": dozen.id,
                "price_unit": 900,
            },
            post=True,
        )
        self.assertRecordValues(
            self._lines(), [{"quantity": 12, "untaxed": 900, "margin": 900 - 12 * 40}]
        )

    def test_what_was_bought_is_kept_when_a_product_gets_another_brand(self):
        self._make_invoice(self.machine, post=True)
        self.machine.brand_id = self.env["customer.brand"].create({"name": "Burr"})
        self.assertEqual(self._lines().brand, "Burr")

    def test_vendor_bills_and_entries_are_no_purchases_of_the_customer(self):
        for kind in ("in_invoice", "in_refund", "in_receipt"):
            self._make_invoice(self.machine, move_type=kind, post=True)
        self.assertFalse(self._lines())

    def test_what_was_bought_before_a_merge_counts_for_the_survivor(self):
        self._receipt(self.plain)
        first = self._make_customer(name="First")
        second = self._make_customer(name="Second")
        for partner in (first, second):
            self._make_invoice(self.machine, partner_id=partner.id, post=True)
        first.sudo().merged_into_id = second
        second.sudo().merged_into_id = self.customer
        self.assertEqual(self._untaxed(), 210)
        self.assertEqual(
            set(self._lines().mapped("booked_partner_id")),
            {self.customer, first, second},
        )
        by_customer = dict(
            self.turnover._read_group(
                [("booked_partner_id", "in", (self.customer | first | second).ids)],
                ["partner_id"],
                ["untaxed:sum"],
            )
        )
        self.assertEqual(by_customer, {self.customer: 210})
        self.assertFalse(self.turnover.search([("partner_id", "=", first.id)]))

    def test_everybody_else_is_who_is_not_this_customer(self):
        other = self._make_customer(name="Other")
        self._make_invoice(self.machine, post=True)
        self._make_invoice(self.machine, partner_id=other.id, post=True)
        rest = self.turnover.search([("partner_id", "!=", self.customer.id)])
        self.assertIn(other, rest.partner_id)
        self.assertNotIn(self.customer, rest.partner_id)

    def test_brands_of_another_addon_are_used_where_products_have_them(self):
        self._make_invoice(self.machine, post=True)
        templates = type(self.env["product.template"])
        with patch.object(templates, "_brand_field_name", lambda self: "categ_id"):
            self.assertEqual(self._lines().brand, self.machine.categ_id.name)

    def test_the_cost_noted_on_an_order_is_not_there_without_margins_of_orders(self):
        """The product's cost of today, and the help of the field says so."""
        self._make_invoice(self.machine, post=True)
        self.machine.standard_price = 90
        self.assertEqual(self._lines().margin, 10)
        self.assertIn("cost of today", self.turnover._fields["margin"].help)

    def test_the_cost_noted_on_an_order_is_its_cost(self):
        """As with margins of orders, which note it in the currency of the order."""
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.machine.invoice_policy = "order"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.machine.id, "product_uom_qty": 3}
                    )
                ],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._make_refund(invoice)
        noted = SQL("ordered.price_unit * 0.7 / sale.currency_rate")
        turnover = type(self.turnover)
        with patch.object(turnover, "_order_cost_column", lambda self: noted):
            margins = self._lines().mapped("margin")
        self.assertEqual(sorted(map(round, margins)), [-90, 90])

    def test_companies_in_the_switcher_are_shown_and_no_other(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._make_invoice(self.machine, post=True)
        clerk = self.turnover.with_user(self.user_level_5)
        domain = [("partner_id", "=", self.customer.id)]
        self.assertEqual(len(clerk.search(domain)), 1)
        self.user_level_5.company_ids += other
        self.assertFalse(
            clerk.with_context(allowed_company_ids=other.ids).search(domain)
        )

    def test_companies_with_two_currencies_are_shown_in_that_of_the_current_one(self):
        self._make_invoice({"product_id": self.plain.id, "price_unit": 40}, post=True)
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.euro.id}
        )
        both = self.turnover.with_context(
            allowed_company_ids=[other.id, self.env.company.id]
        )
        line = both.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(line.currency_id, self.euro)
        self.assertGreater(line.untaxed, 0)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestTurnoverAccess(TurnoverCommon):
    """Who sees purchases, and who sees what was earned on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._make_invoice(cls.machine, post=True)
        cls.mine = [("partner_id", "=", cls.customer.id)]

    def test_a_clerk_without_rights_in_accounting_sees_purchases(self):
        found = self.turnover.with_user(self.user_level_5).web_search_read(
            self.mine, {"date": {}, "document": {}, "untaxed": {}}
        )
        self.assertEqual(found["records"][0]["untaxed"], 100)

    def test_nobody_without_the_function_sees_them(self):
        self.env.ref("customer_care.function_history_see")._customer_set_lowest_level(1)
        with self.assertRaises(AccessError):
            self.turnover.with_user(self.user_level_4).search(self.mine)

    def test_a_clerk_cannot_open_the_margin_by_rpc(self):
        self.user_level_5.group_ids += self.env.ref("base.group_allow_export")
        clerk = self.turnover.with_user(self.user_level_5)
        line = clerk.search(self.mine)
        for call in (
            lambda: line.read(["margin"]),
            lambda: line.export_data(["margin"]),
            lambda: clerk.web_search_read(self.mine, {"margin": {}}),
            lambda: clerk.search_read(self.mine, ["margin"]),
            lambda: clerk.formatted_read_group(self.mine, ["brand"], ["margin:sum"]),
            lambda: clerk.web_read_group(self.mine, ["brand"], ["margin:sum"]),
            lambda: clerk.search([*self.mine, ("margin", ">", 0)]),
            lambda: clerk.search(self.mine, order="margin"),
            lambda: clerk.search_count([*self.mine, ("margin", ">", 0)]),
            lambda: clerk.name_search("", [("margin", ">", 0)]),
            lambda: clerk.formatted_read_group(self.mine, ["margin"], ["__count"]),
            lambda: clerk.formatted_read_group(
                self.mine, ["brand"], ["untaxed:sum"], order="margin:sum"
            ),
            lambda: clerk.formatted_read_group(
                self.mine, ["brand"], ["__count"], having=[("margin:sum", ">", 0)]
            ),
            lambda: clerk.formatted_read_grouping_sets(
                self.mine, [["brand"]], ["margin:sum"]
            ),
            lambda: clerk.formatted_read_grouping_sets(
                self.mine, [["brand"]], ["__count"], order="margin:sum"
            ),
            lambda: clerk.read_progress_bar(
                self.mine, "brand", {"field": "margin", "colors": {}}
            ),
        ):
            with self.assertRaisesRegex(AccessError, SENTENCE):
                call()
        self.assertNotIn("margin", clerk.fields_get())
        for kind in ("list", "form", "pivot"):
            self.assertNotIn("margin", clerk.get_view(view_type=kind)["arch"])

    def test_who_may_sees_the_margin(self):
        line = self.turnover.with_user(self.user_level_2).search(self.mine)
        self.assertEqual(line.margin, 60)

    def test_nobody_writes_turnover(self):
        line = self.turnover.with_user(self.user_level_1).search(self.mine)
        for call in (lambda: line.write({"untaxed": 1}), line.unlink):
            with self.assertRaises(AccessError):
                call()

    def test_the_document_opens_for_who_may_read_it_and_the_line_for_others(self):
        line = self._lines()
        action = line.with_user(self.clerk).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", self.invoice.id)
        )
        action = line.with_user(self.user_level_5).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("customer.turnover", line.id)
        )

    def test_the_history_of_a_contact_is_that_of_the_customer(self):
        contact = self._make_customer(name="Jan", parent_id=self.customer.id)
        action = contact.with_user(self.user_level_5).action_turnover_history()
        self.assertEqual(action["domain"], self.mine)

    def test_the_history_of_a_merged_customer_is_the_survivors(self):
        source = self._make_customer(name="Source")
        source.sudo().merged_into_id = self.customer
        action = source.with_user(self.user_level_5).action_turnover_history()
        self.assertEqual(action["domain"], self.mine)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestTurnoverPrint(TurnoverCommon):
    """The turnover of a declared period, on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._make_customer(name="Zofia Zet")
        for day, lines in (
            ("2027-01-31", [{"product_id": cls.plain.id, "quantity": 9}]),
            ("2027-02-01", [{"product_id": cls.machine.id, "quantity": 2}]),
            ("2027-02-28", [{"product_id": cls.plain.id, "quantity": 3}]),
            ("2027-03-01", [{"product_id": cls.machine.id}]),
        ):
            cls._make_invoice(*lines, invoice_date=day, post=True)
        cls._make_invoice(
            cls.plain, invoice_date="2027-02-10", partner_id=cls.other.id, post=True
        )

    def _wizard(self, user=None, **vals):
        return (
            self.env["customer.turnover.print"]
            .with_user(user or self.user_level_5)
            .create(
                {
                    "partner_ids": [Command.set(self.customer.ids)],
                    "date_from": "2027-02-01",
                    "date_to": "2027-02-28",
                    **vals,
                }
            )
        )

    def _blocks(self, wizard):
        report = self.env["report.customer_care.report_customer_turnover"]
        pages = report.with_user(wizard.env.user)._pages(wizard)
        return [block for page in pages for block in page]

    def _rows(self, wizard):
        return [
            (block["row"].get("label"), block["row"]["untaxed"])
            for block in self._blocks(wizard)
            if block["kind"] != "section"
        ]

    def test_both_days_belong_to_the_period(self):
        self.assertEqual(
            self._rows(self._wizard()),
            [("[CM-1] Coffee machine", 200), ("Coffee", 30), (None, 230)],
        )

    def test_one_line_per_brand_category_branch_and_month(self):
        for group, labels in (
            ("brand", ["Barista", "None", None]),
            ("category_id", ["Kitchen", "None", None]),
            ("branch", [self.env.company.name, None]),
            ("date:month", ["February 2027", None]),
        ):
            rows = self._rows(self._wizard(group_by=group))
            with self.subTest(group):
                self.assertEqual([label for label, __ in rows], labels)
                self.assertEqual(rows[-1], (None, 230))

    def test_several_customers_have_a_section_each_and_a_grand_total(self):
        wizard = self._wizard(
            partner_ids=[Command.set((self.customer | self.other).ids)]
        )
        blocks = self._blocks(wizard)
        self.assertEqual(
            [b["customer"] for b in blocks if b["kind"] == "section"],
            [self.customer, self.other],
        )
        self.assertEqual(
            (blocks[-1]["kind"], blocks[-1]["row"]["untaxed"]), ("grand", 240)
        )

    def test_without_customers_named_all_are_one(self):
        wizard = self._wizard(partner_ids=[Command.clear()])
        rows = dict(self._rows(wizard))
        self.assertGreaterEqual(rows["Coffee"], 40)

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._wizard(date_from="2027-03-01").action_print()

    def test_a_period_without_purchases_is_refused(self):
        with self.assertRaisesRegex(UserError, "Nothing was bought"):
            self._wizard(date_from="2020-01-01", date_to="2020-12-31").action_print()

    def test_the_margin_is_printed_for_who_may_see_it(self):
        report = self.env["report.customer_care.report_customer_turnover"]
        clerk = self._wizard()
        self.assertEqual(len(report.with_user(self.user_level_5)._columns(clerk)), 3)
        with self.assertRaises(AccessError):
            self._wizard(with_margin=True)
        boss = self._wizard(self.user_level_2, with_margin=True)
        self.assertEqual(
            report.with_user(self.user_level_2)._columns(boss)[-1][0], "margin"
        )
        self.assertEqual(self._blocks(boss)[-1]["row"]["margin"], 120 + 30)

    def test_a_clerk_who_gets_the_bosss_wizard_prints_no_margin(self):
        boss = self._wizard(self.user_level_2, with_margin=True)
        self.assertFalse(boss.with_user(self.user_level_5)._prints_margin())

    def test_selected_customers_are_printed(self):
        contact = self._make_customer(name="Jan", parent_id=self.customer.id)
        partners = (contact | self.other).with_user(self.user_level_5)
        context = partners.action_turnover_print()["context"]
        self.assertEqual(
            set(context["default_partner_ids"]), set((self.customer | self.other).ids)
        )

    def test_an_archived_customers_turnover_is_theirs_and_not_everybodys(self):
        self.other.action_archive()
        other = self.other.with_user(self.user_level_5)
        context = other.action_turnover_print()["context"]
        wizard = (
            self.env["customer.turnover.print"]
            .with_user(self.user_level_5)
            .with_context(**context)
            .create({"date_from": "2027-02-01", "date_to": "2027-02-28"})
        )
        self.assertEqual(wizard.partner_ids, self.other)
        self.assertEqual(self._rows(wizard), [("Coffee", 10), (None, 10)])

    def test_the_pages_fit_and_say_where_they_go_on(self):
        products = self.env["product.product"].create(
            [{"name": f"Product {number:03}"} for number in range(120)]
        )
        self._make_invoice(
            *({"product_id": p.id, "price_unit": 1} for p in products),
            invoice_date="2027-02-15",
            post=True,
        )
        report = self.env["report.customer_care.report_customer_turnover"]
        pages = report._pages(self._wizard())
        self.assertEqual(len(pages), 4)
        self.assertEqual(sum(b["kind"] == "row" for page in pages for b in page), 122)
        for page in pages[1:]:
            self.assertTrue(page[0].get("is_continued"))

    def test_the_pdf_is_made(self):
        wizard = self._wizard()
        report = self.env["ir.actions.report"].with_user(self.user_level_5)
        with self.allow_pdf_render():
            content, kind = report.with_context(
                force_report_rendering=True
            )._render_qweb_pdf("customer_care.report_customer_turnover", wizard.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
