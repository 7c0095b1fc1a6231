# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAssetTransfer(models.TransientModel):
    """Change owner, sold, given away, died, scrapped: when, and why."""

    _name = "customer.asset.transfer"
    _description = "Change of owner"

    asset_ids = fields.Many2many(
        "customer.asset",
        string="Vehicles and animals",
        default=lambda self: self.env.context.get("active_ids"),
        context={"active_test": False},
    )
    kind = fields.Selection(related="asset_ids.kind")
    operation = fields.Selection(
        [
            ("owner", "Another customer is the owner now"),
            ("sold", "Sold to somebody we do not know"),
            ("given", "Given away"),
            ("died", "Died"),
            ("scrapped", "Scrapped"),
        ],
        "What happened?",
        required=True,
        default="owner",
    )
    operations = fields.Char(
        compute="_compute_operations", export_string_translation=False
    )
    partner_id = fields.Many2one("res.partner", "New owner", ondelete="cascade")
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Char()
    action_count = fields.Integer(compute="_compute_action_count")

    @api.depends("asset_ids")
    def _compute_operations(self):
        """Animals die, things are scrapped."""
        for wizard in self:
            kinds = set(wizard.asset_ids.mapped("kind"))
            ways = ["owner", "sold", "given"]
            ways += ["died"] if kinds <= {"animal"} else []
            ways += ["scrapped"] if "animal" not in kinds else []
            wizard.operations = ",".join(ways)

    @api.depends("asset_ids")
    def _compute_action_count(self):
        """How much is cancelled with it, whether the user may look at it or not."""
        for wizard in self:
            # sudo: a number
            wizard.action_count = (
                self.env["customer.action"]
                .sudo()
                .search_count(
                    [
                        ("asset_id", "in", wizard.asset_ids.ids),
                        ("state", "=", "open"),
                    ]
                )
            )

    def action_transfer(self):
        """Write it down; all of them or none."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        assets = self.with_context(active_test=False).asset_ids
        if not assets:
            raise UserError(self.env._("Choose what changes its owner."))
        if self.operation != "owner":
            assets._leave(self.operation, self.date, self.reason)
        elif not self.partner_id:
            raise UserError(self.env._("Choose the new owner."))
        else:
            assets._change_owner(self.partner_id, self.date, self.reason)
        return {"type": "ir.actions.act_window_close"}
