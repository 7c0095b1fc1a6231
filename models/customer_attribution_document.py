# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_move_line import SOLD_IN


class SaleFacts(NamedTuple):
    """What is to be known of a sale, whatever kind of document it is."""

    document: models.BaseModel
    name: str
    day: object
    amount: float
    currency: models.BaseModel
    company: models.BaseModel
    customer: models.BaseModel  # whom it counts for now, empty for an anonymous sale
    seller: str  # till, warehouse or company
    obstacle: str  # why it is no sale that counts, or empty


class CustomerAttribution(models.Model):
    """The kinds of documents that can be attributed, and what stands in the way.

    A further kind is a method of `_fact_methods`.
    """

    _inherit = "customer.attribution"

    @api.model
    def _fact_methods(self):
        """Return {model: name of the method that returns `SaleFacts` of a record}."""
        return {"account.move": "_facts_of_move", "sale.order": "_facts_of_order"}

    @api.model
    def _facts(self, document):
        method = self._fact_methods().get(document._name)
        if not method:
            raise UserError(
                self.env._(
                    "Only orders, invoices, receipts and sales at a till can be"
                    " tracked to a customer."
                )
            )
        if not document.exists():
            raise UserError(self.env._("The document is not there any more."))
        facts = getattr(self, method)(document)
        # a company that was not selected is as closed as its documents are
        if facts.company not in self.env.companies:
            raise UserError(
                self.env._(
                    "%(document)s is of %(company)s. Choose that company first.",
                    document=facts.name,
                    company=facts.company.name,
                )
            )
        return facts

    @api.model
    def _facts_of(self, model, res_id):
        """Return the facts of a document that a caller names."""
        if model not in self._fact_methods():
            model = self._name  # refused in a sentence below
        return self._facts(self.env[model].browse(res_id))

    @api.model
    def _counts_for(self, document):
        """Return the customer a document counts for today, through merges.

        An invoice counts for whom its order was tracked to; what is left to invoice of
        an order is not settled by one of its invoices.
        """
        rows = self._active_of(document)
        if not rows and document._name != "sale.order":
            rows = self._related_attributions(document)
        partner = rows[:1].partner_id or document.partner_id.commercial_partner_id
        return self.env["res.partner"]._survivor_of(partner.id) or partner.browse()

    @api.model
    def _active_of(self, documents):
        return self.search(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("state", "=", "active"),
            ]
        )

    @api.model
    def _facts_of_move(self, move):
        return SaleFacts(
            document=move,
            name=move.name or move.display_name,
            day=move.date,
            amount=move.amount_total,
            currency=move.currency_id,
            company=move.company_id,
            customer=self._counts_for(move),
            seller=move.company_id.name,
            obstacle=self._obstacle_of_move(move),
        )

    @api.model
    def _obstacle_of_move(self, move):
        number = move.name or move.display_name
        if move.move_type == "out_refund":
            return self.env._(
                "%s is a credit note. It goes with the invoice that it takes back:"
                " track that one.",
                number,
            )
        if move.move_type not in SOLD_IN:
            return self.env._("%s is no sale to a customer.", number)
        if move.state != "posted":
            return self._not_sold(number)
        return ""

    @api.model
    def _not_sold(self, number):
        return self.env._(
            "%s is a draft or was cancelled: there is nothing to count.", number
        )

    @api.model
    def _facts_of_order(self, order):
        has_warehouse = "warehouse_id" in order._fields
        return SaleFacts(
            document=order,
            name=order.name,
            day=fields.Datetime.context_timestamp(order, order.date_order).date(),
            amount=order.amount_total,
            currency=order.currency_id,
            company=order.company_id,
            customer=self._counts_for(order),
            seller=(has_warehouse and order.warehouse_id.name) or order.company_id.name,
            obstacle="" if order.state == "sale" else self._not_sold(order.name),
        )

    @api.model
    def _obstacle(self, facts, customer):
        """Return the sentence that says why a sale cannot count for a customer."""
        owner = self.env["res.partner"]._survivor_of(customer.commercial_partner_id.id)
        if facts.obstacle:
            return facts.obstacle
        if facts.customer == owner:
            return self.env._(
                "%(document)s counts for %(customer)s already.",
                document=facts.name,
                customer=owner.display_name,
            )
        if owner.company_id and owner.company_id not in facts.company._with_parents():
            return self.env._(
                "%(customer)s is a customer of %(company)s, and %(document)s is a sale"
                " of %(other)s.",
                customer=owner.display_name,
                company=owner.company_id.name,
                document=facts.name,
                other=facts.company.name,
            )
        return self._obstacle_of_others(facts, owner)

    @api.model
    def _obstacle_of_others(self, facts, owner):
        """One sale under two numbers counts for one customer."""
        for row in self._related_attributions(facts.document):
            if row._document() == facts.document or row.partner_id != owner:
                return self.env._(
                    "%(document)s counts for %(customer)s since it was tracked to them"
                    " by %(user)s, as %(number)s. Undo that first.",
                    document=facts.name,
                    customer=row.partner_id.display_name,
                    user=row.user_name,
                    number=row.name,
                )
        return ""

    @api.model
    def _related_attributions(self, document):
        """Return what is in force for this document and its orders and invoices."""
        rows = self.browse()
        for records in self._related_documents(document):
            rows |= self._active_of(records)
        return rows

    @api.model
    def _related_documents(self, document):
        """Return [records] of one sale: the order, its invoices, the till's receipt."""
        if document._name == "account.move":
            orders = document.invoice_line_ids.sale_line_ids.order_id
            return [document, orders]
        if document._name == "sale.order":
            invoices = document.invoice_ids.filtered(lambda m: m.move_type in SOLD_IN)
            return [document, invoices]
        return [document]

    def _check_undo_order(self):
        """What was tracked later for the same sale is undone first."""
        for row in self:
            document = row._document()
            if not document:
                continue
            later = self._related_attributions(document).filtered(
                lambda other, row=row: other.id > row.id
            )
            if later - self:
                raise UserError(
                    self.env._(
                        "%(later)s was tracked after %(document)s and is part of the"
                        " same sale. Undo that first.",
                        later=(later - self)[:1].name,
                        document=row.name,
                    )
                )
