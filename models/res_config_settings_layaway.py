# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The reminders of lay-aways on Odoo's settings page."""

    _inherit = "res.config.settings"

    layaway_reminders = fields.Boolean(
        related="company_id.layaway_reminders", readonly=False
    )
    layaway_days_before = fields.Integer(
        related="company_id.layaway_days_before", readonly=False
    )
    layaway_days_after = fields.Integer(
        related="company_id.layaway_days_after", readonly=False
    )
