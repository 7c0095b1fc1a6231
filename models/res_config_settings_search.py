# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .customer_search_delivery_folder import PARAMETER


class ResConfigSettings(models.TransientModel):
    """The files of data searches on Odoo's settings page."""

    _inherit = "res.config.settings"

    search_file_days = fields.Integer(
        related="company_id.search_file_days", readonly=False
    )
    search_folder = fields.Char(
        "Folder of schedules",
        config_parameter=PARAMETER,
        help="A folder of the server into which schedules put their files.",
    )
