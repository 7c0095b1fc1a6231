# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    is_regular_service = fields.Boolean(
        "Regular service",
        help="Whatever of this category, and of those below it, is invoiced for a"
        " vehicle or equipment is its regular service.",
    )


class ProductTemplate(models.Model):
    """Which products are the regular service that the next one is counted from."""

    _inherit = "product.template"

    is_regular_service = fields.Boolean(
        "Regular service",
        help="Invoiced for a vehicle or equipment, its regular service is done: the"
        " next one is counted from that day and the reading on the invoice.",
    )
