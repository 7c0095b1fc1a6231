# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, models

# What makes a confirmed order one of another customer, or one to be paid later.
DECIDES = ("partner_id", "partner_invoice_id", "payment_term_id")


class SaleOrder(models.Model):
    """Orders are held to the customer's account when they come to the state sale.

    And when a confirmed one grows, changes hands or gets longer terms, or it would be
    a way round. Who will owe is the customer of the invoice address; the one who
    orders must not be on hold either.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "customer.account.document"]

    @api.depends("company_id", "order_line.price_total", "state", *DECIDES)
    def _compute_account_warning(self):
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        open_orders._account_warnings()
        (self - open_orders).account_warning = False
        (self - open_orders).account_stop = False

    @api.model_create_multi
    def create(self, vals_list):
        if not any(vals.get("state") == "sale" for vals in vals_list):
            return super().create(vals_list)
        # a savepoint: what is refused leaves nothing, also when the caller goes on
        with self.env.cr.savepoint():
            orders = super().create(vals_list)
            self._check_confirmed(orders.filtered(lambda order: order.state == "sale"))
        return orders

    def write(self, vals):
        decides = "state" in vals or any(name in vals for name in DECIDES)
        before = {
            order: order._account_facts()
            for order in (self._on_account() if decides else ())
        }
        if not before:
            return super().write(vals)
        with self.env.cr.savepoint():
            result = super().write(vals)
            self._check_confirmed(
                self.browse(order.id for order in before).filtered(
                    lambda order: order._is_account_worse(before[order])
                )
            )
        return result

    def _account_facts(self):
        """Return the state, who will owe and who orders, and the terms."""
        parties = tuple(self._account_parties().mapped("commercial_partner_id").ids)
        return self.state, parties, self.payment_term_id

    def _is_account_worse(self, before):
        """Whether the order has to be asked about again."""
        state, parties, term = self._account_facts()
        return state == "sale" and (
            before[0] != "sale"
            or parties != before[1]
            or (term != before[2] and self._has_account_terms(0.0))
        )

    @api.model
    def _check_confirmed(self, orders):
        if orders:
            self._note_account(orders._check_account(counted=True))

    @contextmanager
    def _checking_growth(self):
        """Hold confirmed orders to the account that are worth more after the block."""
        before = {
            order: order.amount_total
            for order in self._on_account()
            if order.state == "sale"
        }
        if not before:
            yield
            return
        with self.env.cr.savepoint():
            yield
            self._check_confirmed(
                self.browse(
                    order.id
                    for order, total in before.items()
                    if order.currency_id.compare_amounts(order.amount_total, total) > 0
                )
            )

    def _account_news(self):
        return {order: order._account_amount() for order in self}

    def _account_parties(self):
        # sudo: a seller may not see every address of the customer
        order = self.sudo()
        return order.partner_invoice_id | order.partner_id

    def _account_amount(self):
        return self.amount_total / (self.currency_rate or 1.0)

    def _has_account_terms(self, new):
        return self.payment_term_id._gives_time()

    def _is_account_sale(self, new):
        return new >= 0

    def _account_taken(self):
        """Paid on the website: in full, or what was asked to confirm the order."""
        # sudo: payments are not the seller's to see
        order = self.sudo()
        is_paid = order.amount_paid > 0 and (
            order._is_paid()
            or (order.require_payment and order._is_confirmation_amount_reached())
        )
        return "online" if is_paid else False
