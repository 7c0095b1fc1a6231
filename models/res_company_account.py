# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResCompany(models.Model):
    """Whether this company sells on account, by the rules of `customer.account`."""

    _inherit = "res.company"

    use_customer_account = fields.Boolean(
        "Customer accounts",
        help="Who may buy on account, and up to which limit, is checked when orders and"
        " invoices are confirmed. The settings of Customer Care switch it.",
    )
