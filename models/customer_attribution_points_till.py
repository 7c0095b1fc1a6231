# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from .sale_order_loyalty import at_rate


class CustomerAttribution(models.Model):
    """The points of sales at a till, where tills have loyalty programmes.

    The till itself counts points in the browser. What it would have given is counted
    here by the same rules: an order, a piece or an amount with taxes, from a least
    quantity and a least amount on.
    """

    _inherit = "customer.attribution"

    @api.model
    def _points_orders(self, document):
        orders = super()._points_orders(document)
        if "pos.order" not in self.env:
            return orders
        if document._name == "pos.order":
            return [*orders, *document]
        if document._name == "account.move":
            return [*orders, *document.pos_order_ids]
        return orders

    @api.model
    def _points_given(self, order):
        """What stands in the history: won less spent, and less what was tracked on."""
        if order._name != "pos.order":
            return super()._points_given(order)
        rows = self.env["loyalty.history"]._read_group(
            [
                ("order_model", "=", order._name),
                ("order_id", "=", order.id),
                ("card_id.program_type", "=", "loyalty"),
            ],
            ["card_id"],
            ["issued:sum", "used:sum"],
        )
        return [(card, won - spent) for card, won, spent in rows if won > spent]

    @api.model
    def _points_channel(self, order):
        if order._name != "pos.order":
            return super()._points_channel(order)
        if "pos_ok" not in self.env["loyalty.program"]._fields:
            return Domain.FALSE
        return Domain("pos_ok", "=", True) & Domain(
            "pos_config_ids", "in", [False, order.config_id.id]
        )

    @api.model
    def _points_worth(self, order, programs):
        if order._name != "pos.order":
            return super()._points_worth(order, programs)
        lines = order.lines.filtered(lambda line: not line.is_reward_line)
        return {
            program: sum(
                self._points_of_rule(rule, lines, products)
                for rule, products in program._get_valid_products(
                    lines.product_id
                ).items()
                if rule.mode == "auto"
            )
            for program in programs
        }

    @api.model
    def _points_of_rule(self, rule, lines, products):
        sold = lines.filtered(lambda line: line.product_id in products)
        quantity = sum(sold.mapped("qty"))
        total = sum(sold.mapped("price_subtotal_incl"))
        untaxed = sum(sold.mapped("price_subtotal"))
        amount = total if rule.minimum_amount_tax_mode == "incl" else untaxed
        least = rule._compute_amount(lines.order_id.currency_id)
        if not sold or quantity < rule.minimum_qty or amount < least:
            return 0.0
        times = {"order": 1.0, "unit": quantity, "money": total}
        return at_rate(times[rule.reward_point_mode], rule.reward_point_amount)
