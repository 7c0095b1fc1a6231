# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

from ..tools.window import dialog, form_window


class SaleOrder(models.Model):
    """The doors of a lay-away: agree, take a payment, hand over, cancel, print."""

    _inherit = "sale.order"

    def action_layaway(self):
        """Agree on the due date and the instalments, or change them."""
        self._check_layaway_verb("layaway_change")
        self._check_may_be_layaway()
        return self._layaway_dialog(self.env._("Lay-away"), "customer.layaway.plan")

    def action_layaway_payment(self):
        """Take a payment."""
        self._check_layaway_verb("layaway_change")
        self._check_takes_payment()
        return self._layaway_dialog(
            self.env._("Take a payment"), "customer.layaway.payment"
        )

    def action_layaway_cancel(self):
        """Cancel, and say what happens to the money."""
        self._check_layaway_verb("layaway_change")
        self._check_is_layaway()
        return self._layaway_dialog(
            self.env._("Cancel lay-away"), "customer.layaway.cancel"
        )

    def action_layaway_release(self):
        """Let the goods leave before they are paid, and say why."""
        self._check_layaway_verb("layaway_release")
        self._check_is_layaway()
        return self._layaway_dialog(
            self.env._("Hand over before paid"), "customer.layaway.release"
        )

    def action_print_layaway(self):
        """Print what was agreed and paid."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_see")
        self.check_access("read")
        self._check_is_layaway()
        return (
            self.env.ref("customer_care.action_report_customer_layaway")
            .with_context(discard_logo_check=True)
            .report_action(self)
        )

    def action_cancel(self):
        """Core's button: with money paid it leads to the dialog."""
        if len(self) == 1 and self.layaway_state in ("open", "overdue", "paid"):
            facts = self.env["customer.layaway"]._facts(self.ids)[self.id]
            if self.currency_id.compare_amounts(facts["paid"], 0.0) > 0:
                return self.action_layaway_cancel()
        return super().action_cancel()

    def _layaway_form(self):
        """Return the action that opens the order, for whoever may read it."""
        self.ensure_one()
        self.check_access("read")
        return form_window("sale.order", self.id)

    def _layaway_dialog(self, name, model):
        return dialog(
            model, name, context={"default_order_id": self.id, "dialog_size": "medium"}
        )

    def _check_layaway_verb(self, function):
        """Check the function, and Odoo's own right to change this order."""
        self.ensure_one()
        self.env["res.users"]._check_function(function)
        self.check_access("write")

    def _check_is_layaway(self):
        if not self.is_layaway:
            raise UserError(self.env._("%s is no lay-away.", self.name))

    def _check_may_be_layaway(self):
        if self.state == "cancel":
            raise UserError(
                self.env._("%s is cancelled: make a new order of it first.", self.name)
            )
        if self.currency_id.compare_amounts(self.amount_total, 0.0) <= 0:
            raise UserError(
                self.env._("There is nothing to pay on %s: add products.", self.name)
            )

    def _check_takes_payment(self):
        """Return what is left to pay, or say why nothing can be taken."""
        self._check_is_layaway()
        facts = self.env["customer.layaway"]._facts(self.ids)[self.id]
        if facts["state"] == "cancelled":
            raise UserError(self.env._("%s is cancelled.", self.name))
        if facts["state"] == "draft":
            raise UserError(
                self.env._("Confirm %s before a payment is taken.", self.name)
            )
        if self.currency_id.compare_amounts(facts["balance"], 0.0) <= 0:
            raise UserError(self.env._("%s is paid in full.", self.name))
        return facts["balance"]
