# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.window import dialog


class ResPartner(models.Model):
    """The door from a customer to a sale that is theirs and stands elsewhere."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "track_transaction",
                "label": self.env._("Track transaction"),
                "icon": "fa-crosshairs",
                "sequence": 45,
                "functions": ["track_transaction"],
                "method": "action_track_transaction",
                "shown": lambda customer: customer.active,
            },
        ]

    def action_track_transaction(self):
        """Look for a sale, and let it count for this customer."""
        self.ensure_one()
        self.env["res.users"]._check_function("track_transaction")
        self.env["customer.action"]._check_customers(self)
        return dialog(
            "customer.track.transaction",
            self.env._("Track transaction"),
            context={"default_partner_id": self.id, "dialog_size": "extra-large"},
        )
