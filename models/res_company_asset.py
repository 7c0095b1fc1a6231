# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ResCompany(models.Model):
    """What a company looks after: a clinic has no use for vehicles."""

    _inherit = "res.company"

    customer_asset_vehicle = fields.Boolean("Vehicles", default=True)
    customer_asset_animal = fields.Boolean("Animals", default=True)
    customer_asset_equipment = fields.Boolean("Equipment", default=True)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith("customer_asset_") for name in vals):
            # the menus are kept for each user
            self.env.registry.clear_cache()
        return result
