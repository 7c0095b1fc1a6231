# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerStatusChange(models.TransientModel):
    """Deactivate or activate customers: what it means, and why."""

    _name = "customer.status.change"
    _description = "Deactivate or activate customers"
    _inherit = ["customer.required.mixin"]

    operation = fields.Selection(
        [("deactivate", "Deactivate"), ("activate", "Activate")],
        required=True,
        default="deactivate",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self.env.context.get("active_ids"),
        context={"active_test": False},
    )
    reason = fields.Char()
    customer_count = fields.Integer(compute="_compute_meaning")
    person_count = fields.Integer(compute="_compute_meaning")
    action_count = fields.Integer(compute="_compute_meaning")
    message_count = fields.Integer(compute="_compute_meaning")

    @api.depends("partner_ids", "operation")
    def _compute_meaning(self):
        """Count what is concerned, whether the user may look at it or not."""
        for wizard in self:
            customers = wizard._customers()
            concerned = Domain("partner_id", "in", customers.ids)
            is_leaving = wizard.operation == "deactivate"
            wizard.customer_count = len(customers)
            wizard.person_count = (
                len(customers._below())
                if is_leaving
                else sum(
                    len(companions.get("res.partner", ()))
                    for companions in customers._last_companions().values()
                )
            )
            # sudo: only how many
            wizard.action_count = (
                self.env["customer.action"]
                .sudo()
                .search_count(concerned & Domain("state", "=", "open"))
            )
            # sudo: only how many
            wizard.message_count = (
                self.env["customer.message"]
                .sudo()
                .search_count(concerned & Domain("state", "=", "planned"))
            )

    def _customers(self):
        """Those of the chosen ones whose status changes."""
        partners = self.with_context(active_test=False).partner_ids._origin
        return partners._changing_status(self.operation == "activate")

    def action_apply(self):
        self.ensure_one()
        customers = self._customers()
        if not customers:
            raise UserError(
                self.env._("All of them are active already.")
                if self.operation == "activate"
                else self.env._("All of them are inactive already.")
            )
        if self.operation == "activate":
            customers._activate(self.reason)
        else:
            customers._deactivate(self.reason)
        return {"type": "ir.actions.act_window_close"}
