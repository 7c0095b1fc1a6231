# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "data_lookup",
                "label": self.env._("What do we hold"),
                "sequence": 187,
                "method": "action_data_lookup",
                "functions": ["data_lookup"],
                "icon": "fa-search",
            },
        ]

    def action_data_lookup(self):
        """Show every place in which something about these customers is kept."""
        self.env["res.users"]._check_function("data_lookup")
        self.check_access("read")
        lookup = self.env["customer.data.lookup"].create(
            {"text": ", ".join(self.mapped("display_name")), "partner_ids": self.ids}
        )
        return lookup._look()
