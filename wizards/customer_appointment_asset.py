# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAppointment(models.TransientModel):
    """Which vehicle or animal of the customer comes."""

    _inherit = "customer.appointment"

    asset_id = fields.Many2one("customer.asset", "Vehicle, animal or equipment")
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id")
    has_assets = fields.Boolean(compute="_compute_has_assets")

    @api.depends("partner_id")
    def _compute_has_assets(self):
        """Whoever has none is not asked for one."""
        may = self.env["res.users"]._has_function("asset_see")
        for wizard in self:
            wizard.has_assets = may and bool(wizard.partner_id._job_assets(limit=1))

    def _appointment_values(self):
        return {**super()._appointment_values(), "asset": self.asset_id}
