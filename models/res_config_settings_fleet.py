# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How vehicles are analysed, on Odoo's settings page."""

    _inherit = "res.config.settings"

    odometer_band_unit = fields.Selection(
        related="company_id.odometer_band_unit", readonly=False, required=True
    )
    fleet_vehicle_count = fields.Integer(
        related="company_id.fleet_vehicle_count", readonly=False
    )
