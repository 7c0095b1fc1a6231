# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command
from odoo.service.model import call_kw

from .common_account import AccountCommon


class SettlementCommon(AccountCommon):
    """Who settles, goods with taxes that need rounding, and how a settlement is done.

    `biller` has level 4 with sales and invoicing, `taxed` costs 10.05 with 23 % on top.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sells = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice"
        cls.biller = cls._make_user("biller", f"customer_care.level_4,{sells}")
        cls.vat = cls.env["account.tax"].create({"name": "VAT 23 %", "amount": 23.0})
        cls.taxed = cls.env["product.product"].create(
            {
                "name": "Bag of sugar",
                "list_price": 10.05,
                "taxes_id": [Command.set(cls.vat.ids)],
                "invoice_policy": "order",
            }
        )

    @classmethod
    def _confirmed(cls, *lines, **vals):
        """Confirmed order of these lines; a number stands for so many bags of flour."""
        lines = [
            line
            if isinstance(line, dict)
            else {"product_id": cls.goods.id, "product_uom_qty": line}
            for line in lines or (1,)
        ]
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create(line) for line in lines],
                **vals,
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def _sugar(cls, quantity=1, **vals):
        return {"product_id": cls.taxed.id, "product_uom_qty": quantity, **vals}

    def _open(self, partner=None, user=None, **vals):
        """Open the dialog as the web client does, on whatever is there."""
        customer = (partner or self.customer).with_user(user or self.biller)
        action = customer.action_collective_settlement()
        wizards = customer.env[action["res_model"]].with_context(**action["context"])
        return wizards.create(vals)

    def _settle(self, wizard):
        """Preview, settle, and return the invoices."""
        wizard.action_preview()
        wizard.action_settle()
        self.assertEqual(wizard.state, "done", wizard.notice)
        return self.env["account.move"].browse(wizard.invoice_ids.ids)

    def _listed(self, wizard):
        return wizard.line_ids.mapped("name")

    def _shown(self, wizard):
        """Return what the preview says: {document: (untaxed, total)}, and of all."""
        lines = wizard.picked_ids
        documents = {
            line.name: (round(line.amount_untaxed, 2), round(line.amount_total, 2))
            for line in lines
            if line.kind == "order"
        }
        totals = [wizard.amount_untaxed, wizard.amount_tax, wizard.amount_total]
        return documents, [round(amount, 2) for amount in totals]

    def _invoiced(self, move):
        """Return the same of an invoice, by the orders its lines come from."""
        documents = {}
        for line in move.invoice_line_ids:
            if line.display_type == "product":
                order = line.sale_line_ids.order_id.name
                untaxed, total = documents.get(order, (0.0, 0.0))
                documents[order] = (
                    round(untaxed + line.price_subtotal, 2),
                    round(total + line.price_total, 2),
                )
        totals = [move.amount_untaxed, move.amount_tax, move.amount_total]
        return documents, [round(amount, 2) for amount in totals]

    def _check_same(self, wizard):
        """What was seen is what there is afterwards; return the invoice."""
        wizard.action_preview()
        shown = self._shown(wizard)
        invoice = self._settle(wizard)
        self.assertEqual(len(invoice), 1)
        self.assertEqual(self._invoiced(invoice), shown)
        return invoice

    def _outline(self, invoice):
        """Return [(type, name or quantity)] of the lines in their order."""
        return [
            (
                line.display_type.replace("line_", ""),
                line.quantity
                if line.display_type == "product"
                else line.name.split(",")[0],
            )
            for line in invoice.invoice_line_ids.sorted(lambda x: (x.sequence, x.id))
        ]

    def _rpc(self, wizard, method, user=None):
        """Call a button as RPC does."""
        wizards = self.env[wizard._name].with_user(user or self.biller)
        return call_kw(wizards, method, [wizard.ids], {})
