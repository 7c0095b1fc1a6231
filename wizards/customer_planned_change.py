# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPlannedChange(models.TransientModel):
    """Stop planned messages, or move them to another day, and say why."""

    _name = "customer.planned.change"
    _description = "Stop or move planned messages"
    _inherit = ["customer.required.mixin"]

    verb = fields.Selection(
        [("stop", "Stop"), ("move", "Move")], required=True, default="stop"
    )
    planned_key = fields.Json(
        default=lambda self: self.env.context.get("default_planned_ids")
    )
    whole_days = fields.Boolean(
        "Everything of these days", help="All ways and rules, not only those chosen."
    )
    date_to = fields.Date("To")
    reason = fields.Char()
    count = fields.Integer("Messages", compute="_compute_count")
    batch_count = fields.Integer(compute="_compute_count")
    cost = fields.Monetary("Estimated cost", compute="_compute_count")
    currency_id = fields.Many2one("res.currency", compute="_compute_count")

    @api.depends("planned_key", "whole_days")
    def _compute_count(self):
        for wizard in self:
            batches = wizard._batches()
            wizard.count = sum(batches.mapped("count"))
            wizard.batch_count = len(batches)
            wizard.cost = sum(batches.mapped("cost"))
            wizard.currency_id = batches.currency_id[:1] or self.env.company.currency_id

    def _batches(self):
        """Return the batches that are concerned, as far as the user may see them."""
        planned = self.env["customer.planned"]
        batches = planned.search([("id", "in", self.planned_key or [])])
        if self.whole_days and batches:
            days = list(set(batches.mapped("date")))
            batches = planned.search([("date", "in", days), ("state", "!=", "stopped")])
        return batches

    def action_apply(self):
        self.ensure_one()
        self.env["res.users"]._check_function("message_manage")
        if self.verb == "move" and not self.date_to:
            raise UserError(self.env._("Please say to which day they move."))
        self.env["customer.planned.hold"]._decide(
            self._batches(),
            self.reason,
            self.date_to if self.verb == "move" else None,
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
