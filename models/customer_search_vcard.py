# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerSearch(models.Model):
    """Which vCards a search writes."""

    _inherit = "customer.search"

    vcard_version = fields.Selection(
        [("3.0", "3.0, for Outlook and all others"), ("4.0", "4.0")],
        "vCard",
        required=True,
        default="3.0",
    )
