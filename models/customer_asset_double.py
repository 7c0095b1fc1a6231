# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import chip as chips
from ..tools import vin as vins


class CustomerAsset(models.Model):
    """No two vehicles have one VIN, and no two animals one chip: whoever enters a
    second is told, and may know better."""

    _inherit = "customer.asset"

    double_ids = fields.Many2many(
        "customer.asset",
        string="The same number",
        compute="_compute_double_ids",
        help="Others with the same VIN or the same chip.",
    )
    double_warning = fields.Char(compute="_compute_double_ids")

    @api.depends("kind", "vin_key", "chip_key", "active", "gone", "death_date")
    def _compute_double_ids(self):
        same = {
            name: self._with_key(name, {key for key in map(function, self) if key})
            for name, function in self._double_keys().items()
        }
        for asset in self:
            found = self.browse()
            for name, function in self._double_keys().items():
                found |= same[name].get(function(asset), self.browse())
            asset.double_ids = found - asset._origin
            asset.double_warning = asset._double_sentence(asset.double_ids)

    @api.model
    def _double_keys(self):
        """Return {key: method that gives the key of one record, or nothing}."""
        return {
            "vin_key": lambda asset: (
                asset.kind == "vehicle"
                and vins.is_valid(asset.vin)
                and vins.vin_key(asset.vin)
            ),
            "chip_key": lambda asset: (
                asset.kind == "animal" and chips.chip_key(asset.chip)
            ),
        }

    @api.model
    def _with_key(self, name, keys):
        """Return {key: living records}, by the index of the key."""
        if not keys:
            return {}
        domain = self._offered_domain() & Domain(name, "in", list(keys))
        return self.search(domain).grouped(name)

    def _double_sentence(self, doubles):
        if not doubles:
            return False
        names = [
            self.env._(
                "%(name)s (%(owner)s)",
                name=each.name,
                owner=each.partner_id.display_name,
            )
            for each in doubles[:3]
        ]
        if self.kind == "vehicle":
            return self.env._("The same VIN: %s.", ", ".join(names))
        return self.env._("The same chip: %s.", ", ".join(names))

    def action_open_doubles(self):
        """Open this one and those with the same number, to compare them."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The same number"),
            "res_model": "customer.asset",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", (self | self.double_ids).ids)],
            "context": {"default_kind": self.kind, "active_test": False},
        }
