# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

from ..tools.address_hash import MEDIUM_BY_CHANNEL


class ResPartner(models.Model):
    """What cannot be an answer is refused in a sentence, before anything is written."""

    _inherit = "res.partner"

    def _check_answer(self, purpose, channel, given, method):
        """Check what `_set_consent` was called with, for these customers.

        A no is taken from everybody and for every channel: it only forbids.
        """
        if channel not in MEDIUM_BY_CHANNEL:
            raise UserError(
                self.env._(
                    "There is no channel %(channel)s. Use email, sms, letter or call.",
                    channel=channel,
                )
            )
        methods = self.env["customer.consent"]._fields["method"].get_values(self.env)
        if method not in methods:
            raise UserError(
                self.env._(
                    "An answer cannot be given by %(method)s. Use one of: %(methods)s.",
                    method=method,
                    methods=", ".join(methods),
                )
            )
        self._check_answered_purpose(purpose)
        if given:
            self._check_yes(purpose, channel)

    def _check_answered_purpose(self, purpose):
        # sudo: a purpose is there or not, whoever asks
        if len(purpose) != 1 or not purpose.sudo().exists():
            raise UserError(
                self.env._("An answer is for one purpose. Please choose one.")
            )
        purpose.with_env(self.env).check_access("read")
        # sudo: the company of a customer and of a purpose is no secret to their reader
        for partner in self.sudo():
            # sudo: as above
            company = purpose.sudo().company_id
            own = partner.company_id
            if company and own and not company._in_line_with(own):
                # sudo: as above
                raise UserError(
                    self.env._(
                        "%(purpose)s belongs to %(company)s, and %(customer)s to"
                        " another company. Choose a purpose of theirs.",
                        purpose=purpose.sudo().name,
                        company=company.name,
                        customer=partner.display_name,
                    )
                )

    def _check_yes(self, purpose, channel):
        purpose = purpose.with_env(self.env)
        if not purpose.active or not purpose._allows(channel):
            raise UserError(
                self.env._(
                    "%(purpose)s is archived or does not use this channel, so nobody"
                    " can agree to it. Change the purpose first.",
                    purpose=purpose.name,
                )
            )
        for partner in self:
            if reason := partner._consent_lock():
                raise UserError(
                    self.env._(
                        "%(customer)s: %(reason)s",
                        customer=partner.display_name,
                        reason=reason,
                    )
                )

    def _consent_lock(self):
        """Return why no yes of this customer can be recorded, or None."""
        # sudo: who may record an answer may be told why not
        partner = self.sudo()
        if survivor := partner.merged_into_id:
            return self.env._(
                "This customer was merged into %(customer)s. Record answers there.",
                customer=survivor.display_name,
            )
        if partner.is_forgotten:
            return self.env._("This customer asked to be forgotten.")
        if partner.is_restricted:
            return self.env._("This customer's data must not be used at present.")
        return None
