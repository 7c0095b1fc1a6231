# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAssetBreed(models.Model):
    """A breed of a species."""

    _name = "customer.asset.breed"
    _description = "Breed"
    _inherit = ["customer.required.mixin"]
    _order = "species_id, name, id"

    name = fields.Char(required=True, translate=True)
    species_id = fields.Many2one(
        "customer.asset.species", required=True, index=True, ondelete="cascade"
    )
    active = fields.Boolean(default=True)
