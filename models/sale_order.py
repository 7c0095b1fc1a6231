# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class SaleOrder(models.Model):
    """The order shows its customer's alerts; confirming it needs them read."""

    _name = "sale.order"
    _inherit = ["sale.order", "customer.alert.mixin", "customer.fact.mixin"]

    def action_confirm(self):
        self._check_alerts_acknowledged()
        return super().action_confirm()
