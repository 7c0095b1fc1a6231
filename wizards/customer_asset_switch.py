# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerAssetSwitch(models.TransientModel):
    """Deactivate all a customer has, or reactivate what is ticked, in one step."""

    _name = "customer.asset.switch"
    _description = "Deactivate or reactivate vehicles and animals"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    direction = fields.Selection(
        [("off", "Deactivate"), ("on", "Reactivate")], required=True, default="off"
    )
    reason = fields.Char()
    line_ids = fields.One2many(
        "customer.asset.switch.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    active_names = fields.Text(compute="_compute_active_names")

    @api.depends("partner_id", "direction")
    def _compute_line_ids(self):
        """All that is inactive; what that step switched off is ticked."""
        for wizard in self:
            lines = [Command.clear()]
            if wizard.direction == "on" and wizard.partner_id:
                lines += [
                    Command.create({"asset_id": asset.id, "is_chosen": is_chosen})
                    for asset, is_chosen in wizard._inactive()
                ]
            wizard.line_ids = lines

    def _inactive(self):
        """Return [(asset, whether the step switched it off and it may come back)]."""
        assets = self.partner_id._origin._owned_assets().filtered(
            lambda a: not a.active
        )
        may = assets._may_come_back()
        return [(asset, asset in may and asset.is_off_with_owner) for asset in assets]

    @api.depends("partner_id", "direction")
    def _compute_active_names(self):
        for wizard in self:
            owned = wizard.partner_id._origin._owned_assets()
            owned = owned.filtered(lambda asset: asset.active and not asset.gone)
            wizard.active_names = "\n".join(owned.mapped("display_name"))

    def action_switch(self):
        """Do it for this customer alone, whatever a caller put into the lines."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        customer = self.partner_id
        customer.check_access("read")
        if self.direction == "off":
            if not customer._deactivate_assets(self.reason):
                raise UserError(
                    self.env._("%s has nothing that is active.", customer.display_name)
                )
        else:
            self._reactivate(customer)
        return {"type": "ir.actions.act_window_close"}

    def _reactivate(self, customer):
        chosen = self.line_ids.filtered("is_chosen").asset_id
        chosen.check_access("read")
        if not chosen:
            raise UserError(self.env._("Tick what is to be active again."))
        if not customer.active or customer.is_forgotten:
            raise UserError(
                self.env._(
                    "%s is inactive. Activate the customer first.",
                    customer.display_name,
                )
            )
        for asset in chosen.filtered("gone"):
            raise UserError(self.env._("%s It stays inactive.", asset._gone_sentence()))
        if strange := chosen - chosen.filtered_domain(chosen._owned_domain(customer)):
            raise UserError(
                self.env._(
                    "%(assets)s does not belong to %(customer)s.",
                    assets=strange._some_names(),
                    customer=customer.display_name,
                )
            )
        customer._reactivate_assets(chosen, self.reason)
