# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

KINDS = (
    "customer_asset_vehicle",
    "customer_asset_animal",
    "customer_asset_equipment",
)


class CustomerSettings(models.TransientModel):
    """What this company looks after."""

    _inherit = "customer.settings"

    # sudo: three switches of ours, for whoever may change settings
    customer_asset_vehicle = fields.Boolean(
        "Vehicles", default=lambda self: self.env.company.sudo().customer_asset_vehicle
    )
    # sudo: a setting of the company, read by whoever works there
    customer_asset_animal = fields.Boolean(
        "Animals", default=lambda self: self.env.company.sudo().customer_asset_animal
    )
    # sudo: a setting of the company, read by whoever works there
    customer_asset_equipment = fields.Boolean(
        "Equipment",
        default=lambda self: self.env.company.sudo().customer_asset_equipment,
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), *KINDS)
