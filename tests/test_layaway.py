# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestLayaway(LayawayCommon):
    """What is agreed, and what the order does to it."""

    def test_the_dialog_proposes_equal_parts_that_make_up_the_total(self):
        order = self._make_order(1.0)
        order.order_line.price_unit = 100.01
        form = Form(
            self.env["customer.layaway.plan"].with_context(default_order_id=order.id)
        )
        form.number = 3
        self.assertEqual(form.due_date, date(2027, 5, 1))
        wizard = form.save()
        self.assertEqual(wizard.line_ids.mapped("amount"), [33.34, 33.34, 33.33])
        self.assertEqual(
            wizard.line_ids.mapped("date"),
            [date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1)],
        )
        self.assertEqual(wizard.difference, 0.0)

    def test_a_quotation_is_marked_and_confirmed_in_one_click(self):
        order = self._make_order(3.0)
        wizard = self.env["customer.layaway.plan"].create({"order_id": order.id})
        wizard.action_confirm()
        self.assertEqual((order.state, order.is_layaway), ("sale", True))
        self.assertEqual(order.layaway_due_date, date(2027, 5, 1))
        self.assertEqual(
            order.layaway_instalment_ids.mapped("amount"), [100.0, 100.0, 100.0]
        )

    def test_a_quotation_only_marked_takes_no_payment(self):
        order = self._make_order(3.0)
        self._agree(order, [("2027-03-01", 300.0)])
        self.assertEqual(order.layaway_state, "draft")
        with self.assertRaisesRegex(UserError, "Confirm .* before a payment is taken"):
            order.action_layaway_payment()

    def test_instalments_that_do_not_make_up_the_total_are_refused(self):
        order = self._make_order(3.0)
        with self.assertRaisesRegex(UserError, "come to .*250.00, the order to .*300"):
            self._agree(order, [("2027-03-01", 100.0), ("2027-04-01", 150.0)])
        self.assertFalse(order.is_layaway)
        self.assertFalse(order.layaway_instalment_ids)

    def test_nothing_and_less_is_no_instalment(self):
        order = self._make_order(3.0)
        for amount in (0.0, -100.0):
            with self.assertRaisesRegex(UserError, "more than nothing"):
                self._agree(
                    order, [("2027-03-01", amount), ("2027-04-01", 300.0 - amount)]
                )

    def test_a_due_date_in_the_past_is_refused(self):
        order = self._make_order(3.0)
        with self.assertRaisesRegex(UserError, "due date must be today or later"):
            self._agree(order, [("2027-02-28", 300.0)], due="2027-02-28")
        with self.assertRaisesRegex(UserError, "cannot be due in the past"):
            self._agree(order, [("2027-02-28", 300.0)])
        with self.assertRaisesRegex(UserError, "later than the due date"):
            self._agree(order, [("2027-05-02", 300.0)])

    def test_an_overdue_instalment_keeps_its_day_when_agreed_anew(self):
        order = self._make_layaway()
        with freeze_time("2027-03-10 10:00:00"):
            order.invalidate_recordset()
            self.assertEqual(order.layaway_state, "overdue")
            parts = [("2027-03-01", 100.0), ("2027-06-01", 200.0)]
            self._agree(order, parts, due="2027-06-01")
        self.assertEqual(len(order.layaway_instalment_ids), 2)

    def test_an_order_of_nothing_is_no_lay_away(self):
        order = self._make_order(0.0)
        with self.assertRaisesRegex(UserError, "nothing to pay"):
            order.action_layaway()

    def test_a_copy_is_no_lay_away(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        copy = order.copy()
        self.assertFalse(copy.is_layaway)
        self.assertFalse(copy.layaway_due_date)
        self.assertFalse(copy.layaway_instalment_ids)
        self.assertEqual(copy.amount_total, 300.0)

    def test_no_import_and_no_rpc_makes_a_lay_away(self):
        order = self._make_order(3.0)
        with self.assertRaisesRegex(AccessError, "by its button Lay-away"):
            order.with_user(self.clerk_4).write({"is_layaway": True})
        with self.assertRaisesRegex(AccessError, "by its button Lay-away"):
            self.env["sale.order"].create(self._order_vals(is_layaway=True))
        orders = self.env["sale.order"].with_context(default_is_layaway=True)
        self.assertFalse(orders.create(self._order_vals()).is_layaway)
        result = self.env["sale.order"].load(
            ["partner_id/.id", "is_layaway"], [[str(self.customer.id), "1"]]
        )
        self.assertIn("by its button Lay-away", str(result["messages"]))
        self.assertFalse(order.is_layaway)

    def test_the_marks_of_a_lay_away_are_not_written_by_hand(self):
        order = self._make_layaway()
        for vals in (
            {"is_layaway": False},
            {"layaway_due_date": "2030-01-01"},
            {"layaway_released": True},
            {"layaway_instalment_ids": [Command.clear()]},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                order.write(vals)
        self.assertEqual(len(order.layaway_instalment_ids), 3)

    def test_the_balance_follows_an_order_that_grows(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        order.order_line.filtered("product_id").product_uom_qty = 4
        self.assertEqual(self._facts(order)["balance"], 300.0)
        parts = self.env["customer.layaway"]._parts(order.ids).values()
        self.assertEqual([part["amount"] for part in parts], [100.0, 100.0, 200.0])
        self.assertEqual([part["open"] for part in parts], [0.0, 100.0, 200.0])
        self._take(order, 300.0)
        self.assertEqual(order.layaway_state, "paid")

    def test_the_balance_follows_an_order_that_shrinks(self):
        order = self._make_layaway()
        self._take(order, 150.0)
        order.order_line.filtered("product_id").product_uom_qty = 1
        facts = self._facts(order)
        self.assertEqual((facts["balance"], facts["state"]), (-50.0, "paid"))
        parts = self.env["customer.layaway"]._parts(order.ids).values()
        self.assertEqual([part["amount"] for part in parts], [100.0, 0.0, 0.0])
        self.assertEqual([part["open"] for part in parts], [0.0, 0.0, 0.0])

    def test_agreed_anew_after_a_payment_the_rest_is_split(self):
        order = self._make_layaway()
        self._take(order, 60.0)
        order.layaway_instalment_ids.invalidate_recordset()
        form = Form(
            self.env["customer.layaway.plan"].with_context(default_order_id=order.id)
        )
        self.assertEqual(form.number, 3)
        form.number = 2
        wizard = form.save()
        self.assertEqual(wizard.line_ids.mapped("amount"), [60.0, 120.0, 120.0])
        wizard.action_save()
        parts = self.env["customer.layaway"]._parts(order.ids).values()
        self.assertEqual([part["open"] for part in parts], [0.0, 120.0, 120.0])

    def test_a_cancelled_order_is_no_lay_away_when_it_is_a_quotation_again(self):
        order = self._make_layaway()
        order.action_cancel()
        self.assertEqual(order.layaway_state, "cancelled")
        order.action_draft()
        self.assertFalse(order.is_layaway)
        self.assertFalse(order.layaway_instalment_ids)

    def test_a_lay_away_without_money_is_cancelled_and_deleted_as_any_order(self):
        order = self._make_layaway()
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        order.unlink()
        self.assertFalse(order.exists())

    def test_it_becomes_an_ordinary_order_only_by_who_may_release(self):
        order = self._make_layaway()
        plan = self.env["customer.layaway.plan"]
        wizard = plan.with_user(self.clerk_4).create({"order_id": order.id})
        with self.assertRaisesRegex(UserError, "Hand over lay-aways"):
            wizard.action_unmark()
        plan.create({"order_id": order.id}).action_unmark()
        self.assertFalse(order.is_layaway)

    def test_an_order_of_the_evening_is_of_that_day_where_the_user_is(self):
        order = self._make_layaway()
        order.date_order = "2027-03-02 03:30:00"
        row = self.env["customer.layaway"].browse(order.id)
        for zone, day in (("America/New_York", 1), ("Europe/Warsaw", 2)):
            with self.subTest(zone):
                there = row.with_context(tz=zone)
                there.invalidate_recordset()
                self.assertEqual(there.date, date(2027, 3, day))

    def test_the_number_of_queries_does_not_depend_on_that_of_the_orders(self):
        orders = self.env["sale.order"]
        for _number in range(12):
            orders |= self._make_layaway(parts=[("2027-05-01", 300.0)])
        self._take(orders[0], 100.0)
        layaways = self.env["customer.layaway"].search([("id", "in", orders.ids)])
        few, many = layaways[:2], layaways

        def ask(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            rows.mapped("balance")
            self.env["customer.layaway"]._parts(rows.ids)

        ask(many)
        with self.assertQueryCount(2):
            ask(few)
        with self.assertQueryCount(2):
            ask(many)
