# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .test_soft_pos_till import EXTRA, TillSaleCase

TOLD = "_customer_asset"


class TillAssetCase(TillSaleCase):
    """Anna has a car and a dog; her boat is sold, her cat dead, her trailer off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.use_customer_account = False
        cls.car = cls._make_asset("Till Car", plate="WA 12345")
        cls.dog = cls._make_asset("Till Dog", kind="animal")
        cls.boat = cls._make_asset("Till Boat", gone="sold")
        cls.cat = cls._make_asset("Till Cat", kind="animal", death_date="2026-01-01")
        cls.trailer = cls._make_asset("Till Trailer", active=False)
        cls.boiler = cls._make_asset("Till Boiler", kind="equipment")
        cls.foreign = cls._make_asset("Till Bike", partner_id=cls.watched.id)

    @classmethod
    def _make_asset(cls, name, **vals):
        vals = {"kind": "vehicle", "partner_id": cls.anna.id, "name": name, **vals}
        return cls.env["customer.asset"].create(vals)

    def _kept(self, order):
        return self.env["customer.asset.sale"]._assets_of(order)


@tagged("post_install", "-at_install")
class TestSoftPosAsset(TillAssetCase):
    """What the till is told, and what the server keeps of what it says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till.with_user(cls.cashier).open_ui()
        cls.session = cls.till.current_session_id
        cls.session.set_opening_control(0, "")

    def _sell(self, asset_id, user=None, quantity=1, **vals):
        """Sell a bag of flour, as a till sends it."""
        total = 100.0 * quantity
        line = {
            "product_id": self.flour.id,
            "qty": quantity,
            "price_unit": 100.0,
            "price_subtotal": total,
            "price_subtotal_incl": total,
            "tax_ids": [Command.set([])],
            **vals.pop("line", {}),
        }
        payment = {"amount": total, "payment_method_id": self.cash.id}
        number = len(self.env["pos.order"].search([]))
        order = {
            "uuid": f"asset-{number}",
            "name": f"Asset {number}",
            "session_id": self.session.id,
            "partner_id": self.anna.id,
            "state": "paid",
            "amount_paid": total,
            "amount_total": total,
            "amount_tax": 0.0,
            "amount_return": 0.0,
            "lines": [Command.create(line)],
            "payment_ids": [Command.create(payment)],
            "customer_asset_id": asset_id,
            **vals,
        }
        orders = self.env["pos.order"].with_user(user or self.cashier)
        rows = orders.sync_from_ui([order])["pos.order"]
        return orders.browse(rows[0]["id"]).sudo(), rows[0]

    def test_only_active_vehicles_and_animals_go_to_the_till(self):
        rows = self._loaded(self.cashier, self.anna | self.held)
        offered = [
            (row["id"], row["detail"]) for row in rows[self.anna][EXTRA]["assets"]
        ]
        self.assertCountEqual(offered, [(self.car.id, "WA 12345"), (self.dog.id, "")])
        self.assertNotIn(EXTRA, rows[self.held])
        anna = self.anna.with_user(self.cashier)
        self.assertEqual(anna.get_till_assets(), anna.get_customer_till()["assets"])
        self.assertEqual(len(anna.get_till_assets()), 2)

    def test_a_contact_brings_what_the_firm_owns(self):
        driver = self._make_customer(name="Driver", parent_id=self.anna.id)
        rows = driver.with_user(self.cashier).get_till_assets()
        self.assertEqual({row["id"] for row in rows}, {self.car.id, self.dog.id})

    def test_a_cashier_without_a_level_is_told_nothing(self):
        rows = self._loaded(self.outsider, self.anna)
        self.assertNotIn(EXTRA, rows[self.anna])
        with self.assertRaises(AccessError):
            self.anna.with_user(self.outsider).get_till_assets()

    def test_the_sale_stands_in_the_history(self):
        order, row = self._sell(self.car.id)
        self.assertEqual(self._kept(order), self.car)
        self.assertEqual(row[TOLD]["id"], self.car.id)
        car = self.car.with_user(self.cashier)
        self.assertEqual(car.lifetime_cost, 100)
        self.assertEqual(car.visit_count, 1)
        lines = self.env["customer.turnover"].search([("asset_id", "=", self.car.id)])
        self.assertEqual(lines.mapped("document_id"), [-order.id])
        self.assertEqual(self.dog.with_user(self.cashier).visit_count, 0)

    def test_what_takes_it_back_is_for_the_same(self):
        order, _row = self._sell(self.car.id)
        back, _row = self._sell(
            False, quantity=-1, line={"refunded_orderline_id": order.lines.id}
        )
        self.assertEqual(self._kept(back), self.car)
        self.env.invalidate_all()
        self.assertEqual(self.car.with_user(self.cashier).lifetime_cost, 0)

    def test_the_invoice_of_the_sale_is_for_it_and_counts_once(self):
        order, _row = self._sell(self.car.id, to_invoice=True)
        invoice = order.account_move
        self.assertEqual(invoice.customer_asset_id, self.car)
        self.assertEqual(invoice.invoice_line_ids.customer_asset_id, self.car)
        self.assertEqual(self.car.with_user(self.cashier).lifetime_cost, 100)

    def test_invoiced_later_it_is_for_the_same_also_when_it_is_gone(self):
        order, _row = self._sell(self.car.id)
        self.car.write({"gone": "sold", "partner_id": self.watched.id})
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.customer_asset_id, self.car)

    def test_what_cannot_be_chosen_is_left_out_and_the_order_says_so(self):
        cases = {
            self.boat: "Till Boat.* was sold",
            self.cat: "Till Cat.* is dead",
            self.trailer: "Till Trailer.* is switched off",
            self.foreign: "Till Bike.* belongs to Till Watched",
        }
        for asset, sentence in cases.items():
            with self.subTest(sentence):
                order, row = self._sell(asset.id)
                self.assertEqual(order.state, "paid")
                self.assertFalse(self._kept(order))
                self.assertFalse(row[TOLD])
                self.assertRegex("".join(order.message_ids.mapped("body")), sentence)
                anna = self.anna.with_user(self.cashier)
                self.assertRegex(anna.get_till_asset_refusal(asset.id), sentence)
        self.assertFalse(self.anna.get_till_asset_refusal(self.car.id))

    def test_nonsense_and_nothing_are_for_nothing(self):
        for value in (False, None, "x", [1], -1, 2**31 - 1, 2**70):
            with self.subTest(value=value):
                order, _row = self._sell(value)
                self.assertEqual(order.state, "paid")
                self.assertFalse(self._kept(order))

    def test_a_cashier_without_a_level_sells_for_nothing(self):
        order, _row = self._sell(self.car.id, user=self.outsider)
        self.assertEqual(order.state, "paid")
        self.assertFalse(self._kept(order))

    def test_a_parked_order_changes_its_mind(self):
        order, _row = self._sell(self.car.id, state="draft", uuid="parked")
        self.assertEqual(self._kept(order), self.car)
        vals = {"id": order.id, "uuid": "parked", "access_token": order.access_token}
        vals.update(lines=[], payment_ids=[])
        order, _row = self._sell(self.dog.id, state="draft", **vals)
        self.assertEqual(self._kept(order), self.dog)
        order, row = self._sell(False, state="draft", **vals)
        self.assertFalse(self._kept(order))
        self.assertFalse(row[TOLD])

    def test_receipts_on_one_invoice_keep_theirs_on_their_lines(self):
        orders = self._sell(self.car.id)[0] | self._sell(self.dog.id)[0]
        vals = orders._prepare_invoice_vals()
        self.assertNotIn("customer_asset_id", vals)
        named = [line[2].get("customer_asset_id") for line in vals["invoice_line_ids"]]
        self.assertEqual(named, [self.car.id, self.dog.id])


@tagged("post_install", "-at_install")
class TestSoftPosAssetTour(TillAssetCase, HttpCase):
    """In a browser, at the till."""

    def test_the_cashier_chooses_the_car_and_the_receipt_names_it(self):
        self._tour("customer_care_till_asset")
        [first] = self._orders(self.anna).filtered("payment_ids")
        self.assertEqual(self._kept(first), self.car)
        self.assertEqual(self.car.with_user(self.cashier).visit_count, 1)
