# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAsset(models.Model):
    """The readings of a vehicle or a machine: counted, opened, entered."""

    _inherit = "customer.asset"

    reading_count = fields.Integer(
        "Number of readings", compute="_compute_reading_count"
    )

    def _compute_reading_count(self):
        counts = dict(
            self.env["customer.asset.reading"]._read_group(
                [("asset_id", "in", self.ids)], ["asset_id"], ["__count"]
            )
        )
        for asset in self:
            asset.reading_count = counts.get(asset._origin, 0)

    def action_new_reading(self):
        """Enter a reading in a small window."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        self.env["customer.asset.reading"]._refuse_animal(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_reading_entry_action"
        )
        return dict(action, context={"default_asset_id": self.id})

    def action_open_readings(self):
        """Open all readings: as a list, and as a line."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_reading_action"
        )
        context = {"default_asset_id": self.id}
        return dict(action, domain=[("asset_id", "=", self.id)], context=context)
