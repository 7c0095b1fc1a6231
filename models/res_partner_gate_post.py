# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The gate takes postal addresses in the normal form that is kept of them."""

    _inherit = "res.partner"

    @api.model
    def _gate_plain_address_post(self):
        """Return what is hashed; no step of the gate asks for the lines themselves."""
        # an address kept by a trigger is as new as what it is made of
        self.env["res.country"].flush_model()
        self.env["res.country.state"].flush_model()
        return SQL("NULL::varchar"), SQL("nullif(p.postal_key, '')")

    @api.model
    def _gate_plain_post(self, channel):
        return SQL(
            """
            CASE WHEN p.postal_key IS NULL THEN 'unread'
                 WHEN p.postal_key = '' THEN 'missing' END
            """
        )
