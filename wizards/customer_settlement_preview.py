# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.sale_order_settlement import (
    BUNDLE,
    Bundle,
    chunks_of,
    digest,
)

# What ties an invoice to what it is made from; its amounts do without.
LINKS = (
    "pos_order_ids",
    "pos_refunded_invoice_ids",
    "sale_line_ids",
    "transaction_ids",
)


def _without_links(vals):
    return {name: value for name, value in vals.items() if name not in LINKS}


class CustomerSettlement(models.TransientModel):
    """What would come of it.

    Core's creators are run up to the point where they would create the invoice; what
    they would create it from is computed by core's own invoice in memory.
    """

    _inherit = "customer.settlement"

    def _preview(self):
        """Write down what would come of what is picked."""
        if self.date_from and self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins. Correct the dates.")
            )
        if not self._lines():
            raise UserError(
                self.env._(
                    "There is nothing to settle: pick at least one document, or"
                    " choose another period."
                )
            )
        documents = {kind: self._documents(kind) for kind in self._kinds()}
        self._check_currency(documents)
        self._fill(documents)
        totals, seen = [], {}
        for kind in ("order", "till"):
            for document_ids, vals in self._rehearse(kind, documents.get(kind)):
                totals.append(self._show(kind, document_ids, vals))
                seen.setdefault(kind, []).append(digest(vals))
        self._check_returns()
        self._show_open(documents.get("invoice"))
        self.write(
            {
                "state": "preview",
                "notice": False,
                "seen": seen,
                "invoice_count": len(totals),
                **{
                    f"amount_{name}": sum(total[name] for total in totals)
                    for name in ("untaxed", "tax", "rounding", "total")
                },
            }
        )

    def _kinds(self):
        return set(self._lines().mapped("kind"))

    def _check_currency(self, documents):
        currencies = {c for found in documents.values() for c in found.currency_id}
        if len(currencies) > 1:
            raise UserError(
                self.env._(
                    "A settlement has one currency, and these documents have"
                    " %(currencies)s. Settle each currency by itself.",
                    currencies=", ".join(sorted(c.name for c in currencies)),
                )
            )

    def _fill(self, documents):
        """Describe what was not picked from the list, as RPC can do."""
        for line in self._lines().filtered(lambda line: not line.currency_id):
            document = documents[line.kind].browse(line.res_id)
            (row,) = self._describe(line.kind, document)
            line.write({k: v for k, v in row.items() if k in line._fields})

    def _rehearse(self, kind, documents):
        """Return [(ids of the documents, values)] of the invoices to be created."""
        if not documents:
            return []
        return getattr(self, f"_rehearse_{kind}")(documents)

    def _rehearse_order(self, orders):
        bundle = Bundle(self._header(orders))
        self._core_invoices(orders, bundle)
        if len(bundle.vals_list) > 1:
            raise UserError(
                self.env._(
                    "These orders need separate invoices: their fiscal positions"
                    " differ. Settle those with the same one together."
                )
            )
        vals = bundle.vals_list[0]
        ids = [self._order_of(chunk) for chunk in chunks_of(vals)]
        if idle := self._lines("order").filtered(lambda line: line.res_id not in ids):
            raise UserError(
                self.env._(
                    "%(documents)s: nothing is to be invoiced at present.",
                    documents=self._names(idle),
                )
            )
        return [(ids, vals)]

    def _core_invoices(self, orders, bundle):
        """Run core's creator for one invoice of all that is to be invoiced."""
        orders.check_access("write")
        self._read_ahead(orders)
        return orders.with_context(**{BUNDLE: bundle})._create_invoices(final=True)

    def _read_ahead(self, orders):
        """Read at once what core's creator reads order by order."""
        orders.order_line.tax_ids.mapped("name")
        orders.order_line.invoice_lines.mapped("move_id")
        for lang, mine in orders.grouped(lambda o: o.partner_invoice_id.lang).items():
            lines = mine.with_context(lang=lang or self.env.lang).order_line
            lines.product_id.mapped("display_name")

    def _order_of(self, chunk):
        lines = [
            command[1] for vals in chunk for command in vals.get("sale_line_ids") or ()
        ]
        return self.env["sale.order.line"].browse(lines[0]).order_id.id

    def _header(self, orders):
        """Return what the invoice cannot have from each of its orders.

        Where they differ it goes to the customer's address for invoices, and is due
        as the customer usually pays if an order says so, else as the oldest one says.
        """
        owner = self._owner()
        invoice, delivery = orders.partner_invoice_id, orders.partner_shipping_id
        if len(invoice) > 1:
            invoice = invoice.browse(owner.address_get(["invoice"])["invoice"])
        if len(delivery) > 1:
            delivery = invoice
        terms = orders.mapped(lambda order: order.payment_term_id.id)
        usual = owner.property_payment_term_id.id
        return {
            "partner_id": invoice.id,
            "partner_shipping_id": delivery.id,
            "invoice_payment_term_id": usual if usual in terms else terms[0],
        }

    # -- amounts ---------------------------------------------------------------

    def _show(self, kind, document_ids, vals):
        """Write the amounts of each document on its line; return those of all."""
        sections, totals = self._compute_amounts(vals)
        by_id = {line.res_id: line for line in self._lines(kind)}
        chunks = chunks_of(vals)
        for res_id, amounts, chunk in zip(document_ids, sections, chunks, strict=True):
            by_id[res_id].write(
                {
                    **amounts,
                    "amount": amounts["amount_total"],
                    "fingerprint": digest([{**line, "sequence": 0} for line in chunk]),
                }
            )
        return totals

    def _check_returns(self):
        returns = self._lines().filtered(
            lambda line: line.currency_id.compare_amounts(line.amount_total, 0) < 0
        )
        if returns:
            raise UserError(
                self.env._(
                    "%(documents)s: more comes back than is to be invoiced. Credit it"
                    " by itself, a settlement only invoices.",
                    documents=self._names(returns),
                )
            )

    def _compute_amounts(self, vals):
        """Return ([amounts of each section], amounts of the whole), by core."""
        lines = [
            # an invoice in memory would look for analytic models line by line
            Command.create({"analytic_distribution": False, **_without_links(line)})
            for chunk in chunks_of(vals)
            for line in chunk
        ]
        # sudo: as core creates the invoice of an order; this one is never saved
        move = (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .with_context(default_move_type="out_invoice")
            .new({**_without_links(vals), "invoice_line_ids": lines})
        )
        totals = move.tax_totals
        return self._amounts(
            move.invoice_line_ids,
            totals["base_amount_currency"],
            totals["tax_amount_currency"],
            totals["total_amount_currency"],
        )

    def _invoice_amounts(self, move):
        """Return the same of an invoice that was created."""
        # sudo: the invoice that this created
        move = move.sudo()
        return self._amounts(
            move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)),
            move.amount_untaxed,
            move.amount_tax,
            move.amount_total,
        )

    def _amounts(self, lines, untaxed, tax, total):
        sections = []
        for line in lines:
            if line.display_type == "line_section":
                sections.append({"amount_untaxed": 0.0, "amount_total": 0.0})
            elif line.display_type == "product":
                sections[-1]["amount_untaxed"] += line.price_subtotal
                sections[-1]["amount_total"] += line.price_total
        together = sum(section["amount_total"] for section in sections)
        return sections, {
            "untaxed": untaxed,
            "tax": tax,
            "total": total,
            "rounding": self.currency_id.round(total - together),
        }

    def _show_open(self, invoices):
        lines = {line.res_id: line for line in self._lines("invoice")}
        for invoice in invoices or ():
            lines[invoice.id].write(
                {
                    "amount": invoice.amount_residual,
                    "amount_untaxed": invoice.amount_untaxed,
                    "amount_total": invoice.amount_total,
                    "fingerprint": digest(invoice.amount_residual),
                }
            )
        self.amount_open = sum(line.amount for line in lines.values())
