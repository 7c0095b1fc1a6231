# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResPartner(models.Model):
    """A customer has vehicles, animals and equipment."""

    _inherit = "res.partner"

    asset_ids = fields.One2many(
        "customer.asset",
        "partner_id",
        "Vehicles, animals and equipment",
        groups="customer_care.function_asset_see",
    )
    is_fleet = fields.Boolean(
        "Fleet customer",
        copy=False,
        help="A customer whose many vehicles are looked after together.",
    )
