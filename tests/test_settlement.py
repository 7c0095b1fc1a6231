# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.customer_care.wizards import customer_settlement

from .common_queries import counted
from .common_settlement import SettlementCommon


@freeze_time("2027-03-10 11:00:00")
@tagged("post_install", "-at_install")
class TestSettlement(SettlementCommon):
    """Orders together on one invoice; what was previewed is what there is."""

    def test_one_invoice_has_a_section_for_each_order(self):
        orders = [self._confirmed(n + 1) for n in range(3)]
        invoice = self._check_same(self._open())
        self.assertEqual(invoice.state, "draft")
        names = [order.name for order in orders]
        self.assertEqual(
            [
                (kind, what if kind == "product" else what.split(" of ")[0])
                for kind, what in self._outline(invoice)
            ],
            [
                ("section", f"Order {names[0]}"),
                ("product", 1.0),
                ("section", f"Order {names[1]}"),
                ("product", 2.0),
                ("section", f"Order {names[2]}"),
                ("product", 3.0),
            ],
        )
        self.assertEqual(invoice.invoice_origin, ", ".join(names))
        self.assertEqual(invoice.ref, ", ".join(names))
        self.assertEqual([order.invoice_status for order in orders], ["invoiced"] * 3)
        self.assertEqual(self.customer.sale_order_ids.invoice_ids, invoice)

    def test_the_section_says_date_reference_and_who_ordered(self):
        order = self._confirmed(partner_id=self.buyer.id, client_order_ref="PO 7")
        order.date_order = "2027-03-01 23:30:00"
        invoice = self._settle(self._open(self.firm, date_to="2027-03-03"))
        section = invoice.invoice_line_ids.filtered(
            lambda line: line.display_type == "line_section"
        )
        # in the time zone of the company it was the next day
        self.assertEqual(section.name, f"Order {order.name} of 03/02/2027, PO 7, Otto")

    def test_sections_of_an_order_become_parts_of_its_own(self):
        self._confirmed(
            {"display_type": "line_section", "name": "Kitchen"},
            {"product_id": self.goods.id, "product_uom_qty": 2},
            {"display_type": "line_note", "name": "Handle with care"},
        )
        self._confirmed(5)
        invoice = self._check_same(self._open())
        self.assertEqual(
            self._outline(invoice)[1:4],
            [("subsection", "Kitchen"), ("product", 2.0), ("note", "Handle with care")],
        )
        self.assertEqual(
            [kind for kind, __ in self._outline(invoice)],
            ["section", "subsection", "product", "note", "section", "product"],
        )

    def test_a_single_order_has_its_section_first(self):
        self._confirmed(4)
        invoice = self._check_same(self._open())
        self.assertEqual(
            [kind for kind, __ in self._outline(invoice)], ["section", "product"]
        )

    # -- the preview equals the result -----------------------------------------

    def test_preview_with_taxes_rounded_for_the_whole_invoice(self):
        self._check_rounding("round_globally")

    def test_preview_with_taxes_rounded_for_each_line(self):
        self._check_rounding("round_per_line")

    def _check_rounding(self, method):
        self.env.company.tax_calculation_rounding_method = method
        for __ in range(7):
            self._confirmed(self._sugar(), self._sugar(3), 1)
        wizard = self._open()
        invoice = self._check_same(wizard)
        together = sum(wizard.picked_ids.mapped("amount_total"))
        self.assertAlmostEqual(wizard.amount_rounding, invoice.amount_total - together)
        if method == "round_globally":
            self.assertNotEqual(round(wizard.amount_rounding, 2), 0.0)

    def test_preview_with_discounts_and_taxes_in_the_price(self):
        included = self.vat.copy(
            {"name": "Incl.", "price_include_override": "tax_included"}
        )
        self._confirmed(
            self._sugar(3, discount=12.5),
            self._sugar(7, discount=33.33, tax_ids=[Command.set(included.ids)]),
        )
        self._confirmed(self._sugar(1, price_unit=0.07, discount=100.0), 1)
        self._check_same(self._open())

    def test_preview_in_a_foreign_currency(self):
        euro = self._setup_rate()
        for quantity in (3, 7):
            self._confirmed(self._sugar(quantity), currency_id=euro.id)
        wizard = self._open()
        invoice = self._check_same(wizard)
        self.assertEqual(wizard.currency_id, euro)
        self.assertEqual(invoice.currency_id, euro)

    def _setup_rate(self):
        """A pricelist in euros is what orders take their currency from."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.37, "name": "2020-01-01"}
        )
        self.euro_list = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        self.customer.property_product_pricelist = self.euro_list
        return euro

    def test_preview_with_a_down_payment_deducts_it(self):
        paid_ahead = self._confirmed(self._sugar(9))
        self._down_payment(paid_ahead, 30)
        self._confirmed(self._sugar(2))
        invoice = self._check_same(self._open())
        down = invoice.invoice_line_ids.filtered("is_downpayment")
        self.assertEqual(
            down.filtered(lambda x: x.display_type == "product").quantity, -1
        )
        self.assertEqual(
            [kind for kind, __ in self._outline(invoice)],
            ["section", "product", "subsection", "product", "section", "product"],
        )
        invoice.action_post()
        self.assertEqual(paid_ahead.amount_invoiced, paid_ahead.amount_total)

    def _down_payment(self, order, percent):
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        wizard.create(
            {"advance_payment_method": "percentage", "amount": percent}
        ).create_invoices()
        order.invoice_ids.action_post()

    def test_preview_of_what_is_delivered_only(self):
        self.goods.invoice_policy = "delivery"
        order = self._confirmed(10)
        self.assertFalse(self._open().line_ids)
        order.order_line.qty_delivered = 4
        wizard = self._open()
        self.assertEqual(wizard.line_ids.amount, 400)
        invoice = self._check_same(wizard)
        self.assertEqual(invoice.amount_untaxed, 400)

    def test_nothing_is_written_by_a_preview(self):
        order = self._confirmed(3)
        moves = self.env["account.move"].search_count([])
        self._open().action_preview()
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertFalse(order.order_line.invoice_lines)
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    # -- what is picked --------------------------------------------------------

    def test_the_period_is_in_days_of_the_user_and_both_belong_to_it(self):
        for moment in (
            "2027-02-28 22:59:59",
            "2027-02-28 23:00:00",
            "2027-03-31 21:59:59",
            "2027-03-31 22:00:00",
        ):
            self._confirmed().date_order = moment
        wizard = self._open(date_from="2027-03-01", date_to="2027-03-31")
        self.assertEqual(
            [str(day) for day in wizard.line_ids.mapped("date")],
            ["2027-03-01", "2027-03-31"],
        )

    def test_an_open_period_ends_with_the_day_of_the_user(self):
        """Half past midnight in Warsaw is yesterday in UTC."""
        with freeze_time("2027-03-31 22:30:00"):
            self._confirmed().date_order = "2027-03-31 22:15:00"
            wizard = self._open(date_from="2027-04-01")
            self.assertEqual(len(wizard.line_ids), 1)

    def test_only_what_is_picked_is_invoiced(self):
        one, two = self._confirmed(1), self._confirmed(2)
        wizard = self._open()
        wizard.line_ids[0].is_picked = False
        invoice = self._check_same(wizard)
        self.assertEqual(invoice.invoice_origin, two.name)
        self.assertEqual(one.invoice_status, "to invoice")

    def test_the_form_lists_anew_for_another_period(self):
        self._confirmed().date_order = "2027-03-01 12:00:00"
        action = self.customer.action_collective_settlement()
        wizards = self.env["customer.settlement"].with_user(self.biller)
        with Form(wizards.with_context(**action["context"])) as form:
            form.date_from, form.date_to = "2027-04-01", "2027-04-30"
            self.assertFalse(len(form.line_ids))
            form.date_from = "2027-02-01"
            self.assertEqual(len(form.line_ids), 1)
        self.assertEqual(form.record.line_ids.amount, 100)

    def test_of_a_contact_person_the_firm_is_settled(self):
        own = self._confirmed(partner_id=self.firm.id)
        theirs = self._confirmed(2, partner_id=self.buyer.id)
        self._confirmed(partner_id=self.customer.id)
        wizard = self._open(self.buyer)
        self.assertEqual(wizard.partner_id, self.firm)
        self.assertEqual(self._listed(wizard), [own.name, theirs.name])
        self.assertEqual(wizard.line_ids.mapped("contact"), [False, "Otto"])
        invoice = self._check_same(wizard)
        self.assertEqual(invoice.partner_id, self.firm)

    def test_addresses_and_terms_that_differ_give_way_to_the_customers_own(self):
        office = self._make_customer(
            name="Office", parent_id=self.firm.id, type="invoice"
        )
        shop = self._make_customer(name="Shop", parent_id=self.firm.id, type="delivery")
        self.firm.property_payment_term_id = self.later
        self._confirmed(
            partner_id=self.firm.id,
            partner_invoice_id=self.buyer.id,
            partner_shipping_id=shop.id,
            payment_term_id=self.immediate.id,
        )
        self._confirmed(
            partner_id=self.firm.id,
            partner_shipping_id=self.firm.id,
            payment_term_id=self.later.id,
        )
        invoice = self._check_same(self._open(self.firm))
        self.assertEqual(invoice.partner_id, office)
        self.assertEqual(invoice.partner_shipping_id, office)
        self.assertEqual(invoice.invoice_payment_term_id, self.later)

    def test_purchases_of_a_family_are_settled_on_the_account_of_its_head(self):
        member = self._make_customer(name="Ola")
        self.env["customer.family"]._unite(self.customer | member)
        for by in (member, self.env["res.partner"]):
            self._confirmed(customer_member_id=by.id)
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("contact"), ["Ola", False])
        invoice = self._check_same(wizard)
        sections = invoice.invoice_line_ids.filtered(
            lambda line: line.display_type == "line_section"
        )
        self.assertEqual([", Ola" in line.name for line in sections], [True, False])
        self.assertFalse(invoice.customer_member_id)
        self.assertFalse(self._open(member).line_ids)

    def test_payments_online_of_all_orders_are_on_the_invoice(self):
        transactions = self.env["payment.transaction"]
        for quantity in (1, 2):
            transactions |= self._pay_online(self._confirmed(quantity), state="pending")
        invoice = self._settle(self._open())
        self.assertEqual(invoice.sudo().transaction_ids, transactions)

    def test_a_customer_on_hold_or_closed_is_invoiced_for_what_was_ordered(self):
        for status in ("hold", "closed"):
            self._set("active")
            self._confirmed(2)
            self._set(status)
            invoice = self._check_same(self._open())
            invoice.with_user(self.biller).action_post()
            self.assertEqual(invoice.state, "posted")

    def test_an_inactive_customer_is_invoiced_for_what_was_ordered(self):
        self._confirmed(2)
        self.customer.active = False
        invoice = self._check_same(self._open())
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 200)

    def test_of_a_merged_customer_the_survivor_is_settled(self):
        source = self._make_customer(name="Old card")
        self._confirmed(partner_id=source.id)
        source.sudo().write({"active": False, "merged_into_id": self.customer.id})
        wizard = self._open(source)
        self.assertEqual(wizard.partner_id, self.customer)
        self.assertEqual(len(wizard.line_ids), 1)

    # -- open invoices ---------------------------------------------------------

    def test_open_invoices_are_paid_together_and_stay_as_they_are(self):
        bills = [self._make_bill(amount, post=True) for amount in (100, 250)]
        self._pay(bills[0], 40)
        names = [bill.name for bill in bills]
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("amount"), [60, 250])
        wizard.action_preview()
        self.assertEqual([wizard.amount_open, wizard.invoice_count], [310, 0])
        action = wizard.action_register_payment()
        payment = (
            self.env[action["res_model"]]
            .with_user(self.biller)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(payment.amount, 310)
        payment.action_create_payments()
        self.assertEqual([bill.amount_residual for bill in bills], [0, 0])
        self.assertEqual([bill.name for bill in bills], names)
        paid = self.env["account.payment"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(sorted(paid.mapped("amount")), [40, 310])

    def test_orders_and_open_invoices_together(self):
        bill = self._make_bill(50, post=True)
        self._confirmed(3)
        wizard = self._open()
        wizard.action_preview()
        self.assertEqual(
            [wizard.amount_total, wizard.amount_open, wizard.amount_all], [300, 50, 350]
        )
        action = wizard.action_settle()
        self.assertEqual(action["res_model"], "customer.settlement")
        self.assertEqual(wizard.invoice_ids.amount_total, 300)
        self.assertEqual(bill.amount_residual, 50)
        action = wizard.action_register_payment()
        self.assertEqual(
            self.env["account.move.line"]
            .browse(action["context"]["active_ids"])
            .move_id,
            bill,
        )

    def test_credit_notes_drafts_and_paid_invoices_are_not_listed(self):
        paid = self._make_bill(10, post=True)
        self._pay(paid)
        self._make_bill(20)
        credited = self._make_bill(30, post=True)
        self._make_refund(self._make_bill(40, post=True))
        self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [Command.create({"product_id": self.goods.id})],
            }
        ).action_post()
        self.assertIn(credited.name, self._listed(self._open()))
        self.assertNotIn(paid.name, self._listed(self._open()))
        kinds = self.env["account.move"].search(
            [("name", "in", self._listed(self._open()))]
        )
        self.assertEqual(set(kinds.mapped("move_type")), {"out_invoice"})

    # -- how it is listed ------------------------------------------------------

    def test_listing_and_preview_cost_the_same_queries_for_many_orders(self):
        def cost():
            with counted(self.env) as queries:
                self._open().action_preview()
                self.env.flush_all()
            return queries.number

        products = self.env["product.product"].create(
            [
                {"name": f"Sweet {number}", "invoice_policy": "order"}
                for number in range(43)
            ]
        )
        for product in products[:3]:
            self._confirmed({"product_id": product.id}, self._sugar(2))
        cost()
        few = cost()
        for product in products[3:]:
            self._confirmed({"product_id": product.id}, self._sugar(2))
        self.assertLessEqual(cost() - few, 2)

    def test_a_lay_away_waits_until_it_is_paid_unless_it_is_picked(self):
        self._confirmed(1)
        layaway = self._confirmed(2)
        day = fields.Date.to_date("2027-05-01")
        layaway._set_layaway(day, [(day, 200.0)])
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("is_picked"), [True, False])
        self.assertEqual(
            wizard.line_ids[1].note, "A lay-away: it is invoiced as it is paid"
        )
        wizard.line_ids.is_picked = True
        self.assertEqual(self._check_same(wizard).amount_total, 300)

    def test_more_than_a_person_can_look_through_are_not_listed(self):
        orders = [self._confirmed() for __ in range(3)]
        for number, day in enumerate((3, 1, 2)):
            orders[number].date_order = f"2027-03-0{day} 12:00:00"
        with patch.object(customer_settlement, "MOST", 2):
            wizard = self._open()
            self.assertTrue(wizard.is_cut)
        self.assertEqual(self._listed(wizard), [orders[1].name, orders[2].name])
        self.assertFalse(self._open().is_cut)

    def test_returns_and_what_needs_its_own_invoice_are_listed_and_not_picked(self):
        self._confirmed(3)
        self._confirmed(-2)
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        self._confirmed(1, fiscal_position_id=position.id)
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("is_picked"), [True, False, False])
        self.assertEqual(
            wizard.line_ids.mapped("note"),
            [
                False,
                "A return: credit it by itself",
                "Another tax treatment: settle it by itself",
            ],
        )
        wizard.action_pick_none()
        self.assertFalse(wizard.picked_ids)
        wizard.action_pick_all()
        self.assertEqual(wizard.line_ids.mapped("is_picked"), [True, False, False])
