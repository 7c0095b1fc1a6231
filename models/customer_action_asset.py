# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerAction(models.Model):
    """An action can be about one vehicle, animal or piece of equipment.

    From an invoice line it takes that of the line.
    """

    _name = "customer.action"
    _inherit = ["customer.action", "customer.asset.subject"]

    def _assets_taken_over(self):
        # sudo: what the invoice was for, whoever may see invoices
        return self.sudo().invoice_line_id.customer_asset_id

    @api.constrains("asset_id")
    def _check_asset_is_offered(self):
        self.filtered("asset_id")._check_asset_offered()

    def _reminder_names(self):
        return [action._reminder_name() for action in self]

    def _reminder_name(self):
        """Return what the customer is reminded of, and for which of theirs.

        Who has three vans of one model knows them by their plates.
        """
        # sudo: the customer reads the name of their own
        asset = self.sudo().asset_id
        mark = asset._mark() if asset and asset.kind != "animal" else ""
        further = [part for part in (asset.name or "", mark) if part not in self.name]
        return f"{self.name} – {' '.join(further)}" if further else self.name

    def action_new_invoice(self):
        """The invoice of an action is for what the action is about."""
        action = super().action_new_invoice()
        return self._with_offered_asset(action, "default_customer_asset_id")

    def action_new_appointment(self):
        action = super().action_new_appointment()
        return self._with_offered_asset(action, "default_asset_id")

    def _with_offered_asset(self, action, name):
        asset = self.sudo().asset_id  # sudo: it is only handed on
        if asset.is_offered:
            return {**action, "context": {**action["context"], name: asset.id}}
        return action

    def _line_vals(self):
        """Posted again, the invoice line may be for another one."""
        vals = super()._line_vals()
        line = self.invoice_line_id
        if self.is_automatic and line.customer_asset_id != self.asset_id:
            vals["asset_id"] = line._customer_action_vals(self.type_id)["asset_id"]
        return vals
