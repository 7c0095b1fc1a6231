# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from .account_move_line import SOLD_IN


class AccountMove(models.Model):
    """Whoever invoices the regular service of a vehicle has it done.

    Day and reading become those of the last service, and the next one is counted from
    them. Reset to draft, cancelled or credited, the service before counts again.
    """

    _inherit = "account.move"

    def write(self, vals):
        state = vals.get("state")
        if not state:
            return super().write(vals)
        changed = self.filtered(
            lambda move: move.state != state and "posted" in (state, move.state)
        )
        result = super().write(vals)
        changed._settle_services()
        return result

    def _settle_services(self):
        """Bring the last services in line with these documents, whatever they became.

        A credit note speaks of what it credits.
        """
        invoices = self.filtered(lambda move: move.move_type in SOLD_IN)
        credited = self.filtered(lambda move: move.move_type == "out_refund")
        invoices |= credited.reversed_entry_id
        if invoices:
            # sudo: whoever invoices need not see vehicles
            assets = self.env["customer.asset"].sudo()
            assets._invoiced_services(invoices.ids)._follow_invoices()
