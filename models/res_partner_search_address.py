# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    """What stands on the envelope of a customer of a list."""

    _inherit = "res.partner"

    def _search_address_lines(self, company):
        """Return {id: (name, address lines under it, language)}."""
        home = company.country_id
        result = {}
        for partner in self.exists():
            lines = partner._display_address(without_company=True).splitlines()
            country = partner.country_id.name
            lines = [line.strip() for line in lines if line.strip()]
            if partner.country_id == home and lines and lines[-1] == country:
                lines.pop()
            result[partner.id] = (partner.name or "", lines, partner.lang or False)
        return result
