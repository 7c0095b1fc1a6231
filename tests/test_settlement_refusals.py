# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common_settlement import SettlementCommon


@freeze_time("2027-03-10 11:00:00")
@tagged("post_install", "-at_install")
class TestSettlementRefusals(SettlementCommon):
    """What cannot be settled together is refused in a sentence, and nothing changes."""

    def setUp(self):
        super().setUp()
        self.moves = self.env["account.move"].search([])

    def _check_nothing(self, *orders):
        self.assertEqual(self.env["account.move"].search([]), self.moves)
        for order in orders:
            self.assertEqual(order.invoice_status, "to invoice")

    def _pick(self, *documents, user=None, **vals):
        """A settlement of just these, as RPC can put it together."""
        kinds = {"sale.order": "order", "account.move": "invoice"}
        lines = [
            Command.create({"kind": kinds[document._name], "res_id": document.id})
            for document in documents
        ]
        wizards = self.env["customer.settlement"].with_user(user or self.biller)
        vals = {"partner_id": self.customer.id, "line_ids": lines, **vals}
        (wizard_id,) = call_kw(wizards, "create", [[vals]], {})
        return wizards.browse(wizard_id)

    def test_two_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        prices = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        orders = [self._confirmed(1), self._confirmed(2, pricelist_id=prices.id)]
        self.assertEqual(len({order.currency_id for order in orders}), 2)
        wizard = self._open()
        self.assertEqual(
            wizard.line_ids.mapped("note"),
            [False, "Another currency: settle it by itself"],
        )
        wizard.line_ids.is_picked = True
        with self.assertRaisesRegex(
            UserError, "have EUR, USD.*each currency by itself"
        ):
            wizard.action_preview()
        self._check_nothing(*orders)

    def test_two_companies(self):
        branch = self.setup_other_company(name="Second shop")["company"]
        self.biller.company_ids += branch
        users = self.env(context={"allowed_company_ids": branch.ids})
        theirs = users["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": branch.id,
                "order_line": [
                    Command.create({"product_id": self.goods.id, "tax_ids": False})
                ],
            }
        )
        theirs.action_confirm()
        own = self._confirmed()
        self.assertEqual(self._listed(self._open()), [own.name])
        both = self.biller.company_ids.ids
        wizard = self._pick(own, theirs).with_context(allowed_company_ids=both)
        with self.assertRaisesRegex(UserError, "of another company than"):
            wizard.action_preview()
        self._check_nothing(own)

    def test_a_company_that_the_user_is_not_in(self):
        other = self.setup_other_company(name="Not mine")["company"]
        with self.assertRaises(AccessError):
            self._pick(self._confirmed(), company_id=other.id).action_preview()

    def test_an_order_of_which_more_comes_back(self):
        orders = [self._confirmed(3), self._confirmed(-2)]
        wizard = self._open()
        wizard.line_ids.is_picked = True
        with self.assertRaisesRegex(
            UserError, "more comes back than is to be invoiced"
        ):
            wizard.action_preview()
        self._check_nothing(*orders)

    def test_an_order_with_a_return_that_is_worth_more_is_settled(self):
        self._confirmed(3, {"product_id": self.goods.id, "product_uom_qty": -1})
        self.assertEqual(self._check_same(self._open()).amount_total, 200)

    def test_a_credit_note(self):
        bill = self._make_bill(100, post=True)
        refund = self._make_refund(bill)
        self.moves = self.env["account.move"].search([])
        with self.assertRaisesRegex(UserError, "there is nothing to settle"):
            self._pick(refund).action_preview()
        self._check_nothing()

    def test_nothing_to_invoice(self):
        wizard = self._open()
        self.assertFalse(wizard.line_ids)
        with self.assertRaisesRegex(UserError, "nothing to settle: pick at least one"):
            wizard.action_preview()
        quotation = self._make_order()
        done = self._confirmed()
        done._create_invoices()
        self.moves = self.env["account.move"].search([])
        for order in (quotation, done):
            with self.assertRaisesRegex(UserError, "there is nothing to settle"):
                self._pick(order).action_preview()
        self._check_nothing()

    def test_two_fiscal_positions(self):
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        orders = self._confirmed(1), self._confirmed(fiscal_position_id=position.id)
        with self.assertRaisesRegex(UserError, "fiscal positions differ"):
            self._pick(*orders).action_preview()
        self._check_nothing(*orders)

    def test_a_period_that_ends_before_it_begins(self):
        wizard = self._open(date_from="2027-03-02", date_to="2027-03-01")
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            wizard.action_preview()

    def test_the_same_document_twice(self):
        order = self._confirmed()
        with self.assertRaisesRegex(ValidationError, "picked twice"):
            self._pick(order, order)

    def test_settling_without_a_preview(self):
        order = self._confirmed()
        with self.assertRaisesRegex(UserError, "look at the preview first"):
            self._rpc(self._open(), "action_settle")
        wizard = self._pick(order, state="preview")
        self.assertEqual(wizard.action_settle()["res_id"], wizard.id)
        self.assertFalse(wizard.invoice_ids)
        self._check_nothing(order)

    def test_settling_twice(self):
        self._confirmed()
        wizard = self._open()
        self._settle(wizard)
        with self.assertRaisesRegex(UserError, "settled already"):
            self._rpc(wizard, "action_settle")
        with self.assertRaisesRegex(UserError, "settled already"):
            self._rpc(wizard, "action_preview")

    # -- changed between preview and confirm -----------------------------------

    def _check_renewed(self, change, sentence, total, kept=1):
        """Refused with a sentence, and shown anew; then it can be settled."""
        orders = [self._confirmed(1), self._confirmed(2)]
        wizard = self._open()
        wizard.action_preview()
        change(orders[1])
        self.moves = self.env["account.move"].search([])
        action = self._rpc(wizard, "action_settle")
        self.assertEqual(
            (action["res_model"], action["res_id"]), (wizard._name, wizard.id)
        )
        self.assertEqual(wizard.state, "preview")
        self.assertRegex(wizard.notice, sentence.format(name=orders[1].name))
        self.assertRegex(wizard.notice, "Nothing was settled")
        self.assertEqual(wizard.amount_total, total)
        self.assertEqual(self.env["account.move"].search([]), self.moves)
        self.assertEqual(orders[0].invoice_status, "to invoice")
        wizard.action_settle()
        self.assertFalse(wizard.notice)
        self.assertEqual(wizard.invoice_ids.amount_total, total)

    def test_an_order_with_another_quantity(self):
        self._check_renewed(
            lambda order: order.order_line.write({"product_uom_qty": 5}),
            "^{name} has changed since the preview",
            600,
        )

    def test_an_order_with_another_text_at_the_same_price(self):
        self._check_renewed(
            lambda order: order.order_line.write({"name": "Flour, type 550"}),
            "^{name} has changed since the preview",
            300,
        )

    def test_an_order_that_was_invoiced_meanwhile(self):
        self._check_renewed(
            lambda order: order._create_invoices(), "^{name}: there is nothing", 100
        )

    def test_an_order_that_was_cancelled_meanwhile(self):
        self._check_renewed(
            lambda order: order._action_cancel(), "^{name}: there is nothing", 100
        )

    def test_other_terms_meanwhile(self):
        self._check_renewed(
            lambda order: self.customer.sale_order_ids.write(
                {"payment_term_id": self.immediate.id}
            ),
            "changed since the preview",
            300,
        )

    def test_when_nothing_is_left_it_goes_back_to_picking(self):
        order = self._confirmed()
        wizard = self._open()
        wizard.action_preview()
        order._action_cancel()
        wizard.action_settle()
        self.assertEqual(wizard.state, "pick")
        self.assertRegex(wizard.notice, "nothing to settle")

    def test_an_open_invoice_that_was_paid_meanwhile(self):
        bill = self._make_bill(100, post=True)
        self._make_bill(50, post=True)
        wizard = self._open()
        wizard.action_preview()
        self._pay(bill, 30)
        self.assertEqual(wizard.action_register_payment()["res_id"], wizard.id)
        self.assertRegex(wizard.notice, f"^{bill.name} has changed")
        self.assertEqual(wizard.amount_open, 120)
        self._pay(bill)
        wizard.action_register_payment()
        self.assertEqual(wizard.amount_open, 50)

    def test_an_invoice_that_comes_to_something_else_is_not_left(self):
        """As when another addon adds to invoices that core creates."""
        order = self._confirmed()
        wizard = self._open()
        wizard.action_preview()
        wizard.amount_total = 7.0
        savepoint = self.env.cr.savepoint()
        with self.assertRaisesRegex(UserError, r"100\.00 and not to .*7\.00"):
            self._rpc(wizard, "action_settle")
        savepoint.rollback()
        savepoint.close(rollback=False)
        self._check_nothing(order)

    # -- who may ---------------------------------------------------------------

    def test_an_order_of_somebody_else_by_rpc(self):
        stranger = self._make_customer(name="Stranger")
        theirs = self._confirmed(partner_id=stranger.id)
        mine = self._confirmed()
        with self.assertRaisesRegex(UserError, "is of another customer"):
            self._pick(mine, theirs).action_preview()
        self._check_nothing(mine, theirs)

    def test_an_order_of_a_colleague_who_sells_by_himself(self):
        """Odoo's right *Own documents only* holds here too."""
        own = "customer_care.level_4,sales_team.group_sale_salesman"
        user = self._make_user("own_only", own)
        theirs = self._confirmed(user_id=self.seller.id)
        mine = self._confirmed(user_id=user.id)
        self.assertEqual(self._listed(self._open(user=user)), [mine.name])
        with self.assertRaisesRegex(UserError, "there is nothing to settle"):
            self._pick(theirs, user=user).action_preview()
        self._check_nothing(theirs)

    def test_a_salesman_settles_without_rights_in_invoicing(self):
        own = "customer_care.level_4,sales_team.group_sale_salesman"
        user = self._make_user("own_only", own)
        order = self._confirmed(user_id=user.id)
        wizard = self._open(user=user)
        self._settle(wizard)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_a_level_without_the_function(self):
        order = self._confirmed()
        wizard = self._open()
        wizard.action_preview()
        calls = [
            (self.customer, "action_collective_settlement", []),
            (self.customer, "run_customer_operation", ["collective_settlement"]),
            *(
                (wizard, method, [])
                for method in (
                    "action_back",
                    "action_open_invoices",
                    "action_pick_all",
                    "action_pick_none",
                    "action_preview",
                    "action_print",
                    "action_register_payment",
                    "action_settle",
                )
            ),
        ]
        for record, method, arguments in calls:
            with (
                self.subTest(method=method),
                self.assertRaisesRegex(AccessError, "Settle collectively"),
            ):
                call_kw(
                    record.with_user(self.seller), method, [record.ids, *arguments], {}
                )
        with self.assertRaises(AccessError):
            self._pick(order, user=self.seller)
        self._check_nothing(order)

    def test_a_level_without_rights_in_sales_finds_nothing(self):
        order = self._confirmed()
        user = self._make_user("plain", "customer_care.level_4")
        self.assertFalse(self._open(user=user).line_ids)
        with self.assertRaisesRegex(AccessError, "cannot be opened with your access"):
            self._pick(order, user=user).action_preview()
        self._check_nothing(order)

    def test_a_context_from_outside_does_nothing(self):
        order = self._confirmed()
        order.with_context(customer_settlement=True)._create_invoices()
        self.assertEqual(
            order.invoice_ids.invoice_line_ids.mapped("display_type"), ["product"]
        )
