# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from .customer_consent import OPT_OUT


class CustomerConsent(models.Model):
    """What becomes of consents when two customers turn out to be one."""

    _inherit = "customer.consent"

    @api.model
    def _let_opt_outs_win(self, partners):
        """Any no of one customer ends the yes of the other, for every address.

        Only a later yes for the very address of the no lifts it. Rows for the same
        address need nothing: the gate compares their dates by itself.
        """
        rows = self.search([("partner_id", "in", partners.ids)])
        yes = rows.filtered(lambda c: c.state == "given")
        noes = rows.filtered(lambda c: c.state in OPT_OUT)
        noes = noes.filtered(lambda no: not no._is_lifted_by(yes))
        beaten = yes.filtered(
            lambda c: any(
                no.purpose_id == c.purpose_id
                and no.channel == c.channel
                and no.partner_id != c.partner_id
                and no.address_hash != c.address_hash
                for no in noes
            )
        )
        beaten.write(
            {
                "state": "withdrawn",
                "method": "merge",
                "changed_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        return beaten

    def _is_lifted_by(self, yes):
        """Whether a later yes for the same point of contact answers this no."""
        return any(
            c.purpose_id == self.purpose_id
            and c.channel == self.channel
            and c.address_hash == self.address_hash
            and c.changed_at > self.changed_at
            for c in yes
        )
