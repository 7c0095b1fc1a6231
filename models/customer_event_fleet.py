# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerEvent(models.Model):
    """Who is a fleet customer is written down."""

    _inherit = "customer.event"

    kind = fields.Selection(
        selection_add=[("fleet", "Fleet customer"), ("ownership",)],
        ondelete={"fleet": "cascade"},
    )
