# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """What a user chose last, proposed again."""

    _inherit = "res.users.settings"

    customer_sale_document = fields.Char("Document of the last new sale")

    @api.model
    def _get_fields_blacklist(self):
        return [*super()._get_fields_blacklist(), "customer_sale_document"]
