# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class AccountMoveLine(models.Model):
    """Each line of an invoice may be for another vehicle."""

    _inherit = "account.move.line"

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )
