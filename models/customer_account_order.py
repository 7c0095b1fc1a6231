# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerAccount(models.AbstractModel):
    """What is ordered and not invoiced yet.

    Counted is the whole of a confirmed order, delivered or not: it was promised. By
    quantities, as core decides what is left to invoice: an order invoiced at a lower
    price is done. Drafts of invoices count for nothing, so that no draft makes room; a
    down payment that was invoiced stands in the open items and lowers the order. What
    was returned and credited is not promised any more.
    """

    _inherit = "customer.account"

    @api.model
    def _ordered(self, debtor_ids):
        """Return {debtor id: amount in the currency of the company}."""
        if not debtor_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(members)s
                SELECT debtor, SUM(GREATEST(total / rate, 0))
                  FROM (
                      SELECT member.debtor, open.*
                        FROM member
                        JOIN sale_order o ON o.partner_invoice_id = member.id
                        JOIN LATERAL %(open)s open ON TRUE
                       WHERE o.state = 'sale'
                             AND o.company_id IN %(companies)s
                             AND %(has_open_lines)s
                  ) AS orders
                 GROUP BY debtor
                """,
                members=self._members(debtor_ids),
                open=self._open_order(),
                companies=self._companies(),
                has_open_lines=self._has_open_lines(),
            )
        )
        return dict(rows)

    @api.model
    def _open_orders(self, order_ids):
        """Return {order id: what is left to invoice without taxes, in its currency}."""
        if not order_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.id, open.untaxed
                  FROM sale_order o
                  JOIN LATERAL %s open ON TRUE
                 WHERE o.id = ANY(%s) AND o.state = 'sale'
                """,
                self._open_order(),
                list(order_ids),
            )
        )
        return dict(rows)

    @api.model
    def _has_open_lines(self):
        """Return the condition that spares the orders that are done, as most are."""
        return SQL(
            """
            (o.invoice_status <> 'invoiced' OR EXISTS (
                SELECT FROM sale_order_line
                 WHERE order_id = o.id AND untaxed_amount_to_invoice <> 0
            ))
            """
        )

    @api.model
    def _open_order(self):
        """Return a subselect on an order `o`: `total`, `untaxed`, `rate`."""
        self._flush_orders()
        return SQL(
            """(
                SELECT COALESCE(NULLIF(o.currency_rate, 0), 1) AS rate,
                       SUM(CASE WHEN l.is_downpayment THEN -done.total
                                ELSE l.price_total * part.value END) AS total,
                       SUM(CASE WHEN l.is_downpayment THEN -done.untaxed
                                ELSE l.price_subtotal * part.value END) AS untaxed
                  FROM sale_order_line l
                  LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
                  JOIN LATERAL %(done)s done ON TRUE
                  JOIN LATERAL (
                      SELECT CASE
                          WHEN l.product_uom_qty > 0 THEN GREATEST(0,
                              GREATEST(l.product_uom_qty, l.qty_delivered)
                              - done.quantity) / l.product_uom_qty
                          WHEN l.product_uom_qty < 0 THEN
                              1 - done.quantity / l.product_uom_qty
                          ELSE 0
                      END AS value
                  ) part ON TRUE
                 WHERE l.order_id = o.id AND l.display_type IS NULL
            )""",
            done=self._invoiced_of_line(),
        )

    @api.model
    def _invoiced_of_line(self):
        """Return a subselect on a line `l` with its `unit`: what posted invoices have.

        A credit note makes room for another invoice where Odoo says so too.
        """
        return SQL(
            """(
                SELECT COALESCE(SUM(s.sign * i.quantity
                           * COALESCE(u.factor / NULLIF(unit.factor, 0), 1)), 0
                       ) AS quantity,
                       COALESCE(SUM(s.sign * i.price_total * s.rate), 0) AS total,
                       COALESCE(SUM(s.sign * i.price_subtotal * s.rate), 0) AS untaxed
                  FROM sale_order_line_invoice_rel link
                  JOIN account_move_line i ON i.id = link.invoice_line_id
                  JOIN account_move m ON m.id = i.move_id
                  LEFT JOIN uom_uom u ON u.id = i.product_uom_id
                  JOIN LATERAL (
                      SELECT CASE
                                 WHEN m.move_type <> 'out_refund' THEN 1
                                 WHEN l.invoice_status = 'no' THEN 0
                                 ELSE -1
                             END AS sign,
                             CASE
                                 WHEN m.currency_id = o.currency_id THEN 1
                                 ELSE COALESCE(o.currency_rate
                                     / NULLIF(m.invoice_currency_rate, 0), 1)
                             END AS rate
                  ) s ON TRUE
                 WHERE link.order_line_id = l.id
                       AND (m.state = 'posted' OR m.payment_state = 'invoicing_legacy')
            )"""
        )

    @api.model
    def _flush_orders(self):
        self.env["sale.order"].flush_model(
            [
                "company_id",
                "currency_id",
                "currency_rate",
                "invoice_status",
                "partner_invoice_id",
                "state",
            ]
        )
        self.env["sale.order.line"].flush_model(
            [
                "display_type",
                "invoice_lines",
                "invoice_status",
                "is_downpayment",
                "order_id",
                "price_subtotal",
                "price_total",
                "product_uom_id",
                "product_uom_qty",
                "qty_delivered",
                "untaxed_amount_to_invoice",
            ]
        )
        self.env["account.move"].flush_model(
            [
                "currency_id",
                "invoice_currency_rate",
                "move_type",
                "payment_state",
                "state",
            ]
        )
        self.env["account.move.line"].flush_model(
            ["move_id", "price_subtotal", "price_total", "product_uom_id", "quantity"]
        )
