# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSettings(models.TransientModel):
    """How long the files of data searches are kept."""

    _inherit = "customer.settings"

    # sudo: a setting of ours, for whoever may change settings
    search_file_days = fields.Integer(
        "Data searches", default=lambda self: self.env.company.sudo().search_file_days
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), "search_file_days")
