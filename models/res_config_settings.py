# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

CODE = ("customer_code_prefix", "customer_code_padding", "customer_code_is_own")


class ResConfigSettings(models.TransientModel):
    """Our settings on Odoo's page; `customer.settings` reads and writes them.

    Not by `config_parameter`: that drops a zero, and a window may begin today.
    """

    _inherit = "res.config.settings"

    center_days_back = fields.Integer("Days back")
    center_days_ahead = fields.Integer("Days ahead")
    customer_code_prefix = fields.Char("Codes begin with")
    customer_code_padding = fields.Integer("Digits")
    customer_code_is_own = fields.Boolean("Own codes for this company")
    customer_own_loyalty_rates = fields.Boolean(
        "Own loyalty rates", config_parameter="customer_care.own_loyalty_rates"
    )
    customer_account_label = fields.Char(compute="_compute_customer_account_label")
    customer_sending_label = fields.Char(compute="_compute_customer_sending_label")

    @api.depends("company_id")
    def _compute_customer_account_label(self):
        self.customer_account_label = self.env["customer.settings"]._account_label()

    def _compute_customer_sending_label(self):
        sending = self.env["customer.sending"]
        self.customer_sending_label = sending._label(sending._values())

    @api.model
    def get_values(self):
        settings = self.env["customer.settings"]
        pattern = zip(CODE, settings._read_code_pattern(), strict=True)
        return {**super().get_values(), **settings._read_days(), **dict(pattern)}

    def set_values(self):
        result = super().set_values()
        settings = self.env["customer.settings"]
        days = {name: self[name] for name in settings._read_days()}
        if days != settings._read_days():
            settings._write_days(days)
        pattern = tuple(self[name] for name in CODE)
        if (pattern[0] or "", *pattern[1:]) != settings._read_code_pattern():
            settings._write_code_pattern(*pattern)
        return result
