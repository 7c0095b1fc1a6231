# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import dialog
from .customer_merge_mixin import MANY


class CustomerDuplicateCombine(models.TransientModel):
    """What combining all certain duplicates would do; then do it."""

    _name = "customer.duplicate.combine"
    _description = "Combine duplicates automatically"

    operation_id = fields.Many2one(
        "customer.operation", required=True, readonly=True, ondelete="cascade"
    )
    pair_count = fields.Integer("To be combined", readonly=True)
    refused_count = fields.Integer("Refused", readonly=True)
    refusals = fields.Text(readonly=True)
    count_ids = fields.One2many(
        "customer.duplicate.combine.count", "wizard_id", "What moves", readonly=True
    )

    @api.model
    def _open(self, operation):
        """Show a rehearsed operation."""
        preview = operation.preview
        merge = self.env["customer.merge"]
        sentences = list(dict.fromkeys(preview["refused"].values()))
        wizard = self.create(
            {
                "operation_id": operation.id,
                "refused_count": len(preview["refused"]),
                "pair_count": len(operation.request["pairs"]) - len(preview["refused"]),
                "refusals": "\n".join(sentences[:20]),
                "count_ids": [
                    Command.create({"label": row[2]["label"], "count": row[2]["count"]})
                    for row in merge._counts(preview)
                    if row[2]["kind"] == "moved"
                ],
            }
        )
        return dialog(self._name, self.env._("Combine automatically"), res_id=wizard.id)

    def action_combine(self):
        """Do what was shown: at once, or batch by batch in the background."""
        self.ensure_one()
        self.env["res.users"]._check_function("merge")
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()
        if operation.state != "rehearsed":
            raise UserError(
                self.env._("This was combined already, or never looked at before.")
            )
        if len(operation.request["pairs"]) > MANY:
            operation._queue()
        else:
            operation._run_rehearsed()
        return operation._show()


class CustomerDuplicateCombineCount(models.TransientModel):
    _name = "customer.duplicate.combine.count"
    _description = "What combining would move"

    wizard_id = fields.Many2one(
        "customer.duplicate.combine", required=True, ondelete="cascade"
    )
    label = fields.Char("What", readonly=True)
    count = fields.Integer("Rows", readonly=True)
