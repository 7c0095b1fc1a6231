# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain


class CustomerStatusChange(models.TransientModel):
    """Vehicles, animals and equipment go along with their customers."""

    _inherit = "customer.status.change"

    asset_count = fields.Integer(compute="_compute_asset_count")

    @api.depends("partner_ids", "operation")
    def _compute_asset_count(self):
        # sudo: a number, whether the user may look at them or not
        assets = self.env["customer.asset"].sudo().with_context(active_test=False)
        for wizard in self:
            customers = wizard._customers()
            if wizard.operation == "deactivate":
                owned = assets._owned_domain(customers) & Domain("active", "=", True)
                wizard.asset_count = assets.search_count(owned)
            else:
                ids = [
                    asset_id
                    for companions in customers._last_companions().values()
                    for asset_id in companions.get("customer.asset", ())
                ]
                wizard.asset_count = len(assets.browse(ids).exists()._may_come_back())
