# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class SaleOrderLine(models.Model):
    """Each line of an order may be for another vehicle."""

    _inherit = "sale.order.line"

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )
