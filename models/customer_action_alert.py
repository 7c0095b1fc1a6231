# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class CustomerAction(models.Model):
    """The customer action shows its customer's alerts."""

    _name = "customer.action"
    _inherit = ["customer.action", "customer.alert.mixin"]
