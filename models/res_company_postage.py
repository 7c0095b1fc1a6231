# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.measured_values import is_finite


class ResCompany(models.Model):
    """What an SMS and a piece of post cost, for estimates before they leave."""

    _inherit = "res.company"

    sms_part_price = fields.Float(
        "Price of an SMS",
        help="For each part; a long text or one with special letters has several.",
    )
    letter_postage = fields.Float("Postage of a letter")
    postcard_postage = fields.Float("Postage of a postcard")

    @api.constrains("sms_part_price", "letter_postage", "postcard_postage")
    def _check_prices(self):
        for company in self:
            for name in ("sms_part_price", "letter_postage", "postcard_postage"):
                if not is_finite(company[name]) or not 0 <= company[name] < 1000000:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: %(value)s is no price.",
                            field=self._fields[name]._description_string(self.env),
                            value=company[name],
                        )
                    )
