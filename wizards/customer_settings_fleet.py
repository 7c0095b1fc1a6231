# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.customer_asset_band import UNITS

NAMES = ("odometer_band_unit", "fleet_vehicle_count")


class CustomerSettings(models.TransientModel):
    """How vehicles are analysed, and who is proposed as fleet customer."""

    _inherit = "customer.settings"

    # sudo: two settings of ours, for whoever may change settings
    odometer_band_unit = fields.Selection(
        UNITS,
        "Odometer bands in",
        required=True,
        default=lambda self: self.env.company.sudo().odometer_band_unit,
    )
    # sudo: a setting of the company, read by whoever works there
    fleet_vehicle_count = fields.Integer(
        "Vehicles of a fleet",
        default=lambda self: self.env.company.sudo().fleet_vehicle_count,
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), *NAMES)
