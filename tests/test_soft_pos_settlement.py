# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestSoftPosSettlement(SettlementCommon):
    """Receipts of a till on one invoice, by the till's own creator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_till()

    def _sell(self, quantity=1, method=None, partner=None, paid=None, **vals):
        """Sugar at 10.05 with 23 % on top, sold and paid at the till."""
        untaxed = round(10.05 * quantity, 2)
        total = round(untaxed * 1.23, 2)
        now = fields.Datetime.to_string(fields.Datetime.now())
        line = {
            "product_id": self.taxed.id,
            "qty": quantity,
            "price_unit": 10.05,
            "price_subtotal": untaxed,
            "price_subtotal_incl": total,
            "tax_ids": [(6, 0, self.vat.ids)],
        }
        payment = {
            "name": now,
            "amount": paid or total,
            "payment_method_id": (method or self.on_account).id,
        }
        order = {
            "uuid": f"till-{self.env['pos.order'].search_count([])}",
            "access_token": "x",
            "session_id": self.session.id,
            "company_id": self.env.company.id,
            "pricelist_id": False,
            "partner_id": (partner or self.customer).id,
            "user_id": self.env.uid,
            "fiscal_position_id": False,
            "to_invoice": False,
            "amount_total": total,
            "amount_tax": round(total - untaxed, 2),
            "amount_paid": paid or total,
            "amount_return": 0.0,
            "state": "paid",
            "date_order": now,
            "lines": [(0, 0, line)],
            "payment_ids": [(0, 0, payment)],
            **vals,
        }
        result = self.env["pos.order"].sync_from_ui([order])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def _close(self):
        self.session.post_closing_cash_details(self.session.cash_register_balance_end)
        self.session.close_session_from_ui()
        self.assertEqual(self.session.state, "closed")

    def _entries(self):
        """What is booked, number by number, for comparing before and after."""
        moves = self.env["account.move"].search(
            [("state", "=", "posted"), ("company_id", "=", self.env.company.id)]
        )
        return {
            move: (
                move.name,
                move.date,
                [(x.account_id, x.balance) for x in move.line_ids],
            )
            for move in moves
        }

    def _check_receipts(self, receipts):
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("kind"), ["till"] * len(receipts))
        wizard.action_preview()
        shown = {
            line.res_id: (round(line.amount_untaxed, 2), round(line.amount_total, 2))
            for line in wizard.picked_ids
        }
        totals = [wizard.amount_untaxed, wizard.amount_tax, wizard.amount_total]
        invoice = self._settle(wizard)
        self.assertEqual(receipts.account_move, invoice)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(
            [round(amount, 2) for amount in totals],
            [invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total],
        )
        found, lines = [], invoice.invoice_line_ids.sorted(lambda x: (x.sequence, x.id))
        for line in lines:
            if line.display_type == "line_section":
                found.append([line.name, 0.0, 0.0])
            else:
                found[-1][1] = round(found[-1][1] + line.price_subtotal, 2)
                found[-1][2] = round(found[-1][2] + line.price_total, 2)
        self.assertEqual(len(found), len(receipts))
        for (name, *amounts), receipt in zip(found, receipts, strict=True):
            self.assertIn(receipt.pos_reference, name)
            self.assertEqual(tuple(amounts), shown[receipt.id])
        return invoice

    def test_receipts_of_an_open_till_come_onto_one_invoice_with_sections(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        receipts = self._sell(1, self.cash) | self._sell(3, self.cash)
        invoice = self._check_receipts(receipts)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self._state()["balance"], 0)
        self._close()
        self.assertEqual(self._state()["balance"], 0)

    def test_receipts_on_account_of_a_closed_till_leave_its_entries_as_they_are(self):
        receipts = self._sell(1) | self._sell(3) | self._sell(7)
        self._close()
        owed = self._state()["balance"]
        self.assertAlmostEqual(owed, sum(receipts.mapped("amount_total")))
        before = self._entries()
        invoice = self._check_receipts(receipts)
        after = self._entries()
        self.assertEqual({move: after[move] for move in before}, before)
        self.assertEqual(self.session.move_id.state, "posted")
        self.assertAlmostEqual(self._state()["balance"], owed, delta=0.05)
        self.assertTrue(invoice)

    def test_nothing_is_mailed(self):
        mails = self.env["mail.mail"].search_count([])
        self._check_receipts(self._sell(1))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_receipts_and_orders_are_settled_together(self):
        order, receipt = self._confirmed(2), self._sell(3)
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("kind"), ["order", "till"])
        wizard.action_preview()
        self.assertEqual(wizard.invoice_count, 2)
        total = wizard.amount_total
        invoices = self._settle(wizard)
        self.assertEqual(set(invoices), {order.invoice_ids, receipt.account_move})
        self.assertAlmostEqual(sum(invoices.mapped("amount_total")), total)

    def test_the_contact_person_of_a_firm_buys_at_the_till(self):
        receipt = self._sell(1, partner=self.buyer)
        wizard = self._open(self.firm)
        self.assertEqual(wizard.line_ids.mapped("contact"), ["Otto"])
        self._settle(wizard)
        self.assertEqual(receipt.account_move.commercial_partner_id, self.firm)

    def test_a_return_is_listed_and_refused(self):
        self._sell(3)
        self._sell(-1, is_refund=True)
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("is_picked"), [True, False])
        wizard.line_ids.is_picked = True
        before = self._entries()
        with self.assertRaisesRegex(UserError, "more comes back than"):
            wizard.action_preview()
        self.assertEqual(self._entries(), before)

    def test_a_receipt_invoiced_meanwhile_is_not_invoiced_twice(self):
        receipts = self._sell(1), self._sell(2)
        wizard = self._open()
        wizard.action_preview()
        receipts[1].action_pos_order_invoice()
        moves = self.env["account.move"].search_count([])
        wizard.action_settle()
        self.assertEqual(wizard.state, "preview")
        self.assertRegex(wizard.notice, "there is nothing to settle")
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertFalse(receipts[0].account_move)
        wizard.action_settle()
        self.assertEqual(wizard.invoice_ids, receipts[0].account_move)

    def test_a_receipt_of_somebody_else_by_rpc(self):
        receipt = self._sell(1, partner=self.firm)
        line = {"kind": "till", "res_id": receipt.id}
        wizard = self._open(line_ids=[(0, 0, line)])
        with self.assertRaisesRegex(UserError, "is of another customer"):
            wizard.action_preview()

    def test_a_salesman_without_invoicing_sees_no_receipts(self):
        self._sell(1)
        groups = "customer_care.level_4,sales_team.group_sale_salesman_all_leads"
        user = self._make_user("no_books", groups)
        self.assertFalse(self._open(user=user).line_ids)

    def test_a_till_without_a_journal_for_invoices(self):
        self._sell(1)
        self.config.invoice_journal_id = False
        with self.assertRaisesRegex(UserError, "has no journal for invoices"):
            self._open().action_preview()

    def test_a_till_that_rounds_cash_invoices_what_was_paid(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        self.config.write({"cash_rounding": True, "rounding_method": rounding.id})
        receipt = self._sell(1, self.cash, paid=12.35)
        self.assertEqual([receipt.amount_total, receipt.amount_paid], [12.36, 12.35])
        wizard = self._open()
        wizard.action_preview()
        self.assertAlmostEqual(wizard.amount_total, 12.35)
        self.assertAlmostEqual(self._settle(wizard).amount_total, 12.35)
