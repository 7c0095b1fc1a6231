# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSettings(models.TransientModel):
    """Whether the company sells on account by our rules; a dialog switches it."""

    _inherit = "customer.settings"

    account_label = fields.Char("Customer accounts", compute="_compute_account_label")

    def _compute_account_label(self):
        self.account_label = self._account_label()

    @api.model
    def _account_label(self):
        # sudo: a setting of the company, read by whoever works there
        is_on = self.env.company.sudo().use_customer_account
        return self.env._("On") if is_on else self.env._("Off")
