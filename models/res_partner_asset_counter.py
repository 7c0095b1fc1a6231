# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class ResPartner(models.Model):
    """For which vehicle or animal an action or an appointment is, at the counter."""

    _inherit = "res.partner"

    @api.model
    def _counter_asset(self, record):
        """Return what a record is about, nothing to who may not see vehicles."""
        if not self.env["res.users"]._has_function("asset_see"):
            return ""
        # sudo: one of another company is still what it is about
        asset = record.sudo()[record._asset_field]
        return asset._short_text()

    @api.model
    def _counter_event(self, event):
        """Return what an appointment is called, and which one comes."""
        if not event:
            return ""
        parts = (event.display_name, self._counter_asset(event))
        return " – ".join(part for part in parts if part)
