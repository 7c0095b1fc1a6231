# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class CustomerSettings(models.TransientModel):
    """Settings that were saved are a step of First start."""

    _inherit = "customer.settings"

    def action_save(self):
        result = super().action_save()
        self.env["onboarding.onboarding.step"]._customer_step_done("settings")
        return result


class ResConfigSettings(models.TransientModel):
    """The same on Odoo's page, when it was opened at ours."""

    _inherit = "res.config.settings"

    def set_values(self):
        result = super().set_values()
        if self.env.context.get("module") == "customer_care":
            self.env["onboarding.onboarding.step"]._customer_step_done("settings")
        return result
