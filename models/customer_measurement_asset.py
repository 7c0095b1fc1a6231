# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerMeasurement(models.Model):
    """Animals are measured, too."""

    _inherit = "customer.measurement"

    asset_id = fields.Many2one(
        "customer.asset",
        "Animal",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )
