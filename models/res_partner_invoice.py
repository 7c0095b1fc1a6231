# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    """Invoicing a customer from their form."""

    _inherit = "res.partner"

    def action_new_invoice(self):
        """Start an invoice for this customer."""
        self.ensure_one()
        self.env["customer.action"]._check_customers(self)
        moves = self.env["account.move"]
        return moves._open_new_invoice(self, self._company_at_work())
