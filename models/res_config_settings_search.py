# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The files of data searches on Odoo's settings page."""

    _inherit = "res.config.settings"

    search_file_days = fields.Integer(
        related="company_id.search_file_days", readonly=False
    )
