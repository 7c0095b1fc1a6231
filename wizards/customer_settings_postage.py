# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSettings(models.TransientModel):
    """What SMS and post cost, for the estimates in *Planned messages*."""

    _inherit = "customer.settings"

    # sudo: settings of ours, for whoever may change settings
    sms_part_price = fields.Float(
        "Price of an SMS",
        default=lambda self: self.env.company.sudo().sms_part_price,
    )
    # sudo: a setting of the company, read by whoever works there
    letter_postage = fields.Float(
        "Postage of a letter",
        default=lambda self: self.env.company.sudo().letter_postage,
    )
    # sudo: a setting of the company, read by whoever works there
    postcard_postage = fields.Float(
        "Postage of a postcard",
        default=lambda self: self.env.company.sudo().postcard_postage,
    )

    @api.model
    def _company_fields(self):
        return (
            *super()._company_fields(),
            "sms_part_price",
            "letter_postage",
            "postcard_postage",
        )
