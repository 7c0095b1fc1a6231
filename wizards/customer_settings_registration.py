# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

NAMES = ("registration_by_qr", "registration_type_id", "registration_days")


class CustomerSettings(models.TransientModel):
    """Whether customers register what they bought by a code on the invoice."""

    _inherit = "customer.settings"

    # sudo: three settings of ours, for whoever may change settings
    registration_by_qr = fields.Boolean(
        "Registration by QR code",
        default=lambda self: self.env.company.sudo().registration_by_qr,
    )
    # sudo: a setting of the company, read by whoever works there
    registration_type_id = fields.Many2one(
        "customer.action.type",
        "Registers other goods as",
        default=lambda self: self.env.company.sudo().registration_type_id,
    )
    # sudo: a setting of the company, read by whoever works there
    registration_days = fields.Integer(
        "Days to register",
        default=lambda self: self.env.company.sudo().registration_days,
    )

    @api.model
    def _company_fields(self):
        return (*super()._company_fields(), *NAMES)
