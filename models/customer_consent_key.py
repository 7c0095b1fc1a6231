# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import os
import secrets

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..tools.consent_chain import key_id

PARAMETER = "customer_care.consent_key"
# In Odoo's configuration file, or in the environment; several, the newest first.
OPTION = "customer_care_consent_keys"
VARIABLE = "CUSTOMER_CARE_CONSENT_KEYS"


class CustomerConsentKey(models.AbstractModel):
    """The secret of the consent log: outside the database when it is configured.

    Whoever can write to the database can rewrite a log whose key lies in it. Older keys
    stay behind the newest one, separated by commas, so that older rows can be verified.
    """

    _name = "customer.consent.key"
    _description = "Keys of the consent log"

    @api.model
    def _configured_keys(self):
        text = os.environ.get(VARIABLE) or config.get(OPTION) or ""
        return [part.strip().encode() for part in text.split(",") if part.strip()]

    @api.model
    def _is_outside(self):
        """Whether the key lies outside the database."""
        return bool(self._configured_keys())

    @api.model
    def _keys(self):
        """Return {key id: key}, the one for new rows first."""
        keys = self._configured_keys()
        if stored := self._stored_key():
            keys.append(stored)
        if not keys:
            keys = [self._make_key()]
        return {key_id(key): key for key in keys}

    @api.model
    def _stored_key(self):
        # sudo: parameters are for administrators, decisions are recorded for everybody
        key = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        return key.encode() if key else None

    @api.model
    def _make_key(self):
        """Make the database's own key, once: another one would verify nothing."""
        # sudo: only whether there is any
        if self.env["customer.consent.log"].sudo().search_count([], limit=1):
            raise UserError(
                self.env._(
                    "The key of the consent log is missing. Restore the system"
                    " parameter %(name)s from a backup, or the option %(option)s of the"
                    " configuration file.",
                    name=PARAMETER,
                    option=OPTION,
                )
            )
        key = secrets.token_hex(32)
        # sudo: as above
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, key)
        return key.encode()
