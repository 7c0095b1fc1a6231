# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Command

INSPECTION = "customer_inspection_search"
COLUMNS = {
    "customer": ("name", "street", "zip", "city", "phone", "email"),
    "invoice": ("name", "invoice_date", "partner_id", "amount_untaxed_signed"),
    "asset": ("partner_id", "owner_phone", "name", "plate", "next_inspection_date"),
}
INSPECTED = (
    "partner_id",
    "owner_phone",
    "name",
    "kind",
    "plate",
    "last_inspection_date",
    "last_inspection_result",
    "next_inspection_date",
    "search_inspection_in",
)
SORTED = ("name", "invoice_date", "next_inspection_date")


class CustomerSearch(models.Model):
    """What a new search begins with."""

    _inherit = "customer.search"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get(INSPECTION):
            values |= {
                "name": self.env._("Vehicle inspection search"),
                "base": "asset",
                "domain": self._inspection_domain(),
                "column_ids": self._column_commands(INSPECTED),
            }
        if "column_ids" in fields and not values.get("column_ids"):
            base = values.get("base") or "customer"
            values["column_ids"] = self._column_commands(COLUMNS[base])
        return values

    @api.model
    def _inspection_domain(self):
        """Those that are ticked in the list it is opened from, else what is due."""
        context = self.env.context
        if context.get("active_model") == "customer.asset":
            if ids := context.get("active_ids"):
                return str([("id", "in", ids)])
        return str(["&", ("kind", "=", "vehicle"), ("search_inspection_in", "<=", 30)])

    @api.model
    def _column_commands(self, paths):
        sort = next((path for path in SORTED[::-1] if path in paths), None)
        return [
            Command.create(
                {"path": path, "sequence": place, "sort": path == sort and "asc"}
            )
            for place, path in enumerate(paths, 1)
        ]

    @api.onchange("base", "rows")
    def _onchange_base(self):
        """Another base has other fields: conditions and columns begin anew."""
        base = "customer" if self.row_model == "res.partner" else self.base
        if self.domain != "[]" and not self._fits():
            self.domain = "[]"
        if not all(column._field() for column in self.column_ids):
            self.column_ids = [
                Command.clear(),
                *self._column_commands(COLUMNS[base]),
            ]

    def _fits(self):
        """Whether the conditions can be asked of the base."""
        try:
            self._asked_domain().validate(self._base_env())
        except Exception:  # noqa: BLE001 - whatever it is, it does not fit
            return False
        return True
