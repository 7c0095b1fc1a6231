# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.local_day_sql import local_day

STATES = [
    ("draft", "Quotation"),
    ("open", "Open"),
    ("overdue", "Overdue"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
]


class CustomerLayaway(models.Model):
    """The lay-aways: orders paid ahead in parts, what came in and what is open.

    One row for each order that is a lay-away, with its id; nothing is stored, so a
    payment counts however it was booked. Paid is what came in on the posted invoices of
    the order (down payments and others, by the share of its lines) less what its credit
    notes give back. Amounts are in the currency of the order.
    """

    _name = "customer.layaway"
    _description = "Lay-away"
    _auto = False
    _order = "due_date, id"
    _depends = {
        "account.move": [
            "amount_residual",
            "amount_total",
            "currency_id",
            "invoice_currency_rate",
            "matched_payment_ids",
            "move_type",
            "payment_state",
            "state",
        ],
        "account.move.line": ["move_id", "price_total", "sale_line_ids"],
        "account.payment": ["amount", "currency_id", "move_id", "state"],
        "customer.layaway.instalment": ["amount", "date", "order_id"],
        "res.currency": ["rounding"],
        "res.partner": ["commercial_partner_id"],
        "sale.order": [
            "amount_total",
            "company_id",
            "currency_id",
            "currency_rate",
            "date_order",
            "is_layaway",
            "layaway_due_date",
            "name",
            "partner_id",
            "state",
            "user_id",
        ],
        "sale.order.line": ["order_id"],
    }

    order_id = fields.Many2one("sale.order", readonly=True)
    name = fields.Char("Number", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", "Commercial entity", readonly=True
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    date = fields.Date("Ordered on", readonly=True)
    due_date = fields.Date("Due on", readonly=True)
    next_date = fields.Date("Next on", readonly=True)
    next_amount = fields.Monetary("Next payment", readonly=True)
    total = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    balance = fields.Monetary(readonly=True)
    invoiced = fields.Monetary(
        readonly=True, help="What posted invoices have, paid or not, less credit notes."
    )
    state = fields.Selection(STATES, "Status", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT o.id, o.id AS order_id, o.name, o.partner_id,
                   partner.commercial_partner_id, o.user_id,
                   %(day)s AS date, o.layaway_due_date AS due_date,
                   next.date AS next_date, COALESCE(next.amount, 0) AS next_amount,
                   o.amount_total AS total, money.paid, money.invoiced,
                   CASE WHEN o.state = 'cancel' THEN 0
                        ELSE o.amount_total - money.paid
                   END AS balance,
                   CASE WHEN o.state = 'cancel' THEN 'cancelled'
                        WHEN o.state <> 'sale' THEN 'draft'
                        WHEN money.paid >= o.amount_total THEN 'paid'
                        WHEN COALESCE(next.date, o.layaway_due_date) < %(today)s
                            THEN 'overdue'
                        ELSE 'open'
                   END AS state,
                   o.currency_id, o.company_id
              FROM sale_order o
              JOIN res_partner partner ON partner.id = o.partner_id
              JOIN res_currency currency ON currency.id = o.currency_id
              JOIN LATERAL %(money)s money ON TRUE
         LEFT JOIN LATERAL (
                   SELECT part.date, part.open AS amount
                     FROM %(parts)s part
                    WHERE part.open > 0 AND o.state = 'sale'
                    ORDER BY part.date, part.id
                    LIMIT 1
                   ) next ON TRUE
             WHERE o.is_layaway
            """,
            today=fields.Date.context_today(self),
            day=local_day(SQL("o.date_order"), str(self.env.tz)),
            money=self._money_of_order(),
            parts=self._parts_of_order(),
        )

    @api.model
    def _money_of_order(self):
        """Return a subselect on an order `o` and its `currency`: `paid`, `invoiced`.

        A payment that has no entry yet counts: the money is in the till.
        """
        return SQL(
            """(
            SELECT ROUND(COALESCE(SUM(sign * worth * rate), 0),
                         currency.decimal_places) AS invoiced,
                   ROUND(COALESCE(SUM(sign * worth * rate - CASE
                       WHEN sign < 0 OR payment_state IN ('paid', 'in_payment') THEN 0
                       ELSE GREATEST(residual - under_way, 0)
                            * worth / NULLIF(total, 0) * rate
                   END), 0), currency.decimal_places) AS paid
              FROM (
                   SELECT SUM(line.price_total) AS worth,
                          move.amount_total AS total, move.amount_residual AS residual,
                          move.payment_state,
                          CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                              AS sign,
                          CASE WHEN move.currency_id = o.currency_id THEN 1
                               ELSE COALESCE(o.currency_rate
                                   / NULLIF(move.invoice_currency_rate, 0), 1)::numeric
                          END AS rate,
                          (SELECT COALESCE(SUM(payment.amount), 0)
                             FROM account_move__account_payment matched
                             JOIN account_payment payment
                               ON payment.id = matched.payment_id
                            WHERE matched.invoice_id = move.id
                              AND payment.move_id IS NULL
                              AND payment.currency_id = move.currency_id
                              AND payment.state IN ('in_process', 'paid')
                          ) AS under_way
                     FROM account_move_line line
                     JOIN account_move move ON move.id = line.move_id
                    WHERE move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                      AND line.id IN (
                          SELECT link.invoice_line_id
                            FROM sale_order_line_invoice_rel link
                            JOIN sale_order_line ordered
                              ON ordered.id = link.order_line_id
                           WHERE ordered.order_id = o.id)
                    GROUP BY move.id
                   ) AS document
            )"""
        )

    @api.model
    def _parts_of_order(self):
        """Return a subselect on an order `o` and its `money`: the instalments.

        Columns: `id`, `date`, `amount`, `open`. What was paid settles the oldest first.
        When the order has changed since they were agreed, the last one takes the
        difference.
        """
        return SQL(
            """(
            SELECT id, date, reached - before AS amount,
                   GREATEST(reached - GREATEST(before, money.paid), 0) AS open
              FROM (
                   SELECT id, date, reached,
                          LAG(reached, 1, 0::numeric) OVER (ORDER BY date, id) AS before
                     FROM (
                          SELECT id, date, CASE
                              WHEN ROW_NUMBER() OVER (ORDER BY date DESC, id DESC) = 1
                              THEN o.amount_total
                              ELSE LEAST(o.amount_total,
                                         SUM(amount) OVER (ORDER BY date, id))
                              END AS reached
                            FROM customer_layaway_instalment
                           WHERE order_id = o.id
                          ) AS summed
                   ) AS placed
            )"""
        )

    @api.model
    def _facts(self, order_ids):
        """Return {order id: row}, the columns of this table as they are now.

        For the verbs: nothing of it comes from a cache, and the number of queries does
        not depend on that of the orders.
        """
        return self._rows(
            SQL(
                "SELECT * FROM (%s) AS layaway WHERE id = ANY(%s)",
                self._table_query,
                list(order_ids),
            )
        )

    @api.model
    def _money(self, order_ids):
        """Return {order id: {id, paid, invoiced}} of any orders, lay-aways or not."""
        return self._rows(
            SQL(
                """
                SELECT o.id, money.paid, money.invoiced
                  FROM sale_order o
                  JOIN res_currency currency ON currency.id = o.currency_id
                  JOIN LATERAL %s money ON TRUE
                 WHERE o.id = ANY(%s)
                """,
                self._money_of_order(),
                list(order_ids),
            )
        )

    @api.model
    def _parts(self, order_ids):
        """Return {instalment id: {id, order_id, date, amount, open}}, oldest first."""
        return self._rows(
            SQL(
                """
                SELECT part.*, o.id AS order_id
                  FROM sale_order o
                  JOIN res_currency currency ON currency.id = o.currency_id
                  JOIN LATERAL %s money ON TRUE
                  JOIN LATERAL %s part ON TRUE
                 WHERE o.id = ANY(%s)
                 ORDER BY o.id, part.date, part.id
                """,
                self._money_of_order(),
                self._parts_of_order(),
                list(order_ids),
            )
        )

    @api.model
    def _rows(self, query):
        # all of it: the links between lines of orders and of invoices as well
        self.env.flush_all()
        return {row["id"]: row for row in self.env.execute_query_dict(query)}

    def action_open_order(self):
        """Open the order, which takes payments and cancels."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_see")
        self.check_access("read")
        return self.order_id._layaway_form()
