# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerSoft(models.AbstractModel):
    """Orders of a till that arrive are flagged when the account was against them."""

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("pos.order", "_process_saved_order", _process_saved_order),
        ]


def _process_saved_order(origin, order, draft):
    result = origin(order, draft)
    if not draft:
        order.env["customer.account"]._flag_till_order(order)
    return result


class CustomerAccount(models.AbstractModel):
    """What the tills sold on account, when there are tills.

    The goods are gone when such an order arrives, so it is never stopped. An order with
    an invoice is flagged on its invoice.
    """

    _inherit = "customer.account"

    @api.model
    def _till_amount(self, orders):
        """Return what was left on the customer's account at the till."""
        # sudo: cashiers' payments are not for every clerk to see
        return sum(
            payment.amount / (payment.pos_order_id.currency_rate or 1.0)
            for payment in orders.sudo().payment_ids
            if payment.payment_method_id.type == "pay_later"
        )

    @api.model
    def _flag_till_order(self, order):
        """Flag an order of a till that the rules would have stopped."""
        # sudo: the cashier need not see accounts
        order = order.sudo()
        company, partner = order.company_id, order.partner_id
        if not (company.use_customer_account and partner) or order.account_move:
            return
        amount = self._till_amount(order)
        if amount <= 0:
            return
        account = self.with_company(company)
        state = account._states(partner.ids)[partner.id]
        kind, sentence = account._refusal(state, has_terms=True)
        if kind:
            note = {
                "kind": "till",
                "document": order,
                "partner_id": state["partner_id"],
                "amount": amount,
                "currency_id": company.currency_id.id,
                "company_id": company.id,
                "sentence": sentence,
            }
            self.env["customer.account.exception"]._note([note])
            order._message_log(body=sentence)

    @api.model
    def _further_debts(self, debtor_ids):
        """Add what open tills have sold on account: it is booked when they close."""
        debts = super()._further_debts(debtor_ids)
        if debtor_ids and "pos.order" in self.env:
            debts.append(self._sold_at_tills(debtor_ids))
        return debts

    @api.model
    def _sold_at_tills(self, debtor_ids):
        for model in ("pos.order", "pos.payment", "pos.session", "pos.payment.method"):
            self.env[model].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH %(members)s
                    SELECT member.debtor,
                           SUM(p.amount / COALESCE(NULLIF(o.currency_rate, 0), 1))
                      FROM member
                      JOIN pos_order o ON o.partner_id = member.id
                      JOIN pos_session s ON s.id = o.session_id
                      JOIN pos_payment p ON p.pos_order_id = o.id
                      JOIN pos_payment_method m ON m.id = p.payment_method_id
                     WHERE o.state IN ('paid', 'done')
                           AND o.account_move IS NULL
                           AND o.company_id IN %(companies)s
                           AND s.state <> 'closed'
                           AND m.journal_id IS NULL
                     GROUP BY member.debtor
                    """,
                    members=self._members(debtor_ids),
                    companies=self._companies(),
                )
            )
        )
