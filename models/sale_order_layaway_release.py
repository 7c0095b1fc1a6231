# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Ways out of a lay-away without cancelling: handed over early, or ordinary again.

    From then on the rest is owed like that of any order, so the customer's account is
    asked.
    """

    _inherit = "sale.order"

    def _release_layaway(self, reason):
        """Let the goods leave before they are paid."""
        self._check_layaway_verb("layaway_release")
        self._check_is_layaway()
        if self.layaway_released:
            raise UserError(self.env._("%s is released already.", self.name))
        balance = self._check_takes_payment()
        with self.env.cr.savepoint():
            # sudo: nobody writes this by hand; the function was asked above
            self.sudo().layaway_released = True
            self._check_account_again()
        said = self.env._(
            "%(order)s may be handed over before it is paid, %(balance)s are left.",
            order=self.name,
            balance=self._layaway_money(balance),
        )
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": self.partner_id.commercial_partner_id.id,
                    "kind": "account",
                    "new_value": said,
                    "reason": reason,
                    "company_id": self.company_id.id,
                }
            ]
        )
        # sudo: the note is the program's
        self.sudo()._message_log(
            body=f"{said} {reason}", author_id=self.env.user.partner_id.id
        )

    def _stop_layaway(self):
        """Make it an ordinary order again; what was paid stays paid."""
        self._check_layaway_verb("layaway_change")
        self._check_is_layaway()
        balance = self.env["customer.layaway"]._facts(self.ids)[self.id]["balance"]
        if self.state == "sale" and self.currency_id.compare_amounts(balance, 0.0) > 0:
            # or the goods could leave unpaid past the function for it
            self.env["res.users"]._check_function("layaway_release")
        with self.env.cr.savepoint():
            self._unmark_layaway()
            self._check_account_again()
