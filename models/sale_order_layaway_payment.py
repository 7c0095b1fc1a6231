# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Journals that take money, as they are proposed.
MONEY = ("cash", "bank", "credit")


class SaleOrder(models.Model):
    """A payment of a lay-away, by core's documents.

    What the customer pays is invoiced by core's down payment (so that taxes are due
    when core says, and the final invoice takes it off again) and paid by core's payment
    dialog. Invoices of the order that are open already are paid first.
    """

    _inherit = "sale.order"

    def _take_layaway_payment(self, amount, journal, date, memo=False):
        """Book a payment and return it.

        :param amount: in the currency of the order, at most what is left to pay
        """
        self._check_layaway_verb("layaway_change")
        self._lock_layaway()
        balance = self._check_takes_payment()
        self._check_layaway_amount(amount, balance)
        self._check_layaway_journal(journal)
        # sudo: who takes money at the counter need not be a bookkeeper; the function
        # and the order were checked above
        order = self.sudo().with_company(self.company_id)
        with self.env.cr.savepoint():
            payment = order._pay_layaway(amount, journal, date, memo)
        order.invalidate_recordset()
        parts = order.layaway_instalment_ids
        parts._skip_settled_reminders(parts)
        self._log_layaway_payment(payment)
        return payment

    def _lock_layaway(self):
        """Let nobody else take or give back money for this order meanwhile.

        Odoo's transactions see the database as it was when they began: two clerks would
        each find the balance open. Touching the order makes the second one begin again.
        """
        self.env.execute_query(
            SQL("UPDATE sale_order SET id = id WHERE id = %s RETURNING id", self.id)
        )

    def _check_layaway_amount(self, amount, balance):
        compare = self.currency_id.compare_amounts
        if compare(amount, 0.0) <= 0:
            raise UserError(self.env._("A payment must be more than nothing."))
        if compare(amount, balance) > 0:
            raise UserError(
                self.env._(
                    "Only %(balance)s are left to pay on %(order)s, %(amount)s is"
                    " more.",
                    balance=self._layaway_money(balance),
                    order=self.name,
                    amount=self._layaway_money(amount),
                )
            )

    def _layaway_journal(self):
        """Return the journal to propose: the till before the bank."""
        journals = self.env["account.journal"]
        return journals.search(
            [
                *journals._check_company_domain(self.company_id),
                ("type", "in", MONEY),
            ]
        ).sorted(lambda journal: MONEY.index(journal.type))[:1]

    def _check_layaway_journal(self, journal):
        if journal.type not in MONEY:
            raise UserError(self.env._("Choose how it is paid: cash or bank."))
        if journal.company_id not in self.company_id._with_parents():
            raise UserError(
                self.env._("%s belongs to another company.", journal.display_name)
            )

    def _pay_layaway(self, amount, journal, date, memo):
        invoices = self._open_layaway_invoices()
        missing = self.currency_id.round(
            amount - sum(invoices.mapped("amount_residual"))
        )
        if missing > 0:
            invoices |= self._layaway_down_payment(missing, date)
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        vals = {
            "payment_date": date,
            "journal_id": journal.id,
            "group_payment": True,
            "currency_id": self.currency_id.id,
            "amount": amount,
            "payment_difference_handling": "open",
        }
        if memo:
            vals["communication"] = memo
        return register.create(vals)._create_payments()

    def _open_layaway_invoices(self):
        """Return the unpaid invoices of this order alone, oldest first."""
        invoices = self.order_line.invoice_lines.move_id.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and move.currency_id == self.currency_id
                and move.currency_id.compare_amounts(move.amount_residual, 0.0) > 0
            )
        )
        return invoices.filtered(
            lambda move: move.line_ids.sale_line_ids.order_id == self
        ).sorted(lambda move: (move.invoice_date, move.id))

    def _layaway_down_payment(self, amount, date):
        """Return core's down payment invoice of this amount, posted, due at once."""
        facts = self.env["customer.layaway"]._facts(self.ids)[self.id]
        left = self.currency_id.round(facts["total"] - facts["invoiced"])
        if self.currency_id.compare_amounts(amount, left) > 0:
            raise UserError(
                self.env._(
                    "A part of %(order)s stands on an invoice with other orders:"
                    " register the payment of that invoice there. Here at most %(left)s"
                    " can be paid.",
                    order=self.name,
                    left=self._layaway_money(max(left, 0.0)),
                )
            )
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": self.ids,
                "advance_payment_method": "fixed",
                "fixed_amount": amount,
            }
        )
        # sudo: who takes payments need not be a bookkeeper; the verb checks
        invoice = wizard._create_invoices(self).sudo()
        # the money is here: the terms of the order are none of this invoice's
        invoice.write(
            {
                "invoice_date": date,
                "invoice_payment_term_id": False,
                "invoice_date_due": date,
            }
        )
        if invoice.currency_id.compare_amounts(invoice.amount_total, amount):
            raise UserError(
                self.env._(
                    "%(amount)s cannot be invoiced with the taxes of %(order)s;"
                    " %(possible)s can.",
                    amount=self._layaway_money(amount),
                    order=self.name,
                    possible=self._layaway_money(invoice.amount_total),
                )
            )
        invoice.action_post()
        return invoice

    def _log_layaway_payment(self, payment):
        facts = self.env["customer.layaway"]._facts(self.ids)[self.id]
        # sudo: the note is the program's
        self.sudo()._message_log(
            body=self.env._(
                "Lay-away: %(amount)s paid, %(balance)s left.",
                amount=self._layaway_money(sum(payment.mapped("amount"))),
                balance=self._layaway_money(max(facts["balance"], 0.0)),
            ),
            author_id=self.env.user.partner_id.id,
        )
