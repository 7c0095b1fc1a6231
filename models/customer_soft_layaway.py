# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError


class CustomerSoft(models.AbstractModel):
    """With `stock`, what is a lay-away stays in the house until it is paid.

    Asked where goods are moved and not at a button, so that every way to validate a
    transfer comes by. Picking and packing within the house go on.
    """

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("stock.move", "_action_done", _action_done),
        ]


def _action_done(origin, moves, *args, **kwargs):
    if "sale_line_id" in moves._fields:
        moves.env["sale.order"]._check_layaway_delivery(moves)
    return origin(moves, *args, **kwargs)


class SaleOrder(models.Model):
    """Whether the goods of an order may leave."""

    _inherit = "sale.order"

    @api.model
    def _check_layaway_delivery(self, moves):
        """Refuse to let goods of lay-aways leave that are not paid in full."""
        # sudo: the warehouse need not see orders; the rule holds for whoever delivers
        leaving = moves.sudo().filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_id.usage != "customer"
                and move.location_dest_id.usage in ("customer", "transit")
            )
        )
        orders = leaving.sale_line_id.order_id.filtered(
            lambda order: order._is_paid_ahead()
        )
        facts = orders and self.env["customer.layaway"]._facts(orders.ids)
        for order in orders:
            balance = facts[order.id]["balance"]
            if order.currency_id.compare_amounts(balance, 0.0) > 0:
                raise UserError(
                    self.env._(
                        "%(order)s is a lay-away: %(balance)s are left to pay before"
                        " the goods leave.",
                        order=order.name,
                        balance=order._layaway_money(balance),
                    )
                )
