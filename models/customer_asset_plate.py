# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.asset_key import plate_key


class CustomerAssetPlate(models.Model):
    """A plate that a vehicle had before; it still finds the vehicle."""

    _name = "customer.asset.plate"
    _description = "Former plate"
    _inherit = ["customer.required.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "plate"

    asset_id = fields.Many2one(
        "customer.asset", required=True, index=True, ondelete="cascade"
    )
    plate = fields.Char(required=True)
    plate_key = fields.Char(compute="_compute_plate_key", store=True, index=True)
    country_id = fields.Many2one("res.country")
    date_from = fields.Date("From")
    date_to = fields.Date("To")

    @api.depends("plate")
    def _compute_plate_key(self):
        for former in self:
            former.plate_key = plate_key(former.plate) or False
