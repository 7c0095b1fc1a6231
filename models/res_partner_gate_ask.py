# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

from ..tools.address_hash import MEDIUM_BY_CHANNEL


class ResPartner(models.Model):
    """The gate, asked by other programs before they write to customers themselves."""

    _inherit = "res.partner"

    def get_contact_refusals(self, channel, purpose):
        """Return why each of these customers must not be contacted, or that they may.

        :param channel: email, sms, letter, postcard, label or call
        :param purpose: the code of a purpose of contact, such as `marketing`
        :return: [{id, refusal}], `refusal` is a sentence or False
        """
        self.env["res.users"]._check_function("consent_see")
        self.check_access("read")
        if channel not in MEDIUM_BY_CHANNEL:
            self._refuse_unknown(channel, MEDIUM_BY_CHANNEL)
        # sudo: whoever sends may use every purpose, but not look at their list
        purposes = self.env["customer.consent.purpose"].sudo().search([])
        by_code = {row.code: row for row in purposes}
        if purpose not in by_code:
            self._refuse_unknown(purpose, by_code)
        refusals = self._contact_refusals(channel, by_code[purpose])
        return [{"id": key, "refusal": refusals.get(key, False)} for key in self.ids]

    def _refuse_unknown(self, value, known):
        raise UserError(
            self.env._(
                "%(value)s is not known here. Choose among: %(known)s.",
                value=value,
                known=", ".join(known),
            )
        )
