# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.window import dialog


class ResPartner(models.Model):
    """The door from a customer to the collective settlement."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "collective_settlement",
                "label": self.env._("Collective settlement"),
                "icon": "fa-files-o",
                "sequence": 68,
                "functions": ["settlement"],
                "method": "action_collective_settlement",
                "shown": lambda customer: (
                    customer.env["sale.order"].has_access("read")
                    or customer.env["account.move"].has_access("read")
                ),
            },
        ]

    def action_collective_settlement(self):
        """Settle what this customer, or who answers for them, owes and ordered."""
        self.ensure_one()
        self.env["res.users"]._check_function("settlement")
        self.check_access("read")
        answers = self.env["customer.account"]._answers(self.ids)
        return dialog(
            "customer.settlement",
            self.env._("Collective settlement"),
            context={"default_partner_id": answers[self.id]["partner_id"]},
        )
