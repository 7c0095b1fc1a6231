# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.sale_order_settlement import (
    BUNDLE,
    Bundle,
    SettlementChanged,
    digest,
)


class CustomerSettlement(models.TransientModel):
    """Receipts of tills, when there are tills.

    They are invoiced by the till's own creator, which posts the invoice as paid and
    leaves the entries of the till as they are. It makes an invoice for each till,
    cashier and fiscal position, as its own dialog does; see `customer_soft_settlement`
    for the sections.
    """

    _inherit = "customer.settlement"

    def _sources(self):
        sources = super()._sources()
        if "pos.order" in self.env and self.env["account.move"].has_access("create"):
            # sudo: who may invoice need not work at a till; the domain names the
            # customer and the company
            receipts = self.env["pos.order"].sudo().with_company(self.company_id)
            domain = (
                Domain("company_id", "=", self.company_id.id)
                & Domain("partner_id", "in", self._owner()._account_members().ids)
                & Domain("state", "in", ("paid", "done"))
                & Domain("account_move", "=", False)
            )
            sources["till"] = (receipts, domain, "date_order")
        return sources

    @api.model
    def _locked_tables(self):
        return {**super()._locked_tables(), "till": "pos_order"}

    def _describe_till(self, receipts):
        for receipt in receipts:
            yield {
                "name": receipt.pos_reference or receipt.name,
                "date": self._day(receipt.date_order),
                "contact": self._contact(receipt.partner_id),
                "currency_id": receipt.currency_id.id,
                "amount": receipt.amount_total,
            }

    def _till_groups(self, receipts):
        """Return the receipts of each invoice, as the till's own dialog groups them."""
        if strange := receipts.config_id.filtered(lambda c: not c.invoice_journal_id):
            raise UserError(
                self.env._(
                    "The till %(till)s has no journal for invoices. Choose one in its"
                    " settings.",
                    till=strange[0].name,
                )
            )
        return receipts.grouped(
            lambda receipt: (
                receipt.config_id,
                receipt.partner_id,
                receipt.user_id,
                receipt.fiscal_position_id,
            )
        ).values()

    def _rehearse_till(self, receipts):
        return [
            (group.ids, self._till_vals(group)) for group in self._till_groups(receipts)
        ]

    def _till_vals(self, receipts):
        return receipts.with_context(**{BUNDLE: Bundle()})._prepare_invoice_vals()

    def _settle_till(self, receipts):
        groups = self._till_groups(receipts)
        seen = [digest(self._till_vals(group)) for group in groups]
        if seen != (self.seen or {}).get("till"):
            raise SettlementChanged(
                self.env._("The receipts have changed since the preview.")
            )
        moves = self.env["account.move"]
        for group in groups:
            # nothing is sent by itself
            tills = group.with_context(generate_pdf=False, **{BUNDLE: Bundle()})
            moves |= moves.browse(tills._generate_pos_order_invoice().ids)
        return moves

    def _compute_amounts(self, vals):
        """A till that rounds what is paid invoices what was paid."""
        sections, totals = super()._compute_amounts(vals)
        if receipts := vals.get("pos_order_ids"):
            # sudo: receipts are rounded alike, whoever may open tills
            receipts = self.env["pos.order"].sudo().browse(receipts)
            if receipts.config_id.cash_rounding:
                paid = sum(receipts.mapped("amount_paid"))
                totals["rounding"] += paid - totals["total"]
                totals.update(total=paid, untaxed=paid - totals["tax"])
        return sections, totals
