# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerDataRequestExtend(models.TransientModel):
    """Take two months more for a request, and say why."""

    _name = "customer.data.request.extend"
    _description = "Extend a request"

    request_id = fields.Many2one("customer.data.request", required=True)
    reason = fields.Char("Why it takes longer")

    def action_extend(self):
        self.ensure_one()
        self.request_id._extend(self.reason)
