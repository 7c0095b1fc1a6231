# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common_family import FamilyCommon

SALES = "sales_team.group_sale_salesman_all_leads"
INVOICES = "account.group_account_invoice"


class PurchaseCommon(FamilyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.seller = cls._make_user(
            "seller", f"customer_care.level_5,{SALES},{INVOICES}"
        )
        cls.outsider = cls._make_user("outsider", f"base.group_user,{SALES},{INVOICES}")
        cls.plain.invoice_policy = "order"
        cls.moves = cls.env["account.move"]

    def _order(self, customer=None, member=None, confirm=True, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": (customer or self.anna).id,
                "order_line": [Command.create({"product_id": self.plain.id})],
                **({"customer_member_id": member.id} if member else {}),
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _shown_with(self, customer, user=None):
        """The invoices that the button on the customer's form opens."""
        partner = customer.with_user(user or self.seller)
        action = partner.action_view_partner_invoices()
        return self.moves.search(action["domain"])


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestFamilyPurchase(PurchaseCommon):
    # -- who may be named --------------------------------------------------

    def test_a_member_is_named_on_the_heads_invoice(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        self.assertEqual(invoice.partner_id, self.anna)
        self.assertEqual(invoice.customer_member_id, self.jan)
        self.assertTrue(invoice.is_on_head_account)

    def test_the_debt_is_the_heads(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        self.assertEqual(invoice.line_ids.partner_id, self.anna)
        self.assertEqual(invoice.commercial_partner_id, self.anna)

    def test_who_is_no_member_cannot_be_named(self):
        cases = [
            (self.anna, self.piotr),
            (self.anna, self.anna),
            (self.jan, self.ola),
            (self.jan, self.anna),
            (self.piotr, self.ewa),
        ]
        for account, member in cases:
            with self.subTest(account=account.name, member=member.name):
                with self._refused("cannot buy on the account of"):
                    self._order(account, member, confirm=False)
                with self._refused("cannot buy on the account of"):
                    self._make_invoice(
                        self.plain, partner_id=account.id, customer_member_id=member.id
                    )
                order = self._order(account, confirm=False)
                with self._refused("cannot buy on the account of"):
                    order.customer_member_id = member
                self.assertFalse(order.customer_member_id)

    def test_both_fields_written_together_are_checked(self):
        order = self._order(self.anna, self.jan, confirm=False)
        with self._refused("cannot buy on the account of Piotr"):
            order.write(
                {"partner_id": self.piotr.id, "customer_member_id": self.jan.id}
            )
        order.write({"partner_id": self.anna.id, "customer_member_id": self.ola.id})
        self.assertEqual(order.customer_member_id, self.ola)

    def test_another_customer_no_longer_names_the_member(self):
        order = self._order(self.anna, self.jan, confirm=False)
        order.partner_id = self.piotr
        self.assertFalse(order.customer_member_id)
        invoice = self._make_invoice(
            self.plain, partner_id=self.anna.id, customer_member_id=self.jan.id
        )
        invoice.partner_id = self.piotr
        self.assertFalse(invoice.customer_member_id)

    def test_a_posted_invoice_keeps_its_own(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        with self._refused("is posted and keeps the name"):
            invoice.customer_member_id = self.ola
        with self._refused("is posted and keeps the name"):
            invoice.customer_member_id = False
        self.assertEqual(invoice.customer_member_id, self.jan)

    def test_a_vendor_bill_names_nobody(self):
        with self._refused("cannot buy on the account of"):
            self.moves.create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.anna.id,
                    "customer_member_id": self.jan.id,
                }
            )

    def test_who_bought_cannot_be_deleted(self):
        self._buy(self.anna, customer_member_id=self.jan.id)
        with self._refused("Jan Nowak cannot be deleted", UserError):
            self.jan.unlink()
        self.assertTrue(self.jan.exists())
        self.assertEqual(self.jan.family_id, self.family)

    # -- from order to invoice to credit note ------------------------------

    def test_the_invoice_of_an_order_names_the_member(self):
        order = self._order(member=self.jan)
        invoice = order._create_invoices()
        self.assertEqual(invoice.customer_member_id, self.jan)
        self.assertEqual(invoice.partner_id, self.anna)

    def test_an_invoice_of_several_orders_names_the_member_of_all(self):
        orders = self._order(member=self.jan) | self._order(member=self.jan)
        self.assertEqual(orders._create_invoices().customer_member_id, self.jan)

    def test_an_invoice_of_different_members_names_nobody(self):
        orders = self._order(member=self.jan) | self._order(member=self.ola)
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        self.assertFalse(invoice.customer_member_id)
        orders = self._order(member=self.jan) | self._order()
        self.assertFalse(orders._create_invoices().customer_member_id)
        orders = self._order() | self._order(member=self.jan)
        self.assertFalse(orders._create_invoices().customer_member_id)

    def test_an_invoice_to_somebody_else_names_nobody(self):
        order = self._order(member=self.jan, partner_invoice_id=self.piotr.id)
        self.assertFalse(order._create_invoices().customer_member_id)

    def test_an_order_made_before_the_separation_is_invoiced_with_the_name(self):
        order = self._order(member=self.jan)
        self.family._separate(self.jan)
        invoice = order._create_invoices()
        self.assertEqual(invoice.customer_member_id, self.jan)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_a_down_payment_names_the_member(self):
        order = self._order(member=self.jan)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": 50,
            }
        )
        wizard.create_invoices()
        self.assertEqual(order.invoice_ids.customer_member_id, self.jan)

    def test_a_credit_note_names_the_member_also_after_the_separation(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        self.family._separate(self.jan)
        refund = self._make_refund(invoice)
        self.assertEqual(refund.customer_member_id, self.jan)
        self.assertEqual(refund.partner_id, self.anna)

    def test_a_duplicate_names_who_is_still_a_member(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        order = self._order(member=self.jan)
        self.assertEqual(invoice.copy().customer_member_id, self.jan)
        self.assertEqual(order.copy().customer_member_id, self.jan)
        self.family._separate(self.jan)
        self.assertFalse(invoice.copy().customer_member_id)
        self.assertFalse(order.copy().customer_member_id)

    # -- the screen --------------------------------------------------------

    def test_an_unsaved_order_moves_to_the_heads_account_and_back(self):
        everybody = self.env.ref("base.group_user")
        everybody.implied_ids |= self.env.ref("product.group_product_pricelist")
        prices = self.env["product.pricelist"].create({"name": "Friends"})
        self.anna.property_product_pricelist = prices
        self.anna.property_payment_term_id = self.env.ref(
            "account.account_payment_term_30days"
        )
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.jan
        self.assertEqual(form.family_head_id, self.anna)
        self.assertFalse(form.account_family_id)
        form.is_on_head_account = True
        self.assertEqual(form.partner_id, self.anna)
        self.assertEqual(form.customer_member_id, self.jan)
        self.assertEqual(form.partner_invoice_id, self.anna)
        self.assertEqual(form.pricelist_id, prices)
        self.assertEqual(form.payment_term_id, self.anna.property_payment_term_id)
        order = form.save()
        self.assertEqual(order.customer_member_id, self.jan)
        with Form(order.with_user(self.seller)) as form:
            form.is_on_head_account = False
        self.assertEqual(order.partner_id, self.jan)
        self.assertFalse(order.customer_member_id)

    def test_an_unsaved_invoice_moves_to_the_heads_account(self):
        self.anna.property_payment_term_id = self.env.ref(
            "account.account_payment_term_30days"
        )
        form = Form(
            self.moves.with_user(self.seller).with_context(
                default_move_type="out_invoice"
            )
        )
        form.partner_id = self.jan
        form.is_on_head_account = True
        self.assertEqual(form.partner_id, self.anna)
        self.assertEqual(
            form.invoice_payment_term_id, self.anna.property_payment_term_id
        )
        with form.invoice_line_ids.new() as line:
            line.product_id = self.plain
        invoice = form.save()
        self.assertEqual(invoice.customer_member_id, self.jan)
        invoice.action_post()
        self.assertEqual(invoice.line_ids.partner_id, self.anna)

    def test_for_the_head_a_member_is_chosen(self):
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.anna
        self.assertEqual(form.account_family_id, self.family)
        form.customer_member_id = self.ola
        self.assertTrue(form.is_on_head_account)
        self.assertEqual(form.partner_id, self.anna)
        form.partner_id = self.piotr
        self.assertFalse(form.customer_member_id)
        self.assertFalse(form.is_on_head_account)

    # -- shows with both ---------------------------------------------------

    def test_it_shows_with_both_and_after_the_separation_with_the_head_only(self):
        on_account = self._buy(self.anna, customer_member_id=self.jan.id)
        own = self._buy(self.jan)
        heads = self._buy(self.anna)
        self.assertEqual(self._shown_with(self.jan), own | on_account)
        self.assertEqual(self._shown_with(self.anna), heads | on_account)
        self.assertFalse(self._shown_with(self.ola))
        self.assertEqual(self.jan.family_purchase_ids, on_account)
        self.assertEqual(self.anna.family_purchase_ids, on_account)
        self.assertFalse(self.ola.family_purchase_ids)
        self.family._separate(self.jan)
        self.assertEqual(self._shown_with(self.jan), own)
        self.assertEqual(self._shown_with(self.anna), heads | on_account)
        self.assertFalse(self.jan.family_purchase_ids)
        self.assertEqual(own.partner_id, self.jan)
        self.assertEqual(on_account.partner_id, self.anna)
        self.assertEqual(on_account.customer_member_id, self.jan)

    def test_it_shows_with_both_under_another_head(self):
        on_account = self._buy(self.anna, customer_member_id=self.jan.id)
        self.family._set_head(self.jan)
        self.assertEqual(self._shown_with(self.jan), on_account)
        self.assertEqual(self._shown_with(self.anna), on_account)

    def test_after_dissolving_it_shows_with_the_head_only(self):
        on_account = self._buy(self.anna, customer_member_id=self.jan.id)
        self.family.unlink()
        self.assertFalse(self._shown_with(self.jan))
        self.assertEqual(self._shown_with(self.anna), on_account)

    def test_the_share_of_a_purchase_is_the_members_until_separated(self):
        self._buy(self.anna, 100)
        self._buy(self.anna, 30, customer_member_id=self.jan.id)
        self._buy(self.jan, 5)
        self.env.invalidate_all()
        self.assertEqual(self.jan.family_share, 35)
        self.assertEqual(self.anna.family_share, 100)
        self.assertEqual(self.family.turnover, 135)
        self.family._separate(self.jan)
        self.env.invalidate_all()
        self.assertEqual(self.jan.family_share, 0)
        self.assertEqual(self.anna.family_share, 130)
        self.assertEqual(self.family.turnover, 130)

    def test_without_family_there_is_nothing_to_show(self):
        domain = self.piotr._family_purchase_domain()
        self.assertTrue(domain.is_false())

    # -- core's merge ------------------------------------------------------

    def test_core_merge_of_member_into_head_makes_it_the_heads_own(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        order = self._order(member=self.jan)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.anna | self.jan).ids, self.anna, extra_checks=False
        )
        self.env.invalidate_all()
        self.assertFalse(invoice.customer_member_id)
        self.assertFalse(order.customer_member_id)
        self.assertEqual(invoice.partner_id, self.anna)

    # -- paper -------------------------------------------------------------

    def _text(self, report, records, user=None):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.env.user)
            ._render_qweb_html(report, records.ids)
        )
        return " ".join(html.fromstring(content).text_content().split())

    def test_the_printed_invoice_names_the_member(self):
        invoice = self._buy(self.anna, customer_member_id=self.jan.id)
        for user in (self.seller, self.outsider):
            text = self._text("account.report_invoice", invoice, user)
            self.assertIn("For: Jan Nowak", text)
            self.assertIn("Anna Nowak", text)
        self.assertNotIn(
            "For:", self._text("account.report_invoice", self._buy(self.anna))
        )

    def test_the_printed_order_names_the_member(self):
        order = self._order(member=self.jan)
        self.assertIn("For: Jan Nowak", self._text("sale.report_saleorder", order))
        self.assertNotIn("For:", self._text("sale.report_saleorder", self._order()))

    # -- users without our functions ---------------------------------------

    def test_without_a_level_orders_and_invoices_work_and_keep_the_name(self):
        order = self._order(member=self.jan, confirm=False).with_user(self.outsider)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.sudo().customer_member_id, self.jan)
        invoice = self.moves.with_user(self.outsider).browse(invoice.id)
        invoice.action_post()
        refund = self._make_refund(invoice)
        self.assertEqual(refund.sudo().customer_member_id, self.jan)
        self.assertFalse(invoice.copy().sudo().customer_member_id)
        with Form(order) as form:
            form.client_order_ref = "their number"
        self.assertEqual(self._shown_with(self.jan, self.outsider), self.moves)

    def test_without_a_level_nobody_is_named_by_hand(self):
        order = self._order(confirm=False).with_user(self.outsider)
        with self.assertRaises(AccessError):
            order.write({"customer_member_id": self.jan.id})
        order.with_user(self.seller).write({"customer_member_id": self.jan.id})
        self.assertEqual(order.sudo().customer_member_id, self.jan)

    def test_the_page_opens_without_access_to_invoices(self):
        self._buy(self.anna, customer_member_id=self.jan.id)
        with Form(self.jan.with_user(self.user_level_5)) as form:
            self.assertEqual(form.family_id, self.family)
            self.assertFalse(form.family_purchase_ids)
        with Form(self.jan.with_user(self.seller)) as form:
            self.assertEqual(len(form.family_purchase_ids), 1)
