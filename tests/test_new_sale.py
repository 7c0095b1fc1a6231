# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, freeze_time, tagged

from .common_account import AccountCommon

SELLS = "sales_team.group_sale_salesman_all_leads"
INVOICES = "account.group_account_invoice"


class NewSaleCommon(AccountCommon):
    """Jan, who gets 20 % off, pays in 30 days and buys from abroad, and two sellers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "product.group_product_pricelist"
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 20,
                            "applied_on": "3_global",
                        }
                    ),
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 50,
                            "min_quantity": 10,
                            "applied_on": "3_global",
                        }
                    ),
                ],
            }
        )
        tax = cls.company_data["default_tax_sale"]
        cls.export = cls.env["account.fiscal.position"].create({"name": "Export"})
        cls.no_tax = tax.copy(
            {
                "name": "Export 0 %",
                "amount": 0,
                "fiscal_position_ids": [Command.set(cls.export.ids)],
                "original_tax_ids": [Command.set(tax.ids)],
            }
        )
        cls.machine.taxes_id = tax
        cls.machine.barcode = "4006381333931"
        cls.jan = cls._make_customer(
            name="Jan Nowak",
            property_product_pricelist=cls.pricelist.id,
            property_payment_term_id=cls.later.id,
            property_account_position_id=cls.export.id,
            account_status="active",
        )
        cls.order_clerk = cls._make_user("orders", f"customer_care.level_5,{SELLS}")

    def _open(self, user=None, customer=None, **vals):
        """Return the dialog as the door opens it."""
        customer = (customer or self.jan).with_user(user or self.seller)
        action = customer.action_new_sale()
        self.assertEqual(
            (action["res_model"], action["target"]), ("customer.new.sale", "new")
        )
        wizards = self.env["customer.new.sale"].with_user(user or self.seller)
        return wizards.with_context(**action["context"])

    def _start(self, document, *lines, user=None, customer=None, **vals):
        """Fill the dialog in, press Continue and return the form that opens."""
        user = user or self.seller
        form = Form(self._open(user, customer))
        form.document = document
        for product, quantity, price in lines:
            with form.line_ids.new() as line:
                line.product_id = product
                line.quantity = quantity
                if price is not None:
                    line.price_unit = price
        before = self._documents()
        action = form.save().action_start()
        self.assertEqual(self._documents(), before, "nothing is saved yet")
        model = self.env[action["res_model"]].with_user(user)
        return Form(model.with_context(**action["context"]))

    def _documents(self):
        return (
            self.env["sale.order"].search_count([]),
            self.env["account.move"].search_count([]),
        )


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestNewSale(NewSaleCommon):
    """The dialog opens the right document with everything filled in."""

    def test_a_quotation_has_all_that_core_computes(self):
        order = self._start("quotation", (self.machine, 3, None)).save()
        self.assertRecordValues(
            order,
            [
                {
                    "partner_id": self.jan.id,
                    "pricelist_id": self.pricelist.id,
                    "payment_term_id": self.later.id,
                    "fiscal_position_id": self.export.id,
                    "state": "draft",
                }
            ],
        )
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.machine.id,
                    "product_uom_qty": 3,
                    "price_subtotal": 240,
                    "tax_ids": self.no_tax.ids,
                }
            ],
        )

    def test_the_dialog_proposes_the_pricelists_price_by_quantity(self):
        form = Form(self._open())
        with form.line_ids.new() as line:
            line.product_id = self.machine
            self.assertEqual(line.price_unit * (1 - line.discount / 100), 80)
            line.quantity = 10
            self.assertEqual(line.price_unit, 50)
        self.assertEqual(form.total, 500)

    def test_a_quantity_changed_in_the_quotation_gets_the_pricelists_price(self):
        with self._start("quotation", (self.machine, 1, None)) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 10
            self.assertEqual(form.save().order_line.price_unit, 50)

    def test_a_price_that_was_typed_stays(self):
        form = self._start("quotation", (self.machine, 2, 66.6), (self.plain, 1, None))
        order = form.save()
        self.assertEqual(order.order_line.mapped("price_unit")[0], 66.6)
        self.assertEqual(len(order.order_line), 2)

    def test_an_invoice_and_a_receipt_have_them_too(self):
        for document, kind in (("invoice", "out_invoice"), ("receipt", "out_receipt")):
            with self.subTest(document):
                move = self._start(document, (self.machine, 3, None)).save()
                self.assertRecordValues(
                    move,
                    [
                        {
                            "move_type": kind,
                            "partner_id": self.jan.id,
                            "fiscal_position_id": self.export.id,
                            "state": "draft",
                        }
                    ],
                )
                self.assertRecordValues(
                    move.invoice_line_ids,
                    [
                        {
                            "quantity": 3,
                            "price_subtotal": 240,
                            "tax_ids": self.no_tax.ids,
                        }
                    ],
                )
                if document == "invoice":
                    self.assertEqual(move.invoice_payment_term_id, self.later)

    def test_a_sale_without_products_opens_the_empty_document(self):
        order = self._start("quotation").save()
        self.assertEqual(order.partner_id, self.jan)
        self.assertFalse(order.order_line)

    def test_a_service_and_goods_are_sold_alike(self):
        service = self.env["product.product"].create(
            {"name": "Grooming", "type": "service", "list_price": 30}
        )
        order = self._start(
            "quotation", (service, 1, None), (self.goods, 1, None)
        ).save()
        self.assertEqual(order.order_line.product_id, service | self.goods)

    def test_a_product_is_found_by_its_barcode_and_code(self):
        products = self.env["product.product"].with_user(self.seller)
        domain = self.env["customer.new.sale.line"]._fields["product_id"].domain
        self.assertEqual(domain, "[('sale_ok', '=', True)]")
        for typed in ("4006381333931", "CM-1"):
            found = products.name_search(typed, [("sale_ok", "=", True)])
            self.assertIn(self.machine.id, [row[0] for row in found])

    def test_a_contact_person_orders_and_the_firm_is_invoiced(self):
        self.firm.property_payment_term_id = self.later
        order = self._start("quotation", customer=self.buyer).save()
        self.assertEqual(order.partner_id, self.buyer)
        self.assertEqual(order.partner_invoice_id.commercial_partner_id, self.firm)
        self.assertEqual(order.payment_term_id, self.later)

    def test_a_price_in_another_currency_is_in_that_of_the_document(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self.pricelist.currency_id = euro
        self.assertEqual(
            self._start("quotation", (self.machine, 1, None)).save().amount_untaxed, 160
        )
        invoice = self._start("invoice", (self.machine, 1, None)).save()
        self.assertEqual(invoice.currency_id, self.env.company.currency_id)
        self.assertAlmostEqual(invoice.amount_untaxed, 80)

    def test_what_the_user_may_not_create_is_not_offered(self):
        def offered(user):
            return [key for key, _label in self._open(user)._select_document()]

        self.assertEqual(offered(self.seller)[:3], ["quotation", "invoice", "receipt"])
        self.assertEqual(offered(self.order_clerk), ["quotation"])
        self.assertEqual(offered(self.clerk)[:2], ["invoice", "receipt"])
        wizard = self._open(self.order_clerk).create({"document": "invoice"})
        with self.assertRaisesRegex(UserError, "may not create this document"):
            wizard.action_start()

    def test_who_may_create_nothing_is_told_so(self):
        level_5 = self.user_level_5
        self.assertNotIn(
            "new_sale",
            [e["key"] for e in self.jan.with_user(level_5).get_customer_operations()],
        )
        with self.assertRaisesRegex(AccessError, "may not create quotations"):
            self.jan.with_user(level_5).action_new_sale()

    def test_the_document_of_last_time_is_proposed(self):
        self.assertEqual(Form(self._open()).document, "quotation")
        self._start("receipt")
        self.assertEqual(Form(self._open()).document, "receipt")
        self.assertEqual(Form(self._open(self.order_clerk)).document, "quotation")
        self.seller.group_ids -= self.env.ref(INVOICES)
        self.assertEqual(Form(self._open()).document, "quotation")

    def test_discarded_nothing_is_saved(self):
        before = self._documents()
        form = Form(self._open())
        with form.line_ids.new() as line:
            line.product_id = self.machine
        form.save()
        self.assertEqual(self._documents(), before)

    def test_a_customer_who_is_gone_is_refused_in_a_sentence(self):
        wizard = Form(self._open()).save()
        for vals, words in (
            ({"active": False}, "Jan Nowak is archived"),
            ({"active": True, "is_forgotten": True}, "Jan Nowak is forgotten"),
        ):
            self.jan.sudo().write(vals)
            with self.assertRaisesRegex(UserError, words):
                self.jan.with_user(self.seller).action_new_sale()
            with self.assertRaisesRegex(UserError, words):
                wizard.action_start()

    def test_a_quantity_of_nothing_is_refused(self):
        for quantity in (0, -1):
            with self.assertRaisesRegex(UserError, "must be more than zero"):
                self._start("quotation", (self.machine, quantity, None))

    def test_alerts_and_account_are_shown_and_asked_about_when_confirming(self):
        self.env["customer.alert"].create(
            {"name": "Bites", "partner_id": self.jan.id, "kind": "notice"}
        )
        self._set("hold", self.jan, account_reason="Owes for March")
        form = Form(self._open())
        self.assertEqual([line["name"] for line in form.customer_alerts], ["Bites"])
        self.assertIn("is on hold", form.account_warning)
        order = self._start("quotation", (self.machine, 1, None)).save()
        with self.assertRaisesRegex(UserError, "is on hold"):
            order.action_confirm()

    def test_without_warehouses_none_is_asked_for(self):
        if "stock.warehouse" in self.env:
            self.skipTest("with stock")
        form = Form(self._open())
        self.assertFalse(form.has_warehouses)
        self.assertEqual(self.env["customer.new.sale"]._select_till(), [])


@tagged("post_install", "-at_install")
class TestNewSaleTour(NewSaleCommon, HttpCase):
    def test_a_sale_of_each_document(self):
        self.env["account.fiscal.position"].search([]).active = False
        page = f"/odoo/customers-care/{self.jan.id}"
        for document in ("quotation", "invoice", "receipt", "cancelled"):
            tour = f"customer_care_sale_{document}"
            self.start_tour(page, tour, login=self.seller.login)
        order = self.env["sale.order"].search([("partner_id", "=", self.jan.id)])
        self.assertEqual(order.order_line.product_uom_qty, 2)
        moves = self.env["account.move"].search([("partner_id", "=", self.jan.id)])
        self.assertEqual(
            sorted(moves.mapped("move_type")), ["out_invoice", "out_receipt"]
        )
