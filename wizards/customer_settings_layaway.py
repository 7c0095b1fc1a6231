# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

DAYS = ("layaway_reminders", "layaway_days_before", "layaway_days_after")


class CustomerSettings(models.TransientModel):
    """When customers are reminded of the instalments of their lay-aways."""

    _inherit = "customer.settings"

    # sudo: three settings of ours, for whoever may change settings
    layaway_reminders = fields.Boolean(
        "Lay-aways", default=lambda self: self.env.company.sudo().layaway_reminders
    )
    layaway_days_before = fields.Integer(
        "Days before an instalment",
        default=lambda self: self.env.company.sudo().layaway_days_before,
    )
    layaway_days_after = fields.Integer(
        "Days after an instalment",
        default=lambda self: self.env.company.sudo().layaway_days_after,
    )

    def action_save(self):
        result = super().action_save()
        self._write_layaway_days({name: self[name] for name in DAYS})
        return result

    @api.model
    def _write_layaway_days(self, values):
        """Store when customers of this company are reminded."""
        self.env["res.users"]._check_function("settings")
        # sudo: companies are the administrator's; these three fields and no other
        company = self.env.company.sudo()
        changed = {name: values[name] for name in DAYS if company[name] != values[name]}
        if changed:
            company.write(changed)
