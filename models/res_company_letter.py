# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from ..tools.postal_address import Address, postal_lines


class ResCompany(models.Model):
    """Which envelopes a company puts its letters into."""

    _inherit = "res.company"

    letter_window_id = fields.Many2one(
        "customer.letter.window",
        "Envelopes",
        ondelete="restrict",
        help="Where the window is on the sheet. Empty: as is usual in the company's"
        " country.",
    )

    def _address_lines(self):
        """Return where the company is, below its name, as its country writes it.

        Each message of a batch asks: what is read here stays in the cache.
        """
        self.ensure_one()
        # sudo: where the shop is stands on everything that leaves it
        partner = self.sudo().partner_id
        country = partner.country_id
        address = Address(
            street=partner.street or "",
            street2=partner.street2 or "",
            zip=partner.zip or "",
            city=partner.city or "",
            state_name=partner.state_id.name or "",
            state_code=partner.state_id.code or "",
            country_code=country.code or "",
            layout=country.address_format,
        )
        return postal_lines(address, address.country_code)
