# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

# What Odoo's own ways out decide by themselves, as they did before us.
LEFT_TO_ODOO = ("is_archived", "is_own_company")


class ResPartner(models.Model):
    """The gate for Odoo's own ways out, see `customer.mailing`."""

    _inherit = "res.partner"

    @api.model
    def _gate_steps(self):
        steps = super()._gate_steps()
        if not self.env.context.get("is_mailing"):
            return steps
        left_out = {"_gate_address"}
        if not self.env.context.get("is_blacklist_asked", True):
            left_out.add("_gate_blacklist")
        return [step for step in steps if step not in left_out]

    @api.model
    def _gate_flags(self):
        flags = super()._gate_flags()
        if not self.env.context.get("is_mailing"):
            return flags
        return {key: flag for key, flag in flags.items() if key not in LEFT_TO_ODOO}


class CustomerConsentPurpose(models.Model):
    """Whether a yes is needed, where Odoo's own mailings ask."""

    _inherit = "customer.consent.purpose"

    def _needs_consent(self):
        return super()._needs_consent() and not self.env.context.get("is_yes_optional")
