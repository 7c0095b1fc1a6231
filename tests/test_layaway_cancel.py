# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestLayawayCancel(LayawayCommon):
    """What was paid goes back, stays as credit, or is kept: by core's documents."""

    def _made(self, order):
        """(credit notes, fee invoices, payments out) of an order."""
        documents = self._documents(order)
        moves = self.env["account.move"].search(
            [("partner_id", "=", order.partner_id.id)]
        )
        fees = moves.filtered(lambda m: m.move_type == "out_invoice") - documents
        out = self.env["account.payment"].search(
            [
                ("partner_id", "=", order.partner_id.id),
                ("payment_type", "=", "outbound"),
            ]
        )
        return documents.filtered(lambda m: m.move_type == "out_refund"), fees, out

    def test_after_part_payment_the_money_is_paid_back(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._take(order, 50.0)
        preview = self._cancel(order, self.clerk_4)
        self.assertIn("150.00 were paid", preview.replace("\xa0", " "))
        self.assertIn("150.00 are paid back by Cash", preview.replace("\xa0", " "))
        refunds, fees, payments = self._made(order)
        self.assertEqual(sorted(refunds.mapped("amount_total")), [50.0, 100.0])
        self.assertEqual(refunds.mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(payments.mapped("amount"), [150.0])
        self.assertFalse(fees)
        self.assertEqual((order.state, order.layaway_state), ("cancel", "cancelled"))
        self.assertEqual(self._facts(order)["balance"], 0.0)
        self.assertEqual(self._state()["balance"], 0.0)

    def test_the_money_stays_as_credit(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        preview = self._cancel(order, settlement="credit")
        self.assertIn("stay as credit", preview)
        refunds, fees, payments = self._made(order)
        self.assertEqual(refunds.mapped("amount_residual"), [100.0])
        self.assertFalse(fees | self.env["account.move"])
        self.assertFalse(payments)
        self.assertEqual(self._state()["balance"], -100.0)

    def test_a_fee_is_kept_and_the_rest_paid_back(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        product = self.env.ref("customer_care.product_layaway_fee")
        product.taxes_id = self.tax
        preview = self._cancel(order, fee=15.0)
        self.assertIn("15.00 are kept as a fee", preview.replace("\xa0", " "))
        self.assertIn("85.00 are paid back", preview.replace("\xa0", " "))
        refunds, fees, payments = self._made(order)
        self.assertEqual(fees.mapped("amount_total"), [15.0])
        self.assertEqual(fees.mapped("amount_residual"), [0.0])
        self.assertEqual(fees.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(fees.amount_tax, 2.80)
        self.assertEqual(refunds.mapped("amount_residual"), [0.0])
        self.assertEqual(payments.mapped("amount"), [85.0])
        self.assertEqual(self._state()["balance"], 0.0)

    def test_all_of_it_is_kept(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._cancel(order, fee=100.0)
        __, fees, payments = self._made(order)
        self.assertEqual(fees.mapped("amount_total"), [100.0])
        self.assertFalse(payments)
        self.assertEqual(self._state()["balance"], 0.0)

    def test_more_than_was_paid_cannot_be_kept(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        for fee in (100.01, -1.0):
            with self.assertRaisesRegex(UserError, "between nothing and that"):
                self._cancel(order, fee=fee)
        self.assertEqual(order.state, "sale")
        self.assertEqual(len(self._documents(order)), 1)

    def test_a_fee_needs_a_product(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        with self.assertRaisesRegex(UserError, "product that the fee is sold as"):
            self._cancel(order, fee=10.0, product_id=False)

    def test_paid_back_needs_to_say_how(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        with self.assertRaisesRegex(UserError, "how the money is paid back"):
            self._cancel(order, journal_id=False)

    def test_without_money_it_is_simply_cancelled(self):
        order = self._make_layaway()
        preview = self._cancel(order)
        self.assertEqual(preview, "Nothing was paid: the order is cancelled.")
        self.assertEqual(order.state, "cancel")
        self.assertFalse(self._documents(order))

    def test_core_s_button_leads_to_the_dialog_when_money_was_paid(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        action = order.action_cancel()
        self.assertEqual(action["res_model"], "customer.layaway.cancel")
        self.assertEqual(order.state, "sale")

    def test_no_way_round_the_dialog(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        with self.assertRaisesRegex(UserError, "what happens to the money"):
            order.with_user(self.seller).write({"state": "cancel"})
        with self.assertRaisesRegex(UserError, "what happens to the money"):
            order.write({"state": "draft"})
        wizard = self.env["sale.mass.cancel.orders"].create(
            {"sale_order_ids": [Command.set(order.ids)]}
        )
        with self.assertRaisesRegex(UserError, "what happens to the money"):
            wizard.action_mass_cancel()
        self.assertEqual(order.state, "sale")

    def test_a_clerk_without_the_function_cannot(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        with self.assertRaisesRegex(AccessError, "Change lay-aways"):
            order.with_user(self.clerk_5).action_layaway_cancel()
        with self.assertRaises(AccessError):
            self._cancel(order, self.clerk_5)

    def test_twice_is_refused(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._cancel(order)
        with self.assertRaisesRegex(UserError, "cancelled already"):
            self._cancel(order)
        self.assertEqual(len(self._made(order)[0]), 1)

    def test_goods_that_were_invoiced_are_credited_by_hand_first(self):
        order = self._make_layaway()
        self._take(order, 300.0)
        order._create_invoices(final=True).action_post()
        with self.assertRaisesRegex(UserError, "more than down payments"):
            self._cancel(order)
        self.assertEqual(order.state, "sale")

    def test_a_down_payment_not_paid_yet_is_settled_by_its_credit_note(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        invoice = self._documents(order)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self._facts(order)["paid"], 0.0)
        self._cancel(order)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(invoice.payment_state, "reversed")

    def test_what_is_credited_already_is_not_credited_twice(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        self._take(order, 50.0)
        first = self._documents(order)[0]
        with freeze_time("2027-03-05 10:00:00"):
            self._make_refund(first)
            self._cancel(order, settlement="credit")
        refunds, __, __ = self._made(order)
        self.assertEqual(sorted(refunds.mapped("amount_total")), [50.0, 100.0])

    def test_a_locked_order_is_unlocked_first(self):
        order = self._make_layaway()
        self._take(order, 100.0)
        order.action_lock()
        with self.assertRaisesRegex(UserError, "unlock"):
            self._cancel(order)
        self.assertEqual(len(self._documents(order)), 1)
        self.assertEqual(self._facts(order)["paid"], 100.0)

    def test_money_in_another_currency_goes_back_in_it(self):
        currency = self.setup_other_currency("EUR", rates=[("2027-01-01", 0.25)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": currency.id}
        )
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 90.0
        order.action_confirm()
        self._agree(order, [("2027-05-01", 90.0)])
        self._take(order, 30.0)
        self._cancel(order, fee=10.0)
        refunds, fees, payments = self._made(order)
        self.assertEqual(fees.mapped("amount_total"), [10.0])
        self.assertEqual((refunds | fees).mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(payments.mapped("amount"), [20.0])
        self.assertEqual((fees.currency_id, payments.currency_id), (currency, currency))
