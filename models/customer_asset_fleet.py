# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAsset(models.Model):
    """On a vehicle one sees that its owner has as many as a fleet."""

    _inherit = "customer.asset"

    fleet_hint = fields.Char(compute="_compute_fleet_hint")

    @api.depends("kind", "partner_id.is_fleet", "active", "gone")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fleet_hint(self):
        """Say whose owner is proposed: one query for all."""
        vehicles = self.filtered(lambda asset: asset.kind == "vehicle" and asset.active)
        owners = vehicles.partner_id.commercial_partner_id
        proposed = owners.filtered("is_fleet_proposed")
        self.fleet_hint = False
        for asset in vehicles:
            owner = asset.partner_id.commercial_partner_id
            if owner in proposed:
                asset.fleet_hint = self.env._(
                    "%(owner)s has %(count)s vehicles and is not marked as fleet"
                    " customer.",
                    owner=owner.display_name,
                    count=owner.fleet_vehicle_count,
                )

    def action_mark_fleet(self):
        """Mark the owners as fleet customers."""
        return self.partner_id.commercial_partner_id.action_mark_fleet()
