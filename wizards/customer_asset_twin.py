# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import dialog


class CustomerAssetTwin(models.TransientModel):
    """One vehicle or animal may be entered twice: here is which others it may be."""

    _name = "customer.asset.twin"
    _description = "Entered twice"

    asset_id = fields.Many2one(
        "customer.asset", "Vehicle or animal", required=True, readonly=True
    )
    line_ids = fields.One2many(
        "customer.asset.twin.line", "wizard_id", "May be the same"
    )
    other_ids = fields.Many2many(
        "customer.asset",
        string="Another one",
        context={"active_test": False},
        domain="[('id', '!=', asset_id), ('merged_into_id', '=', False)]",
        help="One that is not in the list.",
    )

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        asset = self.env["customer.asset"].browse(values.get("asset_id"))
        if asset and "line_ids" in names:
            values["line_ids"] = [
                Command.create(
                    {"other_id": other.id, "reason": reason, "is_taken": is_likely}
                )
                for other, reason, is_likely in asset._twin_candidates()
            ]
        return values

    def action_compare(self):
        """Put those that were chosen side by side."""
        self.ensure_one()
        self.env["res.users"]._check_function("merge")
        chosen = self.line_ids.filtered("is_taken").other_id | self.other_ids
        if not chosen:
            raise UserError(self.env._("Choose which one is the same."))
        wizard = self.env["customer.asset.merge"]
        return dialog(
            wizard._name,
            wizard._title(),
            context={
                "default_asset_ids": [Command.set((self.asset_id | chosen).ids)],
            },
        )


class CustomerAssetTwinLine(models.TransientModel):
    """One that may be the same, and why."""

    _name = "customer.asset.twin.line"
    _description = "Vehicle or animal that may be the same"

    wizard_id = fields.Many2one(
        "customer.asset.twin", required=True, ondelete="cascade"
    )
    other_id = fields.Many2one("customer.asset", "Vehicle or animal")
    owner_id = fields.Many2one(related="other_id.partner_id", string="Owner")
    reason = fields.Char("What is the same")
    is_taken = fields.Boolean("Compare")
