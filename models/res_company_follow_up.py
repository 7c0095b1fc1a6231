# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResCompany(models.Model):
    """Whether a company works with follow-ups."""

    _inherit = "res.company"

    customer_follow_ups = fields.Boolean(
        "Follow-ups",
        help="Customers are written to or called by rules: after a purchase, before a"
        " service, on a birthday. Each rule is switched on by itself.",
    )
