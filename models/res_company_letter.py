# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


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
        """Return where the company is, below its name, as its country writes it."""
        self.ensure_one()
        # sudo: where the shop is stands on everything that leaves it
        partner = self.sudo().partner_id
        return partner._postal_addresses(self)[partner.id][1:]
