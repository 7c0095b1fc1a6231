# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The envelopes on Odoo's settings page."""

    _inherit = "res.config.settings"

    letter_window_id = fields.Many2one(
        related="company_id.letter_window_id", readonly=False
    )
