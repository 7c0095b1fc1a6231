# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """Our settings on Odoo's page; `customer.settings` reads and writes them.

    Not by `config_parameter`: that drops a zero, and a window may begin today.
    """

    _inherit = "res.config.settings"

    center_days_back = fields.Integer("Days back")
    center_days_ahead = fields.Integer("Days ahead")
    customer_sending_label = fields.Char(compute="_compute_customer_sending_label")

    def _compute_customer_sending_label(self):
        sending = self.env["customer.sending"]
        self.customer_sending_label = sending._label(sending._values())

    @api.model
    def get_values(self):
        return {**super().get_values(), **self.env["customer.settings"]._read_days()}

    def set_values(self):
        result = super().set_values()
        settings = self.env["customer.settings"]
        days = {name: self[name] for name in settings._read_days()}
        if days != settings._read_days():
            settings._write_days(days)
        return result
