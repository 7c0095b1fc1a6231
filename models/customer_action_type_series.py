# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.measured_values import is_finite
from .customer_asset_reading import MOST


class CustomerActionType(models.Model):
    """A service that comes again: by the calendar, by the clock, in a series."""

    _inherit = "customer.action.type"

    distance = fields.Float(
        "Or after",
        aggregator=None,
        help="In the unit of the vehicle's clock: kilometres, miles or hours. Whichever"
        " comes first is the day it is due. Zero: the calendar alone.",
    )
    schedule = fields.Selection(
        [("floating", "From the day it was done"), ("fixed", "In its month")],
        "Counts",
        default="floating",
        required=True,
        help="In its month: an early or late visit does not move the next one.",
    )
    completes_older = fields.Boolean(
        "A newer one completes the older",
        help="For the same vehicle, animal or product. Whoever came need not be"
        " reminded of what they came for.",
    )

    @api.constrains("distance", "schedule", "duration")
    def _check_series(self):
        for action_type in self:
            if not (
                is_finite(action_type.distance) and 0 <= action_type.distance <= MOST
            ):
                raise ValidationError(
                    self.env._(
                        "%(type)s: %(value)s is no distance between two services.",
                        type=action_type.name,
                        value=action_type.distance,
                    )
                )
            if action_type.schedule == "fixed" and not action_type.duration:
                raise ValidationError(
                    self.env._(
                        "%s: what stays in its month needs a duration. Enter it, or"
                        " let it count from the day it was done.",
                        action_type.name,
                    )
                )
