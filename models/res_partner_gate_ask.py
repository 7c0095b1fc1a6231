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
            raise UserError(self.env._("There is no channel %s.", channel))
        # sudo: whoever sends may use every purpose, but not look at their list
        purposes = self.env["customer.consent.purpose"].sudo()
        found = purposes.search([("code", "=", purpose)])
        if not found:
            raise UserError(self.env._("There is no purpose %s.", purpose))
        refusals = self._contact_refusals(channel, found)
        return [{"id": key, "refusal": refusals.get(key, False)} for key in self.ids]
