# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Follow-ups on Odoo's settings page."""

    _inherit = "res.config.settings"

    customer_follow_ups = fields.Boolean(
        related="company_id.customer_follow_ups", readonly=False
    )
