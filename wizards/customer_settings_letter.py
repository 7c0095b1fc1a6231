# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSettings(models.TransientModel):
    """Into which envelopes letters go."""

    _inherit = "customer.settings"

    # sudo: a setting of ours, for whoever may change settings
    letter_window_id = fields.Many2one(
        "customer.letter.window",
        "Envelopes of letters",
        default=lambda self: self.env.company.sudo().letter_window_id,
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), "letter_window_id")
