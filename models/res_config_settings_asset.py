# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What the company looks after, on Odoo's settings page."""

    _inherit = "res.config.settings"

    customer_asset_vehicle = fields.Boolean(
        related="company_id.customer_asset_vehicle", readonly=False
    )
    customer_asset_animal = fields.Boolean(
        related="company_id.customer_asset_animal", readonly=False
    )
    customer_asset_equipment = fields.Boolean(
        related="company_id.customer_asset_equipment", readonly=False
    )
