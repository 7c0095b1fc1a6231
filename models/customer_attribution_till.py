# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from .customer_attribution_document import SaleFacts


class CustomerAttribution(models.Model):
    """Sales at a till, when there is one.

    One that was invoiced counts on its invoice, which goes with it.
    """

    _inherit = "customer.attribution"

    @api.model
    def _fact_methods(self):
        methods = super()._fact_methods()
        if "pos.order" in self.env:
            methods["pos.order"] = "_facts_of_till"
        return methods

    @api.model
    def _facts_of_till(self, order):
        moment = fields.Datetime.context_timestamp(order, order.date_order)
        return SaleFacts(
            document=order,
            name=order.pos_reference or order.name,
            day=moment.date(),
            amount=order.amount_total,
            currency=order.currency_id,
            company=order.company_id,
            customer=self._counts_for(order),
            seller=order.config_id.name,
            obstacle=self._obstacle_of_till(order),
        )

    @api.model
    def _obstacle_of_till(self, order):
        number = order.pos_reference or order.name
        if order.state not in ("paid", "done"):
            return self._not_sold(number)
        if order.amount_total < 0 or order.lines.refunded_orderline_id:
            return self.env._(
                "%s takes goods back. It goes with the sale that it takes back: track"
                " that one.",
                number,
            )
        if order.account_move and len(order.account_move.pos_order_ids) > 1:
            return self.env._(
                "%(number)s is on the invoice %(invoice)s together with other sales:"
                " track that one.",
                number=number,
                invoice=order.account_move.name,
            )
        return ""

    @api.model
    def _related_documents(self, document):
        related = super()._related_documents(document)
        if "pos.order" not in self.env:
            return related
        # sudo: tills belong to the sale, whoever may open them
        tills = self.env["pos.order"].sudo()
        if document._name == "account.move":
            return [*related, document.pos_order_ids]
        if document._name == "pos.order":
            tills, related = document, [*related, document.account_move]
        if "sale_order_origin_id" not in self.env["pos.order.line"]._fields:
            return related
        if document._name == "sale.order":
            lines = document.order_line.pos_order_line_ids
            return [*related, lines.order_id]
        return [*related, tills.lines.sale_order_origin_id]

    @api.model
    def _attributed_kinds(self, model):
        kinds = super()._attributed_kinds(model)
        if "pos.order" not in self.env:
            return kinds
        if model == "account.move.line":
            return [*kinds, *self._lines_of_invoiced_tills()]
        if model == "pos.order.line":
            kinds = [*kinds, *self._lines_of_tills()]
            if "sale_order_line_id" in self.env["pos.order.line"]._fields:
                kinds.append(("sale.order", self._lines_of_orders_at_tills()))
        return kinds

    @api.model
    def _lines_of_invoiced_tills(self):
        """The invoice of one sale at a till, and the credit notes that take it back."""
        where = SQL(
            """WHERE a.state = 'active' AND a.res_model = 'pos.order'
                 AND NOT EXISTS (
                        SELECT
                          FROM pos_order beside
                         WHERE beside.account_move = till.account_move
                           AND beside.id <> till.id)"""
        )
        invoice = SQL(
            """customer_attribution a
               JOIN pos_order till ON till.id = a.res_id
               JOIN account_move_line line ON line.move_id = till.account_move %s""",
            where,
        )
        credit_note = SQL(
            """customer_attribution a
               JOIN pos_order till ON till.id = a.res_id
               JOIN account_move back ON back.reversed_entry_id = till.account_move
               JOIN account_move_line line ON line.move_id = back.id %s""",
            where,
        )
        return [("pos.order", invoice), ("pos.order", credit_note)]

    @api.model
    def _lines_of_tills(self):
        """The sale, and what another one took back of it."""
        sale = SQL(
            """customer_attribution a
               JOIN pos_order_line line ON line.order_id = a.res_id
              WHERE a.state = 'active' AND a.res_model = 'pos.order'"""
        )
        taken_back = SQL(
            """customer_attribution a
               JOIN pos_order_line sold ON sold.order_id = a.res_id
               JOIN pos_order_line line ON line.refunded_orderline_id = sold.id
              WHERE a.state = 'active' AND a.res_model = 'pos.order'"""
        )
        return [("pos.order", sale), ("pos.order", taken_back)]

    @api.model
    def _lines_of_orders_at_tills(self):
        """What was ordered before and paid at a till."""
        return SQL(
            """customer_attribution a
               JOIN sale_order_line ordered ON ordered.order_id = a.res_id
               JOIN pos_order_line line ON line.sale_order_line_id = ordered.id
              WHERE a.state = 'active' AND a.res_model = 'sale.order'"""
        )


class CustomerTurnover(models.Model):
    _inherit = "customer.turnover"

    @api.model
    def _soft_depends(self):
        depends = super()._soft_depends()
        if "pos.order.line" in depends:
            depends["pos.order.line"].append("refunded_orderline_id")
            if "sale_order_line_id" in self.env["pos.order.line"]._fields:
                depends["pos.order.line"].append("sale_order_line_id")
        return depends
