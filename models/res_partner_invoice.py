# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    """Invoicing a customer from their form."""

    _inherit = "res.partner"

    def action_new_invoice(self):
        """Start an invoice for this customer."""
        self.ensure_one()
        self.env["customer.action"]._check_customers(self)
        return self.env["account.move"]._open_new_invoice(
            self, self.company_id or self.env.company
        )
