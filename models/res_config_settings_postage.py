# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Prices of SMS and post on Odoo's settings page."""

    _inherit = "res.config.settings"

    sms_part_price = fields.Float(related="company_id.sms_part_price", readonly=False)
    letter_postage = fields.Float(related="company_id.letter_postage", readonly=False)
    postcard_postage = fields.Float(
        related="company_id.postcard_postage", readonly=False
    )
