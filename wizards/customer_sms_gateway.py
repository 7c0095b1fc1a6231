# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSmsGateway(models.TransientModel):
    """The secret address at which an SMS gateway delivers answers."""

    _name = "customer.sms.gateway"
    _description = "Answers by SMS"

    url = fields.Char("Address", compute="_compute_url")

    @api.depends_context("uid")
    def _compute_url(self):
        self.env["res.users"]._check_function("settings")
        # sudo: the function was checked; the token is the program's
        url = self.env["customer.message"].sudo()._incoming_sms_url()
        for wizard in self:
            wizard.url = url

    def action_renew(self):
        """Make another address; the gateway has to be told."""
        self.env["res.users"]._check_function("settings")
        # sudo: the function was checked; the token is the program's
        self.env["customer.message"].sudo()._renew_sms_token()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_sms_gateway_action"
        )
