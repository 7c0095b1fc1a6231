# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from .res_partner_likely import TYPED

SHOWN = 5


class ResPartner(models.Model):
    """Who is likely meant, for the doors where a name is typed: quick create, till."""

    _inherit = "res.partner"

    @api.model
    def get_likely_existing(self, typed):
        """Return the few who are likely the customer that is being entered.

        :param dict typed: what was typed, as `create` takes it
        :return: [{"id", "name", "place", "verdict", "explanation"}]
        """
        self.env["res.users"]._check_function("customer_see")
        if not isinstance(typed, dict):
            raise UserError(
                self.env._("What was typed comes as values by the name of their field.")
            )
        vals = {name: typed[name] for name in TYPED if typed.get(name)}
        vals["is_company"] = bool(typed.get("is_company"))
        found = self._likely_existing(vals)[:SHOWN]
        places = {
            partner.id: " ".join(filter(None, (partner.street, partner.city)))
            for partner in self.browse(each["id"] for each in found)
        }
        return [
            {
                "id": each["id"],
                "name": each["name"],
                "place": places[each["id"]],
                "verdict": each["verdict"],
                "explanation": each["explanation"],
            }
            for each in found
        ]
