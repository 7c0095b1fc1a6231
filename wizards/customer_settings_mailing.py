# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSettings(models.TransientModel):
    """Whether Odoo's own mailings need a yes; a dialog switches it."""

    _inherit = "customer.settings"

    mailing_label = fields.Char("Mailings need a yes", compute="_compute_mailing_label")

    def _compute_mailing_label(self):
        self.mailing_label = self._mailing_label()

    @api.model
    def _mailing_label(self):
        # sudo: a setting of the company, read by whoever works there
        is_on = self.env.company.sudo().customer_mailings_need_yes
        return self.env._("On") if is_on else self.env._("Off")


class ResConfigSettings(models.TransientModel):
    """The same on Odoo's settings page."""

    _inherit = "res.config.settings"

    customer_mailing_label = fields.Char(compute="_compute_customer_mailing_label")

    @api.depends("company_id")
    def _compute_customer_mailing_label(self):
        self.customer_mailing_label = self.env["customer.settings"]._mailing_label()
