# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAssetOwner(models.Model):
    """Who owned a vehicle, an animal or equipment, from when to when."""

    _name = "customer.asset.owner"
    _description = "Owner of a Vehicle, Animal or Equipment"
    _inherit = ["customer.required.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    asset_id = fields.Many2one(
        "customer.asset", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Owner", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    reason = fields.Char()
