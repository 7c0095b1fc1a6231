# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from .account_move_line import SOLD_IN


class AccountMove(models.Model):
    """Customer documents show the alerts; posting by hand needs them read."""

    _name = "account.move"
    _inherit = ["account.move", "customer.alert.mixin", "customer.fact.mixin"]

    def _alert_partners(self):
        if self.is_sale_document(include_receipts=True):
            return self.partner_id
        return self.env["res.partner"]

    def _alert_partner_fields(self):
        return ["partner_id", "move_type"]

    def action_post(self):
        invoices = self.filtered(lambda move: move.move_type in SOLD_IN)
        invoices._check_alerts_acknowledged()
        return super().action_post()
