# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL


class CustomerPaymentHistory(models.Model):
    """Which payment settled which invoice, when, and how many days it took.

    One row for each of core's matchings of a customer invoice or receipt: a part
    payment is a row of its own, so is a credit note. Amounts are in the currency of
    the company. Nothing is stored.
    """

    _name = "customer.payment.history"
    _description = "Paid history"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id"],
        "account.move.line": [
            "company_id",
            "date",
            "date_maturity",
            "move_id",
            "partner_id",
        ],
        "account.move": [
            "invoice_date",
            "move_type",
            "name",
            "origin_payment_id",
            "state",
            "statement_line_id",
        ],
        "res.company": ["currency_id"],
    }

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    name = fields.Char("Invoice number", readonly=True)
    invoice_date = fields.Date("Invoice date", readonly=True)
    due_date = fields.Date("Due date", readonly=True)
    payment_name = fields.Char("Paid by", readonly=True)
    kind = fields.Selection(
        [("payment", "Payment"), ("refund", "Credit note"), ("entry", "Other entry")],
        readonly=True,
    )
    date = fields.Date("Paid on", readonly=True)
    amount = fields.Monetary(readonly=True)
    days_to_pay = fields.Integer("Days to pay", aggregator="avg", readonly=True)
    days_late = fields.Integer("Days late", aggregator="avg", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT matching.id,
                   debit.partner_id,
                   debit.move_id,
                   invoice.name,
                   invoice.invoice_date,
                   COALESCE(debit.date_maturity, invoice.invoice_date) AS due_date,
                   settling.name AS payment_name,
                   CASE WHEN settling.move_type = 'out_refund' THEN 'refund'
                        WHEN settling.origin_payment_id IS NOT NULL
                             OR settling.statement_line_id IS NOT NULL THEN 'payment'
                        ELSE 'entry'
                   END AS kind,
                   credit.date,
                   matching.amount,
                   credit.date - invoice.invoice_date AS days_to_pay,
                   credit.date - COALESCE(debit.date_maturity, invoice.invoice_date)
                       AS days_late,
                   company.currency_id,
                   debit.company_id
              FROM account_partial_reconcile matching
              JOIN account_move_line debit ON debit.id = matching.debit_move_id
              JOIN account_move invoice ON invoice.id = debit.move_id
              JOIN account_move_line credit ON credit.id = matching.credit_move_id
              JOIN account_move settling ON settling.id = credit.move_id
              JOIN res_company company ON company.id = debit.company_id
             WHERE invoice.move_type IN ('out_invoice', 'out_receipt')
                   AND invoice.state = 'posted'
                   -- nobody paid the difference between two rates
                   AND NOT EXISTS (SELECT FROM account_partial_reconcile part
                                    WHERE part.exchange_move_id = settling.id)
            """
        )
