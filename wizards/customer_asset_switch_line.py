# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAssetSwitchLine(models.TransientModel):
    """Something inactive that may be ticked; what is gone only stands there."""

    _name = "customer.asset.switch.line"
    _description = "Vehicle or animal to reactivate"

    wizard_id = fields.Many2one(
        "customer.asset.switch", required=True, ondelete="cascade"
    )
    asset_id = fields.Many2one(
        "customer.asset", "Name", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(related="asset_id.kind")
    is_chosen = fields.Boolean("Reactivate")
    state = fields.Char(compute="_compute_state")
    may_come_back = fields.Boolean(compute="_compute_state")

    @api.depends("asset_id")
    def _compute_state(self):
        for line in self:
            asset = line.asset_id
            words = asset._state_in_words() if asset else ""
            if asset.is_off_with_owner and not asset.gone:
                words = self.env._("Switched off with the customer")
            line.state = words
            line.may_come_back = bool(asset._may_come_back())
