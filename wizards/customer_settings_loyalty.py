# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.res_partner_loyalty import SWITCH


class CustomerSettings(models.TransientModel):
    """The switch for loyalty rates of customers' own."""

    _inherit = "customer.settings"

    own_loyalty_rates = fields.Boolean(
        "Own loyalty rates",
        default=lambda self: self.env["res.partner"]._has_own_loyalty_rates(),
        help="Open to abuse: whoever may change rates gives points away, and points are"
        " worth money. Every change is kept with its reason.",
    )

    def action_save(self):
        result = super().action_save()
        if self.own_loyalty_rates != self.env["res.partner"]._has_own_loyalty_rates():
            self._write_own_loyalty_rates(self.own_loyalty_rates)
        return result

    @api.model
    def _write_own_loyalty_rates(self, is_on):
        """Switch own rates on or off; rates that were given are kept meanwhile."""
        self.env["res.users"]._check_function("settings")
        # sudo: parameters are the administrator's; this key and no other
        self.env["ir.config_parameter"].sudo().set_param(SWITCH, is_on)
