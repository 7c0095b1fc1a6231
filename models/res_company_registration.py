# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 730


class ResCompany(models.Model):
    """Whether invoices carry a code by which customers register what they bought."""

    _inherit = "res.company"

    registration_by_qr = fields.Boolean(
        "Registration by QR code",
        help="Invoices carry a code that leads to a page without a login: the customer"
        " registers the products and is asked for consents.",
    )
    registration_type_id = fields.Many2one(
        "customer.action.type",
        "Registers other goods as",
        ondelete="restrict",
        help="For goods whose product has no action type of its own; empty: those are"
        " not registered.",
    )
    registration_days = fields.Integer(
        "Days to register",
        default=90,
        help="So many days after the invoice its code ends.",
    )

    @api.constrains("registration_days", "registration_type_id")
    def _check_registration(self):
        for company in self:
            if not 1 <= company.registration_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Products are registered within 1 to %s days of the invoice.",
                        MOST_DAYS,
                    )
                )
            owner = company.registration_type_id.company_id
            if owner and owner not in company._with_parents():
                raise ValidationError(
                    self.env._(
                        "The action type %s is another company's. Choose one of this"
                        " company.",
                        company.registration_type_id.name,
                    )
                )
