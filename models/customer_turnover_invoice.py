# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerTurnover(models.Model):
    """What is on posted invoices, credit notes and receipts."""

    _inherit = "customer.turnover"

    @api.model
    def _turnover_sources(self):
        return [*super()._turnover_sources(), self._invoice_source()]

    @api.model
    def _invoice_source(self):
        return {
            "model": "account.move.line",
            "customer": SQL("line.partner_id"),
            "contact": SQL("move.partner_id"),
            "columns": {
                **self._product_columns(SQL("line.product_id")),
                **self._invoice_amounts(),
                "id": SQL("line.id"),
                "date": SQL("line.date"),
                "kind": SQL(
                    "CASE move.move_type WHEN 'out_refund' THEN 'refund'"
                    " WHEN 'out_receipt' THEN 'receipt' ELSE 'invoice' END"
                ),
                "document": SQL("line.move_name"),
                "document_id": SQL("line.move_id"),
                "member_id": SQL("move.customer_member_id"),
                "company_id": SQL("line.company_id"),
                "currency_id": self._currency_column(SQL("line.company_currency_id")),
                "branch": SQL(
                    "coalesce(%s, company.name)",
                    self._of_sale_line(self._warehouse_column()),
                ),
                "team_id": SQL("move.team_id"),
                "user_id": SQL("move.invoice_user_id"),
                "description": SQL("line.name"),
            },
            "lines": SQL("account_move_line line"),
            "joins": SQL(
                """JOIN account_move move ON move.id = line.move_id
                   LEFT JOIN res_company company ON company.id = line.company_id
                   LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
                   %s %s""",
                self._product_joins(SQL("line.product_id")),
                self._rate_join(SQL("line.company_id")),
            ),
            "where": SQL(
                """line.display_type = 'product' AND line.parent_state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
            ),
        }

    @api.model
    def _invoice_amounts(self):
        sign = SQL("CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END")
        own_unit = SQL(
            "line.quantity * %s * coalesce(unit.factor, 1)"
            " / coalesce(nullif(template_unit.factor, 0), 1)",
            sign,
        )
        cost = self._of_sale_line(self._order_cost_column())
        return {
            "quantity": own_unit,
            # what was booked: discounts, sign and rate are in it
            "untaxed": self._amount(SQL("-line.balance")),
            "total": self._amount(
                SQL(
                    "line.price_total * %s"
                    " / coalesce(nullif(move.invoice_currency_rate, 0), 1)",
                    sign,
                )
            ),
            "margin": self._amount(
                SQL(
                    "-line.balance - coalesce(line.quantity * %s * %s, %s * %s)",
                    sign,
                    cost,
                    own_unit,
                    self._present_cost(SQL("line.company_id")),
                )
            ),
        }

    @api.model
    def _warehouse_column(self):
        """Return the name of a sale order's warehouse, or None without warehouses."""
        if "warehouse_id" in self.env["sale.order"]._fields:
            return SQL(
                "(SELECT w.name FROM stock_warehouse w WHERE w.id = sale.warehouse_id)"
            )
        return None

    @api.model
    def _order_cost_column(self):
        """Return the cost of a unit on its sale order line, or None without margins."""
        if "purchase_price" in self.env["sale.order.line"]._fields:
            return SQL(
                "ordered.purchase_price / coalesce(nullif(sale.currency_rate, 0), 1)"
            )
        return None

    @api.model
    def _of_sale_line(self, column):
        """Return a column of the sale order line that an invoice line comes from."""
        if column is None:
            return SQL("NULL")
        return SQL(
            """(SELECT %s
                  FROM sale_order_line_invoice_rel link
                  JOIN sale_order_line ordered ON ordered.id = link.order_line_id
                  JOIN sale_order sale ON sale.id = ordered.order_id
                 WHERE link.invoice_line_id = line.id
              ORDER BY ordered.id LIMIT 1)""",
            column,
        )
