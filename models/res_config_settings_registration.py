# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The registration of products on Odoo's settings page."""

    _inherit = "res.config.settings"

    registration_by_qr = fields.Boolean(
        related="company_id.registration_by_qr", readonly=False
    )
    registration_type_id = fields.Many2one(
        related="company_id.registration_type_id", readonly=False
    )
    registration_days = fields.Integer(
        related="company_id.registration_days", readonly=False
    )
