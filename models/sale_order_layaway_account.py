# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """What is paid ahead is not sold on account.

    The goods wait for the money: terms and limit say nothing about a lay-away until
    somebody hands it over before it is paid. Who is on hold or closed buys nothing, in
    this way neither; payments of what was sold before are always taken.
    """

    _inherit = "sale.order"

    def _has_account_terms(self, new):
        return not self._is_paid_ahead() and super()._has_account_terms(new)

    def _account_verdict(self, states, new, total, allowed):
        if self._is_paid_ahead():
            new = total = 0.0
        return super()._account_verdict(states, new, total, allowed)

    def _check_account_again(self):
        """Ask the account about a confirmed order that is no lay-away any more."""
        sold = self.filtered(lambda order: order.state == "sale")
        if sold:
            self._check_confirmed(sold._on_account())


class CustomerAccount(models.AbstractModel):
    """Lay-aways take no room of the limit."""

    _inherit = "customer.account"

    @api.model
    def _has_open_lines(self):
        return SQL(
            "%s AND (o.is_layaway IS NOT TRUE OR o.layaway_released)",
            super()._has_open_lines(),
        )

    @api.model
    def _flush_orders(self):
        self.env["sale.order"].flush_model(["is_layaway", "layaway_released"])
        return super()._flush_orders()
