# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_asset_band import UNITS

MOST_VEHICLES = 1000


class ResCompany(models.Model):
    """How a company reads odometers, and from when on a customer has a fleet."""

    _inherit = "res.company"

    odometer_band_unit = fields.Selection(
        UNITS,
        "Odometer bands in",
        default="km",
        required=True,
        help="The unit in which vehicles are analysed, whatever their clocks count.",
    )
    fleet_vehicle_count = fields.Integer(
        "Vehicles of a fleet",
        default=5,
        help="A customer with that many active vehicles is proposed as fleet customer.",
    )

    @api.constrains("fleet_vehicle_count")
    def _check_fleet_vehicle_count(self):
        for company in self:
            if not 1 <= company.fleet_vehicle_count <= MOST_VEHICLES:
                raise ValidationError(
                    self.env._(
                        "Fleet customers are proposed from 1 to %s vehicles on.",
                        MOST_VEHICLES,
                    )
                )
