# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class AccountPaymentTerm(models.Model):
    """Which payment terms give time; *Pays at once* refuses those."""

    _inherit = "account.payment.term"

    def _gives_time(self):
        """Whether any part is due later than on the day of the invoice."""
        # sudo: the terms count, whoever may see them
        return any(
            line.nb_days > 0 or line.delay_type != "days_after"
            for line in self.sudo().line_ids
        )
