# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAsset(models.Model):
    """Vehicles and animals are tagged where the company works with follow-ups."""

    _inherit = "customer.asset"

    has_follow_ups = fields.Boolean(compute="_compute_has_follow_ups")

    @api.depends_context("company")
    def _compute_has_follow_ups(self):
        # sudo: a switch of ours
        self.has_follow_ups = self.env.company.sudo().customer_follow_ups
