# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class SaleOrder(models.Model):
    """An order can be for one vehicle, animal or piece of equipment."""

    _inherit = "sale.order"

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    customer_reading = fields.Float(
        "Reading at service",
        copy=False,
        help="What the clock showed when the vehicle came.",
    )
