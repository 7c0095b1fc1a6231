# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestSoftLayaway(LayawayCommon):
    """With `stock`: goods are set aside, and leave when they are paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.is_storable = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        # by hand: so that it is the lay-away that reserves
        cls.warehouse.out_type_id.reservation_method = "manual"
        cls.env["stock.quant"]._update_available_quantity(
            cls.goods, cls.warehouse.lot_stock_id, 10.0
        )
        cls.porter = cls._make_user("porter", "stock.group_stock_user")

    def _validate(self, order, user=None):
        pickings = order.sudo().picking_ids.filtered(lambda p: p.state != "done")
        pickings = pickings.with_user(user or self.porter)
        pickings.move_ids.picked = True
        pickings = pickings.with_context(skip_sms=True, skip_backorder=True)
        return pickings.button_validate()

    def test_goods_are_set_aside_when_the_order_is_confirmed(self):
        plain = self._make_order(1.0, confirm=True)
        self.assertEqual(plain.picking_ids.state, "confirmed")
        order = self._make_order(3.0)
        self._agree(order, [("2027-05-01", 300.0)])
        order.action_confirm()
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertEqual(order.picking_ids.move_ids.quantity, 3.0)

    def test_goods_of_a_confirmed_order_are_set_aside_when_it_is_marked(self):
        order = self._make_layaway()
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_a_clerk_who_is_no_porter_sets_them_aside(self):
        order = self._make_order(3.0)
        plan = self.env["customer.layaway.plan"].with_user(self.clerk_4)
        plan.create({"order_id": order.id}).action_confirm()
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_delivery_is_held_until_the_balance_is_nothing(self):
        order = self._make_layaway()
        self._take(order, 299.99)
        with self.assertRaisesRegex(UserError, "is a lay-away: .*0.01 are left"):
            self._validate(order)
        self.assertEqual(order.picking_ids.state, "assigned")
        self._take(order, 0.01)
        self._validate(order)
        self.assertEqual(order.picking_ids.state, "done")

    def test_a_manager_is_held_too(self):
        order = self._make_layaway()
        boss = self._make_user(
            "boss", "customer_care.level_1,stock.group_stock_manager"
        )
        with self.assertRaisesRegex(UserError, "is a lay-away"):
            self._validate(order, boss)
        with self.assertRaisesRegex(UserError, "is a lay-away"):
            order.picking_ids.with_user(boss).move_ids._action_done()

    def test_who_may_releases_with_a_reason(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        release = self.env["customer.layaway.release"]
        with self.assertRaises(AccessError):
            release.with_user(self.clerk_4).create(
                {"order_id": order.id, "reason": "A friend"}
            )
        release.create({"order_id": order.id, "reason": "A friend"}).action_release()
        self._validate(order)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self._facts(order)["balance"], 200.0)

    def test_a_part_delivery_is_held_too(self):
        order = self._make_layaway()
        order.picking_ids.move_ids.quantity = 1
        with self.assertRaisesRegex(UserError, "is a lay-away"):
            self._validate(order)

    def test_picking_within_the_house_goes_on(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._make_layaway()
        first = order.picking_ids.filtered(
            lambda p: p.location_dest_id.usage == "internal"
        )
        first.move_ids.picked = True
        first.button_validate()
        self.assertEqual(first.state, "done")
        with self.assertRaisesRegex(UserError, "is a lay-away"):
            self._validate(order)

    def test_cancelling_gives_the_goods_free(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._cancel(order)
        self.assertEqual(order.picking_ids.state, "cancel")
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.goods.id),
                ("location_id", "=", self.warehouse.lot_stock_id.id),
            ]
        )
        self.assertEqual(quant.reserved_quantity, 0.0)

    def test_other_orders_are_delivered_as_ever(self):
        order = self._make_order(1.0, confirm=True)
        order.picking_ids.action_assign()
        self._validate(order)
        self.assertEqual(order.picking_ids.state, "done")
