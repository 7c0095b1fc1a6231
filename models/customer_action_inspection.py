# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class CustomerAction(models.Model):
    """What becomes of the actions that inspections have made."""

    _inherit = "customer.action"

    def _set_inspection_state(self, state):
        """Bring those that still run to a state; what is settled stays settled."""
        running = self.filtered(lambda each: each.state in ("open", "expired"))
        running.write({"state": state})
