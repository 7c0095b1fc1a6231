# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Paper of one request: the program that makes the PDF takes some pages a second.
MOST = 500


class CustomerAccountStatement(models.TransientModel):
    """Statements of account for a period, one after the other on paper."""

    _name = "customer.account.statement"
    _description = "Print statements of account"
    _inherit = ["customer.required.mixin"]

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        context={"active_test": False},
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: fields.Date.context_today(self)
    )

    @api.model
    def _default_date_from(self):
        """Three whole months, and the days of this one."""
        today = fields.Date.context_today(self)
        return today + relativedelta(months=-3, day=1)

    def action_print(self):
        self.ensure_one()
        self.env["res.users"]._check_function("account_see")
        self.partner_ids.check_access("read")
        if not self.partner_ids:
            raise UserError(self.env._("Please choose a customer."))
        if len(self.partner_ids) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s statements are too many at once. Please choose at most"
                    " %(most)s customers.",
                    count=len(self.partner_ids),
                    most=MOST,
                )
            )
        if self.date_from > self.date_to:
            raise UserError(
                self.env._(
                    "The period ends before it begins. Please correct the dates."
                )
            )
        report = self.env.ref("customer_care.action_report_customer_statement")
        return report.report_action(self)
