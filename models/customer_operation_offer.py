# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Command, Domain

from .customer_operation_partner import CUSTOMER


class CustomerOperation(models.Model):
    """After customers were merged: what their vehicles and animals have in common.

    Offered where the merge is shown, at once; elsewhere clerks check by hand.
    """

    _inherit = "customer.operation"

    twin_count = fields.Integer(compute="_compute_twin_count")

    def _compute_twin_count(self):
        for operation in self:
            operation.twin_count = operation._count_twins()

    def _count_twins(self):
        """Count what would be combined of the survivors of this merge."""
        may = self.env["customer.asset"].has_access("read")
        is_merge = self.kind == "merge" and self.model == CUSTOMER
        if not (is_merge and may and self.state in ("done", "stopped")):
            return 0
        owners = Domain("partner_id", "in", self._survivor_ids())
        twins = self.env["customer.asset"]._twins("all", owners)
        return sum(not twin.refusal for twin in twins)

    def _survivor_ids(self):
        # sudo: whoever sees the operation sees its lines
        lines = self.sudo()._journal().filtered_domain(Domain("kind", "=", "pair"))
        return sorted(set(lines.mapped("survivor_id")))

    def action_combine_assets(self):
        """Open what looks the same of the survivors, to be combined."""
        self.ensure_one()
        self._check_function()
        wizard = self.env["customer.asset.combine"].create(
            {
                "rule": "all",
                "customer_ids": [Command.set(self._survivor_ids())],
                "reason": self.env._("Their owners were merged."),
            }
        )
        return wizard.action_preview()
