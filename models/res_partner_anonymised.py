# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

# What somebody types about a person.
PERSONAL = (
    *("email", "phone", "customer_phone_ids", "street", "street2", "zip", "city"),
    *("vat", "website", "function", "birth_date", "comment", "image_1920"),
)


class ResPartner(models.Model):
    """Who was anonymised stays so, also for whoever had the form open meanwhile."""

    _inherit = "res.partner"

    def write(self, vals):
        is_personal = any(vals.get(name) for name in PERSONAL)
        if is_personal or vals.get("name"):
            # sudo: for whoever writes, by whatever door
            gone = self.sudo().filtered("is_anonymised")
            if not is_personal:
                gone = gone.filtered(lambda each: each.name != vals["name"])
            if gone:
                raise UserError(
                    self.env._(
                        "This customer was anonymised, perhaps a moment ago: nothing"
                        " about a person is written there any more. Make a new customer"
                        " instead."
                    )
                )
        return super().write(vals)
