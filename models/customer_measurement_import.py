# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.import_columns import ImportColumn


class CustomerMeasurement(models.Model):
    """Measurements of an older system: one value of a type on a day."""

    _name = "customer.measurement"
    _inherit = ["customer.measurement", "customer.import.mixin"]
    _import_owner_fields = ("partner_id", "asset_id")
    _import_key_fields = ("type_id", "date")

    @api.model
    def _import_columns(self):
        kinds = self.env["customer.measurement.type"]
        kind = kinds.search([("subject", "!=", "person")], limit=1)
        return [
            *self._import_customer_columns(),
            self._import_asset_column(self.env._("Animal"), "Rex"),
            ImportColumn(
                "type_id",
                self.env._("Measurement"),
                kind.name or "",
                self.env._("As it is called under Configuration > Measurement types."),
                ("Type", "Measurement type", "Pomiar", "Messung"),
            ),
            ImportColumn(
                "value",
                self.env._("Value"),
                "12.5",
                "",
                ("Result", "Size", "Wartość", "Wynik", "Wert"),
            ),
            ImportColumn(
                "date",
                self.env._("Date"),
                "2024-05-03",
                self.env._("When it was measured. Empty: today."),
                ("Day", "Measured on", "Data", "Datum"),
            ),
            ImportColumn(
                "note", self.env._("Note"), "", "", ("Comment", "Uwagi", "Bemerkung")
            ),
        ]

    @api.model
    def _import_resolve(self, plan, table):
        """Beside an animal the customer only says which animal is meant."""
        result = super()._import_resolve(plan, table)
        for values in plan.values.values():
            if values.get("asset_id"):
                values.pop("partner_id", None)
        return result
