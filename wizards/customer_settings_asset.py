# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

KINDS = (
    "customer_asset_vehicle",
    "customer_asset_animal",
    "customer_asset_equipment",
)


class CustomerSettings(models.TransientModel):
    """What this company looks after."""

    _inherit = "customer.settings"

    # sudo: three switches of ours, for whoever may change settings
    customer_asset_vehicle = fields.Boolean(
        "Vehicles", default=lambda self: self.env.company.sudo().customer_asset_vehicle
    )
    customer_asset_animal = fields.Boolean(
        "Animals", default=lambda self: self.env.company.sudo().customer_asset_animal
    )
    customer_asset_equipment = fields.Boolean(
        "Equipment",
        default=lambda self: self.env.company.sudo().customer_asset_equipment,
    )

    def action_save(self):
        result = super().action_save()
        self._write_asset_kinds({name: self[name] for name in KINDS})
        return result

    @api.model
    def _write_asset_kinds(self, values):
        """Store the kinds that this company works with."""
        self.env["res.users"]._check_function("settings")
        # sudo: companies are the administrator's; these three fields and no other
        company = self.env.company.sudo()
        changed = {
            name: values[name] for name in KINDS if company[name] != values[name]
        }
        if changed:
            company.write(changed)
