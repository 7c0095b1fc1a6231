# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestSoftStock(InvoiceCommon):
    """With deliveries, invoices take their serial numbers from the lots."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.env.user.group_ids += cls.env.ref("stock.group_stock_manager")
        cls.seller = cls._make_user(
            "seller",
            "sales_team.group_sale_salesman_all_leads,account.group_account_invoice",
        )
        cls.machine.write(
            {"is_storable": True, "tracking": "serial", "invoice_policy": "delivery"}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )

    def _stock(self, product, names, quantity=1.0):
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, quantity, lot_id=lot
            )
        return lots

    def _order(self, quantity, product=None):
        product = product or self.machine
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def _deliver(self, order, lots, each=1.0):
        picking = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.write(
            {
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "lot_id": lot.id,
                            "quantity": each,
                            "location_id": picking.location_id.id,
                            "location_dest_id": picking.location_dest_id.id,
                        }
                    )
                    for lot in lots
                ],
                "picked": True,
            }
        )
        picking.with_context(cancel_backorder=False)._action_done()
        return picking

    def _invoice(self, order):
        """Invoiced by somebody who has no right in the warehouse."""
        return order.with_user(self.seller)._create_invoices()

    def test_invoice_names_the_lots_delivered(self):
        order = self._order(2)
        self._deliver(order, self._stock(self.machine, ["S1", "S2"]))
        invoice = self._invoice(order)
        self.assertEqual(invoice.invoice_line_ids.serial_number, "S1, S2")
        invoice.action_post()
        self.assertRecordValues(
            self._actions_of(invoice), [{"serial_number": "S1, S2", "quantity": 2.0}]
        )

    def test_second_invoice_names_the_rest(self):
        order = self._order(3)
        lots = self._stock(self.machine, ["S1", "S2", "S3"])
        self._deliver(order, lots[0])
        first = self._invoice(order)
        first.action_post()
        self._deliver(order, lots[1:])
        second = self._invoice(order)
        self.assertEqual(first.invoice_line_ids.serial_number, "S1")
        self.assertEqual(second.invoice_line_ids.serial_number, "S2, S3")

    def test_typed_serial_number_stays(self):
        order = self._order(1)
        self._deliver(order, self._stock(self.machine, ["S1"]))
        invoice = self._invoice(order)
        invoice.invoice_line_ids.serial_number = "TYPED"
        invoice.action_post()
        self.assertEqual(invoice.invoice_line_ids.serial_number, "TYPED")

    def test_delivered_after_the_draft_is_filled_in_when_posting(self):
        self.machine.invoice_policy = "order"
        order = self._order(1)
        invoice = self._invoice(order)
        self.assertFalse(invoice.invoice_line_ids.serial_number)
        self._deliver(order, self._stock(self.machine, ["S1"]))
        invoice.with_user(self.seller).action_post()
        self.assertEqual(invoice.invoice_line_ids.serial_number, "S1")
        self.assertEqual(self._actions_of(invoice).serial_number, "S1")

    def test_returned_piece_is_not_named(self):
        self.machine.invoice_policy = "order"
        order = self._order(2)
        lots = self._stock(self.machine, ["S1", "S2"])
        picking = self._deliver(order, lots)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.move_line_ids.unlink()
        back.move_ids.write(
            {
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.machine.id,
                            "lot_id": lots[0].id,
                            "quantity": 1,
                            "location_id": back.location_id.id,
                            "location_dest_id": back.location_dest_id.id,
                        }
                    )
                ],
                "picked": True,
            }
        )
        back._action_done()
        self.assertEqual(self._invoice(order).invoice_line_ids.serial_number, "S2")

    def test_refunded_piece_can_be_invoiced_again(self):
        order = self._order(1)
        self._deliver(order, self._stock(self.machine, ["S1"]))
        invoice = self._invoice(order)
        invoice.action_post()
        self._make_refund(invoice)
        again = self._invoice(order)
        self.assertEqual(again.invoice_line_ids.serial_number, "S1")
        self.assertEqual(self._actions_of(invoice).state, "cancelled")

    def test_one_lot_covers_several_invoices(self):
        powder = self.env["product.product"].create(
            {
                "name": "Powder",
                "is_storable": True,
                "tracking": "lot",
                "invoice_policy": "delivery",
            }
        )
        order = self._order(10, powder)
        lots = self._stock(powder, ["L1", "L2"], quantity=6)
        self._deliver(order, lots[0], each=4)
        first = self._invoice(order)
        self.assertEqual(first.invoice_line_ids.serial_number, "L1")
        self._deliver(order, lots, each=2)
        second = self._invoice(order)
        self.assertEqual(second.invoice_line_ids.serial_number, "L1, L2")

    def test_untracked_goods_and_services_have_none(self):
        order = self._order(1, self.plain)
        self.plain.invoice_policy = "order"
        self.assertFalse(self._invoice(order).invoice_line_ids.serial_number)

    def test_what_is_due_and_what_was_delivered_is_in_the_overview(self):
        lots = self._stock(self.machine, ["A-1", "A-2", "A-3"])
        address = self._make_customer(
            name="Cellar", parent_id=self.customer.id, type="delivery"
        )
        done, due = self._order(1), self._order(2)
        due.picking_ids.partner_id = address
        due.picking_ids.scheduled_date = "2027-03-20 22:30:00"  # 23:30 in Warsaw
        cancelled = self._order(1)
        cancelled._action_cancel()
        with freeze_time("2027-03-11 10:00:00"):
            self._deliver(done, lots[:1])
        self.env.invalidate_all()
        boxes = self.customer.get_customer_overview()["boxes"]
        [box] = [box for box in boxes if box["key"] == "deliveries"]
        shown = {each["key"]: each for each in box["figures"]}
        self.assertEqual(shown["deliveries_due"]["value"], 1)
        self.assertIn("03/20/2027", shown["deliveries_due"]["note"])
        self.assertEqual(shown["deliveries_done"]["value"], 1)
        self.assertIn("03/11/2027", shown["deliveries_done"]["note"])
        for key, order in (("due", due), ("done", done)):
            way = shown[f"deliveries_{key}"]["open"]
            found = self.env[way["model"]].search(way["domain"])
            self.assertEqual(found, order.picking_ids)

    def test_deliveries_are_for_those_who_may_see_them(self):
        self._order(1)
        boxes = self.customer.with_user(self.user_level_1).get_customer_overview()
        self.assertNotIn("deliveries", {box["key"] for box in boxes["boxes"]})
