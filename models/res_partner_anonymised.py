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
        if vals.get("name") or any(vals.get(name) for name in PERSONAL):
            self._refuse_person_again(vals)
        return super().write(vals)

    def _refuse_person_again(self, vals):
        # sudo: for whoever writes, by whatever door
        gone = self.sudo().filtered("is_anonymised")
        is_named = gone.filtered(lambda each: vals.get("name", each.name) != each.name)
        if is_named or (gone and any(vals.get(name) for name in PERSONAL)):
            raise UserError(
                self.env._(
                    "This customer was anonymised, perhaps a moment ago: nothing about"
                    " a person is written there any more. Make a new customer instead."
                )
            )
