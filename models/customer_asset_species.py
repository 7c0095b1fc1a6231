# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAssetSpecies(models.Model):
    """Dog, cat, horse: what an animal is."""

    _name = "customer.asset.species"
    _description = "Species"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    breed_ids = fields.One2many("customer.asset.breed", "species_id", "Breeds")
