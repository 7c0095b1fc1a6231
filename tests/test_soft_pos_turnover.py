# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command
from odoo.tests import tagged

from .common_invoice import InvoiceCommon


class TillTurnoverCommon(InvoiceCommon):
    """A till that sells dog food with 20 % tax for cash."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("point_of_sale.group_pos_manager")
        cls.env.user.group_ids += cls.env.ref("stock.group_stock_manager")
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.env.user.group_ids += cls.env.ref("customer_care.level_1")
        cls.brand = cls.env["customer.brand"].create({"name": "Bark"})
        tax = cls.env["account.tax"].create(
            {"name": "Tax of the test", "amount": 20, "type_tax_use": "sale"}
        )
        cls.food = cls.env["product.product"].create(
            {
                "name": "Dog food",
                "list_price": 100.0,
                "standard_price": 60.0,
                "available_in_pos": True,
                "brand_id": cls.brand.id,
                "taxes_id": [Command.set(tax.ids)],
            }
        )
        cls.cash = cls.env["pos.payment.method"].create(
            {
                "name": "Cash",
                "journal_id": cls.company_data["default_journal_cash"].id,
                "receivable_account_id": cls.company_data[
                    "default_account_receivable"
                ].id,
            }
        )
        cls.config = cls.env["pos.config"].create(
            {
                "name": "Front counter",
                "payment_method_ids": [Command.set(cls.cash.ids)],
            }
        )
        cls.config.open_ui()
        cls.session = cls.config.current_session_id
        cls.session.set_opening_control(0, None)
        cls.anna = cls._make_customer()
        cls.turnover = cls.env["customer.turnover"]

    def _sell(self, quantity, discount=0, partner=None, pay=True, **vals):
        """What the till sends; a negative quantity takes goods back."""
        untaxed = 100 * quantity * (1 - discount / 100)
        order = self.env["pos.order"].create(
            {
                "session_id": self.session.id,
                "company_id": self.env.company.id,
                "partner_id": (self.anna if partner is None else partner).id,
                "pricelist_id": self.config.pricelist_id.id,
                "amount_tax": untaxed * 0.2,
                "amount_total": untaxed * 1.2,
                "amount_paid": 0,
                "amount_return": 0,
                "is_refund": quantity < 0,
                "lines": [
                    Command.create(
                        {
                            "product_id": self.food.id,
                            "full_product_name": "Dog food",
                            "qty": quantity,
                            "price_unit": 100,
                            "discount": discount,
                            "price_subtotal": untaxed,
                            "price_subtotal_incl": untaxed * 1.2,
                            "tax_ids": [Command.set(self.food.taxes_id.ids)],
                        }
                    )
                ],
                **vals,
            }
        )
        if pay:
            payment = self.env["pos.make.payment"].with_context(
                active_id=order.id, active_ids=order.ids
            )
            payment.create(
                {"payment_method_id": self.cash.id, "amount": untaxed * 1.2}
            ).check()
        return order

    def _lines(self, partner=None):
        self.env.flush_all()
        return self.turnover.search([("partner_id", "=", (partner or self.anna).id)])

    def _close(self):
        self.session.post_closing_cash_details(self.session.cash_register_balance_end)
        self.session.close_session_from_ui()
        self.assertEqual(self.session.state, "closed")


@tagged("post_install", "-at_install")
class TestSoftPosTurnover(TillTurnoverCommon):
    """With a till and a warehouse: counted once, with the right sign."""

    def test_a_sale_at_the_till_counts_with_its_branch_and_discount(self):
        order = self._sell(2, discount=25)
        self.assertRecordValues(
            self._lines(),
            [
                {
                    "kind": "till",
                    "document": order.pos_reference or order.name,
                    "document_id": -order.id,
                    "branch": "Front counter",
                    "brand": "Bark",
                    "quantity": 2,
                    "untaxed": 150,
                    "total": 180,
                    "margin": 30,
                    "currency_id": self.env.company.currency_id.id,
                }
            ],
        )

    def test_what_is_not_paid_or_was_cancelled_is_no_purchase(self):
        self._sell(1, pay=False)
        self._sell(1, pay=False).state = "cancel"
        self.assertFalse(self._lines())

    def test_closing_the_session_counts_nothing_twice(self):
        self._sell(2)
        self._sell(1)
        self._close()
        self.assertEqual(sum(self._lines().mapped("untaxed")), 300)
        entry = self.session.move_id.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "income" and not line.tax_line_id
            )
        )
        self.assertEqual(-sum(entry.mapped("balance")), 300, "the books have it too")

    def test_an_invoiced_order_counts_on_its_invoice_only(self):
        order = self._sell(1)
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.state, "posted")
        self.assertRecordValues(
            self._lines(),
            [{"kind": "invoice", "untaxed": 100, "document_id": order.account_move.id}],
        )
        self._close()
        self.assertEqual(sum(self._lines().mapped("untaxed")), 100)

    def test_an_order_invoiced_after_closing_counts_once(self):
        order = self._sell(1)
        self._close()
        order.action_pos_order_invoice()
        self.assertEqual(sum(self._lines().mapped("untaxed")), 100)
        self.assertEqual(self._lines().kind, "invoice")

    def test_goods_taken_back_are_negative_however_their_amounts_are_kept(self):
        self._sell(3)
        back = self._sell(-1)
        for line in back.lines:  # a till may keep them without sign
            line.write({"price_subtotal": 100, "price_subtotal_incl": 120})
        self.assertEqual(sum(self._lines().mapped("untaxed")), 200)
        refund = self._lines().filtered(lambda line: line.kind == "refund")
        self.assertRecordValues(
            refund, [{"quantity": -1, "untaxed": -100, "total": -120, "margin": -40}]
        )
        back.lines.write({"price_subtotal": -100, "price_subtotal_incl": -120})
        self.assertEqual(sum(self._lines().mapped("untaxed")), 200)

    def test_a_discount_line_lowers_the_sale(self):
        order = self._sell(1, pay=False)
        order.lines.create(
            {
                "order_id": order.id,
                "product_id": self.food.id,
                "qty": 1,
                "price_unit": -10,
                "price_subtotal": -10,
                "price_subtotal_incl": -12,
            }
        )
        order.state = "paid"
        self.assertEqual(sum(self._lines().mapped("untaxed")), 90)

    def test_another_currency_counts_at_the_orders_rate(self):
        order = self._sell(1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_order SET currency_rate = 4 WHERE id = %s", [order.id]
        )
        self.assertRecordValues(self._lines(), [{"untaxed": 25, "total": 30}])

    def test_an_anonymous_sale_has_no_customer_and_is_in_the_turnover(self):
        order = self._sell(1, partner=self.env["res.partner"])
        self.env.flush_all()
        line = self.turnover.search([("document_id", "=", -order.id)])
        self.assertRecordValues(line, [{"partner_id": False, "untaxed": 100}])
        self.assertFalse(self._lines())

    def test_a_contact_buys_for_the_customer_also_after_a_merge(self):
        contact = self._make_customer(name="Jan", parent_id=self.anna.id)
        self._sell(1, partner=contact)
        self.assertEqual(self._lines().contact_id, contact)
        survivor = self._make_customer(name="Survivor")
        self.anna.sudo().merged_into_id = survivor
        self.assertEqual(sum(self._lines(survivor).mapped("untaxed")), 100)

    def test_the_day_is_that_of_the_users_clock(self):
        order = self._sell(1)
        order.date_order = "2027-03-09 23:30:00"
        self.env.flush_all()
        warsaw = self.turnover.with_context(tz="Europe/Warsaw")
        domain = [("document_id", "=", -order.id)]
        self.assertEqual(str(warsaw.search(domain).date), "2027-03-10")
        self.turnover.invalidate_model()
        utc = self.turnover.with_context(tz="UTC")
        self.assertEqual(str(utc.search(domain).date), "2027-03-09")

    def test_rows_of_the_till_and_of_invoices_are_read_together(self):
        self._sell(1)
        self._sell(2).action_pos_order_invoice()
        lines = self._lines()
        lines.invalidate_recordset()
        self.assertEqual(sorted(lines.mapped("untaxed")), [100, 200])
        others = self.turnover.search(["!", ("id", "in", lines[0].ids)])
        self.assertEqual(others & lines, lines[1])
        till = lines.filtered(lambda line: line.id < 0)
        till.invalidate_recordset()
        self.assertEqual(till.mapped("kind"), ["till"])

    def test_a_line_of_the_till_opens_its_order(self):
        order = self._sell(1)
        action = self._lines().action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("pos.order", order.id)
        )

    def test_the_overview_shows_the_till_and_its_payments(self):
        self._sell(2)
        self._sell(-1)
        self.env.flush_all()
        boxes = {b["key"]: b for b in self.anna.get_customer_overview()["boxes"]}
        figures = {f["key"]: f["value"] for f in boxes["sales"]["figures"]}
        self.assertEqual(figures["turnover"], 100)
        self.assertEqual(figures["purchases"], 1)
        self.assertEqual(figures["basket"], 240)
        self.assertEqual(boxes["branches"]["rows"][0][0]["value"], "Front counter")
        paid = sorted(row[2]["value"] for row in boxes["payments"]["rows"])
        self.assertEqual(paid, [-120, 240])
        (points,) = [b for b in boxes.values() if b["key"] == "deliveries"]
        self.assertEqual(len(points["figures"]), 2)

    def test_an_invoice_of_an_order_has_its_warehouse_as_branch(self):
        warehouse = self.env["stock.warehouse"].create({"name": "North", "code": "NOR"})
        self.food.invoice_policy = "order"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.anna.id,
                "warehouse_id": warehouse.id,
                "order_line": [Command.create({"product_id": self.food.id})],
            }
        )
        order.action_confirm()
        order._create_invoices().action_post()
        self.assertEqual(self._lines().branch, "North")

    def test_deliveries_done_and_due(self):
        self.food.write({"is_storable": True})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.anna.id,
                "order_line": [Command.create({"product_id": self.food.id})],
            }
        )
        order.action_confirm()
        boxes = {b["key"]: b for b in self.anna.get_customer_overview()["boxes"]}
        values = {f["key"]: f["value"] for f in boxes["deliveries"]["figures"]}
        self.assertEqual(values, {"deliveries_due": 1, "deliveries_done": 0})

    def test_a_delivery_that_was_made_is_done_with_its_day(self):
        self.food.write({"is_storable": True})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.anna.id,
                "order_line": [Command.create({"product_id": self.food.id})],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking._action_done()
        boxes = {b["key"]: b for b in self.anna.get_customer_overview()["boxes"]}
        figures = {f["key"]: f for f in boxes["deliveries"]["figures"]}
        self.assertEqual(
            {key: figure["value"] for key, figure in figures.items()},
            {"deliveries_due": 0, "deliveries_done": 1},
        )
        self.assertIn("last on", figures["deliveries_done"]["note"])
        done = figures["deliveries_done"]["open"]
        self.assertEqual(self.env[done["model"]].search(done["domain"]), picking)
