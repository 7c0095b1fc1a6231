# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResCompany(models.Model):
    """When a company reminds of the instalments of lay-aways."""

    _inherit = "res.company"

    layaway_reminders = fields.Boolean(
        "Reminders of instalments",
        default=True,
        help="E-mail, SMS or a call to the customer, before an instalment falls due and"
        " after, as long as it is not paid.",
    )
    layaway_days_before = fields.Integer("Days before an instalment", default=3)
    layaway_days_after = fields.Integer("Days after an instalment", default=3)

    _layaway_days = models.Constraint(
        "CHECK(layaway_days_before BETWEEN 0 AND 60"
        " AND layaway_days_after BETWEEN 0 AND 60)",
        "Customers are reminded 0 to 60 days before and after an instalment.",
    )
