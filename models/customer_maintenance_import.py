# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerMaintenance(models.Model):
    """Import from an older system is reached from the centre."""

    _inherit = "customer.maintenance"

    @api.model
    def _maintenance_tools(self):
        return [
            *super()._maintenance_tools(),
            {
                "key": "import",
                "sequence": 90,
                "name": self.env._("Import from another system"),
                "sentence": self.env._(
                    "Templates for files of an older system, from customers to"
                    " measurements; the same file again changes nothing."
                ),
                "function": "data_import",
                "action": "customer_care.customer_import_action",
            },
        ]
