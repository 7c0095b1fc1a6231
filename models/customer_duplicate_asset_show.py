# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.misc import format_date, formatLang

from .customer_asset import KEYS
from .customer_duplicate_decide import beside
from .customer_operation_asset import ASSET

# What a clerk compares of vehicles and animals.
SHOWN = (
    "name",
    "partner_id",
    "vin",
    "plate",
    "make",
    "model_name",
    "year",
    "odometer",
    "species_id",
    "breed_id",
    "sex",
    "birth_date",
    "death_date",
    "chip",
    "serial_number",
)


class CustomerDuplicate(models.Model):
    """Two vehicles or animals beside each other."""

    _inherit = "customer.duplicate"

    def _compute_comparison(self):
        things, customers = self._split()
        super(CustomerDuplicate, customers)._compute_comparison()
        if not things:
            return
        may_see = self.env[ASSET].has_access("read")
        labels = self._asset_labels()
        for pair in things:
            one, other = (
                self._asset_values(asset) if may_see else {}
                for asset in (pair.asset_id, pair.other_asset_id)
            )
            pair.comparison = [
                {**row, "differs": row["differs"] and not self._same_number(pair, row)}
                for row in beside(labels, one, other)
            ]

    @api.model
    def _same_number(self, pair, row):
        """Whether two notations are one number: only real differences are marked."""
        keys = {name: key for key, (name, _function) in KEYS.items()}
        key = keys.get(row["name"])
        return bool(key) and pair.asset_id[key] == pair.other_asset_id[key]

    @api.model
    def _asset_labels(self):
        fields = self.env[ASSET].fields_get(SHOWN, ["string"])
        return {name: fields[name]["string"] for name in SHOWN if name in fields}

    @api.model
    def _asset_values(self, asset):
        """{name: text} as people read it."""
        values = {
            name: format_date(self.env, asset[name])
            if asset._fields[name].type == "date"
            else str(asset._fields[name].convert_to_export(asset[name], asset) or "")
            for name in SHOWN
        }
        if asset.odometer:
            digits = 0 if asset.odometer.is_integer() else 1
            values["odometer"] = formatLang(self.env, asset.odometer, digits=digits)
        return values
