# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CalendarEvent(models.Model):
    """The vehicle or animal that comes to an appointment."""

    _inherit = "calendar.event"

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )
