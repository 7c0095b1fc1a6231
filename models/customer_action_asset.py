# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAction(models.Model):
    """An action can be about one vehicle, animal or piece of equipment."""

    _inherit = "customer.action"

    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )
