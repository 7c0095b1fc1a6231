# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 60


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

    @api.constrains("layaway_days_before", "layaway_days_after")
    def _check_layaway_days(self):
        for company in self:
            days = (company.layaway_days_before, company.layaway_days_after)
            if not all(0 <= number <= MOST_DAYS for number in days):
                raise ValidationError(
                    self.env._(
                        "Customers are reminded 0 to %s days before and after an"
                        " instalment.",
                        MOST_DAYS,
                    )
                )
