# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class SaleOrder(models.Model):
    """A quotation made of advised work: confirmed, its reminders are settled."""

    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        # sudo: who confirms orders need not see inspections
        self.env["customer.asset.inspection.line"].sudo().search(
            [("sale_line_id", "in", self.order_line.ids)]
        )._settle_reminders()
        return result

    def _customer_list_or_form(self):
        """Return the action that shows these orders."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations"),
            "res_model": self._name,
        }
        if len(self) == 1:
            return dict(action, res_id=self.id, views=[[False, "form"]])
        return dict(
            action,
            domain=[("id", "in", self.ids)],
            views=[[False, "list"], [False, "form"]],
        )
