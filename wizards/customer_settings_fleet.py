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
    fleet_vehicle_count = fields.Integer(
        "Vehicles of a fleet",
        default=lambda self: self.env.company.sudo().fleet_vehicle_count,
    )

    def action_save(self):
        result = super().action_save()
        self._write_fleet({name: self[name] for name in NAMES})
        return result

    @api.model
    def _write_fleet(self, values):
        """Store how this company analyses vehicles."""
        self.env["res.users"]._check_function("settings")
        # sudo: companies are the administrator's; these two fields and no other
        company = self.env.company.sudo()
        changed = {
            name: values[name] for name in NAMES if company[name] != values[name]
        }
        if changed:
            company.write(changed)
