# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResCompany(models.Model):
    """Whether Odoo's own mailings need a yes, as ours do."""

    _inherit = "res.company"

    customer_mailings_need_yes = fields.Boolean(
        "Mailings need a yes",
        help="Odoo's own mailings with offers go only to customers who agreed. The"
        " settings of Customer Care switch it, and show first how many that leaves.",
    )
