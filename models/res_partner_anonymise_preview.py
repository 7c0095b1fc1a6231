# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from .res_partner_anonymise import _Looked


class ResPartner(models.Model):
    """What anonymising would do, in numbers: the same code, taken back."""

    _inherit = "res.partner"

    def _anonymise_preview(self):
        """Return what would be removed, masked and kept, in people's words."""
        register = self.env["customer.anonymise.register"]
        return register._outcome(self._anonymise_rehearsal())

    def _anonymise_rehearsal(self):
        """Return what would be removed, masked and kept, having done nothing.

        The final look through all texts is left to the run.
        """
        customers = self.with_context(active_test=False)
        operations = self.env["customer.operation"]
        outcome = {}
        try:
            with self.env.cr.savepoint():
                reason = self.env._("Rehearsal")
                operation = operations._new_anonymise(customers, reason)
                operation._forget_and_anonymise(customers, scan=False)
                outcome = operation.preview or {}
                raise _Looked
        except _Looked:
            self.env.invalidate_all(flush=False)
        return outcome
