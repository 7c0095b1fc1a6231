# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class CustomerAction(models.Model):
    """The Actions Center counts the proposals that wait for a clerk."""

    _inherit = "customer.action"

    @api.model
    def _center_counters(self):
        counters = super()._center_counters()
        proposals = self.env["customer.proposal"]
        if not proposals.has_access("read"):
            return counters
        return [
            *counters,
            (
                "proposals",
                self.env._("Proposals"),
                proposals._name,
                Domain("state", "=", "open"),
                "customer_care.customer_proposal_action",
                "info",
            ),
        ]
