# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrder(models.Model):
    """Cancelling a lay-away: what becomes of the money, by core's documents.

    Each down payment gets core's credit note. What is kept as a fee is an invoice paid
    out of it; the rest is paid back, or stays as credit on the customer's account.
    """

    _inherit = "sale.order"

    def _check_layaway_cancel(self, fee, product, journal):
        """Return what was paid, or say why the lay-away cannot be cancelled so.

        :param fee: what is kept, taxes included
        :param journal: by which the rest is paid back; none leaves it as credit
        """
        self._check_layaway_verb("layaway_change")
        self._check_is_layaway()
        if self.state == "cancel":
            raise UserError(self.env._("%s is cancelled already.", self.name))
        compare = self.currency_id.compare_amounts
        paid = self.env["customer.layaway"]._facts(self.ids)[self.id]["paid"]
        if compare(fee, 0.0) < 0 or compare(fee, paid) > 0:
            raise UserError(
                self.env._(
                    "%(paid)s were paid: between nothing and that can be kept.",
                    paid=self._layaway_money(paid),
                )
            )
        if compare(fee, 0.0) > 0 and not product:
            raise UserError(self.env._("Choose the product that the fee is sold as."))
        if journal:
            self._check_layaway_journal(journal)
        self._check_layaway_invoices()
        return paid

    def _check_layaway_invoices(self):
        """Goods that were invoiced are credited by who knows what came back."""
        # sudo: invoices are not every clerk's to see
        for move in self.sudo().order_line.invoice_lines.move_id:
            if move.state != "posted" or move.move_type != "out_invoice":
                continue
            refunds = move.reversal_move_ids.filtered(lambda r: r.state == "posted")
            credited = sum(refunds.mapped("amount_total"))
            is_less = move.currency_id.compare_amounts(credited, move.amount_total) < 0
            if is_less if refunds else not move._is_downpayment():
                raise UserError(
                    self.env._(
                        "%(invoice)s has more than down payments, or is credited in"
                        " part: make the credit note for the rest of it first, then"
                        " cancel %(order)s.",
                        invoice=move.name,
                        order=self.name,
                    )
                )

    def _cancel_layaway(self, reason, fee=0.0, product=None, journal=None):
        """Cancel, and return the documents that were made.

        :return: {"refunds", "fee" (invoices), "payments"}
        """
        self._check_layaway_verb("layaway_change")
        self._lock_layaway()
        paid = self._check_layaway_cancel(fee, product, journal)
        # sudo: as for payments; the function and the order were checked above
        order = self.sudo().with_company(self.company_id)
        with self.env.cr.savepoint():
            refunds = order._credit_down_payments(reason)
            fee_invoice = order._keep_layaway_fee(fee, product, refunds)
            payments = order._pay_layaway_back(refunds, journal)
            order.layaway_instalment_ids._skip_reminders(
                self.env._("The lay-away was cancelled.")
            )
            order.action_cancel()
        self.invalidate_recordset()
        order._message_log(
            body=" ".join(self._say_layaway_cancel(paid, fee, journal) + [reason]),
            author_id=self.env.user.partner_id.id,
        )
        return {"refunds": refunds, "fee": fee_invoice, "payments": payments}

    def _say_layaway_cancel(self, paid, fee, journal):
        """Return the sentences that say what happens to the money."""
        money = self._layaway_money
        if self.currency_id.is_zero(paid):
            return [self.env._("Nothing was paid: the order is cancelled.")]
        said = [
            self.env._("%s were paid: the down payments get credit notes.", money(paid))
        ]
        if not self.currency_id.is_zero(fee):
            said.append(
                self.env._("%s are kept as a fee, with an invoice.", money(fee))
            )
        rest = self.currency_id.round(paid - fee)
        if self.currency_id.is_zero(rest):
            return said
        if journal:
            return [
                *said,
                self.env._(
                    "%(rest)s are paid back by %(journal)s.",
                    rest=money(rest),
                    journal=journal.display_name,
                ),
            ]
        return [
            *said,
            self.env._("%s stay as credit on the customer's account.", money(rest)),
        ]

    def _credit_down_payments(self, reason):
        """Return core's credit notes of the down payments, posted.

        What of an invoice was not paid is settled by its credit note.
        """
        invoices = self.order_line.invoice_lines.move_id.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and not move.reversal_move_ids.filtered(lambda r: r.state == "posted")
            )
        )
        refunds = self.env["account.move"]
        for journal, moves in invoices.grouped("journal_id").items():
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=moves.ids)
                .create(
                    {
                        "journal_id": journal.id,
                        "date": fields.Date.context_today(self),
                        "reason": reason,
                    }
                )
            )
            wizard.refund_moves()
            refunds |= wizard.new_move_ids
        refunds.action_post()
        for refund in refunds:
            open_lines = self._open_receivable(refund | refund.reversed_entry_id)
            if len(open_lines.move_id) > 1:
                open_lines.reconcile()
        return refunds

    def _open_receivable(self, moves):
        return moves.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )

    def _keep_layaway_fee(self, fee, product, refunds):
        """Return the invoice of what is kept, paid out of the credit notes."""
        if self.currency_id.is_zero(fee):
            return self.env["account.move"]
        vals = {
            **self._prepare_invoice(),
            "invoice_payment_term_id": False,
            "transaction_ids": [],
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "price_unit": fee})
            ],
        }
        invoice = self.env["account.move"].create(vals)
        self._fit_layaway_fee(invoice, fee)
        invoice.action_post()
        self._open_receivable(refunds | invoice).reconcile()
        return invoice

    def _fit_layaway_fee(self, invoice, fee):
        """Make the invoice come to the fee to the cent, taxes included, as core does
        for a down payment."""
        line = invoice.invoice_line_ids
        taxes, company = self.env["account.tax"], invoice.company_id
        bases = [invoice._prepare_product_base_line_for_taxes_computation(line)]
        taxes._add_tax_details_in_base_lines(bases, company)
        taxes._round_base_lines_tax_details(bases, company)
        (base,) = taxes._prepare_down_payment_lines(bases, company, "fixed", fee)
        line.write(
            {
                "price_unit": base["price_unit"],
                "extra_tax_data": taxes._export_base_line_extra_tax_data(base),
            }
        )

    def _pay_layaway_back(self, refunds, journal):
        """Return the payments of what is left on the credit notes."""
        lines = self._open_receivable(refunds)
        if not journal or not lines:
            return self.env["account.payment"]
        register = self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=lines.ids
        )
        return register.create(
            {"journal_id": journal.id, "group_payment": True}
        )._create_payments()
