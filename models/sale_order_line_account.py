# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

WORTH = (
    "discount",
    "order_id",
    "price_unit",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "tax_ids",
)


class SaleOrderLine(models.Model):
    """A confirmed order cannot grow past what the customer's account allows.

    Down payments add nothing, and what was spent for the customer is invoiced anyway.
    """

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        order_ids = {
            vals.get("order_id")
            for vals in vals_list
            if not vals.get("is_downpayment") and not vals.get("is_expense")
        }
        orders = self.env["sale.order"].browse(filter(None, order_ids))
        with orders._checking_growth():
            return super().create(vals_list)

    def write(self, vals):
        if not any(name in vals for name in WORTH):
            return super().write(vals)
        orders = self.filtered(
            lambda line: not line.is_downpayment and not line.is_expense
        ).order_id
        orders |= self.env["sale.order"].browse(vals.get("order_id") or [])
        with orders._checking_growth():
            return super().write(vals)
