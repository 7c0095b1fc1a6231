# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class ResCompany(models.Model):
    """What the record of processing needs and no table of the program knows."""

    _inherit = "res.company"

    processing_officer = fields.Text(
        "Data protection officer", help="Name and how to reach them, if there is one."
    )
    processing_recipients = fields.Text(
        "Further recipients",
        help="Who gets personal data besides those the program knows: a bookkeeper, a"
        " printing house, a hosting firm; one in each line.",
    )
    processing_transfers = fields.Text(
        "Outside of the country or the European Union",
        help="To which countries data go, and by which safeguard; empty: to none.",
    )
    processing_security = fields.Text(
        "How the data are protected",
        help="Technical and organisational measures besides those of the program.",
    )
