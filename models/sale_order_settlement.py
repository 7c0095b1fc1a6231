# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hashlib
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

# In the context: the Bundle that core's creator works for.
BUNDLE = "customer_settlement"


class SettlementChanged(UserError):
    """What was previewed is no longer what would be invoiced."""


class Bundle:
    """Several documents on one invoice: what they share, and what core makes of them.

    Put into the context of core's creator. Without `expected` nothing is created: it
    only shows the values that core would create the invoice from.
    """

    def __init__(self, header=None, expected=None):
        self.header = header or {}
        self.expected = expected
        self.vals_list = []

    @classmethod
    def of(cls, records):
        """Return the bundle of a context; what RPC puts there is none."""
        bundle = records.env.context.get(BUNDLE)
        return bundle if isinstance(bundle, cls) else None


def chunks_of(vals):
    """Return [[values of the lines]], by document: each begins with its section."""
    chunks = []
    for _command, _id, line in vals["invoice_line_ids"]:
        if line.get("display_type") == "line_section":
            chunks.append([])
        chunks[-1].append(line)
    return chunks


def digest(values):
    """Return a fingerprint of values that an invoice is created from."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class SaleOrder(models.Model):
    """An order with others on one invoice, below a section that names it.

    The invoice is made by core's own creator: see `Bundle`.
    """

    _inherit = "sale.order"

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        if bundle := Bundle.of(self):
            vals.update(bundle.header)
            section = {
                "display_type": "line_section",
                "name": self._settlement_title(),
                # core numbers the lines of a single order from 0
                "sequence": -1,
            }
            vals["invoice_line_ids"] = [Command.create(section)]
        return vals

    def _settlement_title(self):
        """Name the order as its customer knows it, and who ordered."""
        day = fields.Datetime.context_timestamp(self, self.date_order).date()
        account = self.partner_id.commercial_partner_id
        who = self.customer_member_id or self.partner_id
        parts = [
            self.env._(
                "Order %(order)s of %(date)s",
                order=self.name,
                date=format_date(self.env, day, lang_code=self.env.lang),
            ),
            self.client_order_ref,
            who.name if who != account else False,
        ]
        return ", ".join(part for part in parts if part)

    def _settlement_estimate(self):
        """Return what is to be invoiced, up to roundings: for the list to pick from."""
        return self.currency_id.round(
            sum(
                line.qty_to_invoice
                * (
                    sum(line.invoice_lines.mapped("price_total"))
                    if line.is_downpayment
                    else line.price_reduce_taxinc
                )
                for line in self.order_line
                if line.qty_to_invoice
            )
        )

    def _prepare_down_payment_section_line(self, **optional_values):
        vals = super()._prepare_down_payment_section_line(**optional_values)
        if Bundle.of(self):
            vals["display_type"] = "line_subsection"
        return vals

    def _create_account_invoices(self, invoice_vals_list, final):
        """Show the values to who asked for them, and create only what was seen."""
        bundle = Bundle.of(self)
        if not bundle:
            return super()._create_account_invoices(invoice_vals_list, final)
        for vals in invoice_vals_list:
            self._settle_header(vals)
        bundle.vals_list = invoice_vals_list
        if bundle.expected is None:
            return self.env["account.move"]
        if bundle.expected != [digest(vals) for vals in invoice_vals_list]:
            raise SettlementChanged(
                self.env._("The orders have changed since the preview.")
            )
        return super()._create_account_invoices(invoice_vals_list, final)

    def _settle_header(self, vals):
        """Name all orders in their order, and take the payments online of all."""
        references = [order.client_order_ref or order.name for order in self]
        # sudo: as core links the payments of a single order
        transactions = self.sudo().transaction_ids.filtered(
            lambda tx: (
                tx.state in ("pending", "authorized")
                or (tx.state == "done" and not tx.payment_id.is_reconciled)
            )
        )
        vals.update(
            ref=", ".join(dict.fromkeys(references))[:2000],
            invoice_origin=", ".join(self.mapped("name")),
            transaction_ids=[Command.set(transactions.ids)],
        )


class SaleOrderLine(models.Model):
    """Sections within an order become parts of the section that names it."""

    _inherit = "sale.order.line"

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if vals.get("display_type") == "line_section" and Bundle.of(self):
            vals["display_type"] = "line_subsection"
        return vals
