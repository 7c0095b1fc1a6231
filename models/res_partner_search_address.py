# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    """What stands on the envelope of a customer of a list."""

    _inherit = "res.partner"

    def _search_address_lines(self, company):
        """Return {id: (name, address lines under it, language)}."""
        partners = self.exists()
        lines = partners._postal_addresses(company)
        return {
            partner.id: (
                partner.name or "",
                lines[partner.id][1:],
                partner.lang or False,
            )
            for partner in partners
        }
