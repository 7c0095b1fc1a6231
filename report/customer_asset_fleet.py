# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

VEHICLE, CUSTOMER = ["partner_id", "asset_id"], ["partner_id"]


class CustomerAssetReportPaper(models.AbstractModel):
    """Fleet activity: what was done for fleets, by vehicle, customer and overall."""

    _inherit = "report.customer_care.report_customer_asset"

    @api.model
    def _fleet_tables(self, wizard):
        """Return the one table, from one pass over the lines."""
        names = self._amounts(wizard)
        by_vehicle, by_customer, [everything] = (
            wizard._rows_model()._read_grouping_sets(
                wizard._domain(),
                [VEHICLE, CUSTOMER, []],
                [*names.values(), "odometer:max"],
            )
        )
        vehicles = {}
        for customer, asset, *values, odometer in by_vehicle:
            figures = self._figures(names, values)
            row = self._vehicle_row(wizard, asset, odometer, figures)
            vehicles.setdefault(customer.id, []).append(row)
        figures = {
            customer.id: self._figures(names, values)
            for customer, *values, __ in by_customer
        }
        nothing = self._figures(names, [0] * len(names))
        rows = []
        for customer in self._fleet_customers(wizard, list(figures)):
            name = customer.display_name
            mine = vehicles.get(customer.id, [])
            mine.sort(key=lambda row: (-row["total"], row["label"]))
            rows.append(
                {
                    **figures.get(customer.id, nothing),
                    "style": "group",
                    "group": name,
                    "label": name,
                    "plate": self._group_note(figures.get(customer.id)),
                }
            )
            rows += [{**row, "group": name} for row in mine]
        return [self._fleet_table(wizard, rows, self._figures(names, everything[:-1]))]

    @api.model
    def _group_note(self, figures):
        if not figures:
            return self.env._("No visit")
        return self.env._("Vehicles: %s", figures["vehicles"])

    @api.model
    def _fleet_customers(self, wizard, serviced):
        """Return whom the report is about, by name: also who did not come at all."""
        domain = [("is_fleet", "=", True)]
        if wizard.partner_ids:
            domain.append(("id", "in", wizard.partner_ids.commercial_partner_id.ids))
        marked = self.env["res.partner"].search(domain)
        marked = marked.filtered(lambda p: p.commercial_partner_id == p)
        # sudo: whose vehicle was serviced has a name for whoever may see the visit
        customers = (marked | marked.browse(serviced)).sudo()
        if not customers:
            raise UserError(
                self.env._(
                    "No customer is marked as fleet customer. Tick it on the customer,"
                    " or open Reports > Proposed fleet customers."
                )
            )
        return customers.sorted(lambda p: (p.display_name or "").lower())

    @api.model
    def _vehicle_row(self, wizard, asset, odometer, figures):
        # sudo: as for the customer
        asset = asset.sudo()
        label = f"{asset.name} ({asset.year})" if asset.year else asset.name
        return {
            **figures,
            "style": "row",
            "is_within": True,
            "label": label,
            "plate": asset.plate,
            "odometer": self._in_unit(wizard, odometer) if odometer else None,
        }

    @api.model
    def _fleet_table(self, wizard, rows, total):
        return {
            "title": self.env._("By customer and vehicle"),
            "group": self.env._("Customer"),
            "columns": [
                ("label", self.env._("Vehicle"), "text"),
                ("plate", self.env._("Plate"), "text"),
                ("odometer", self._unit_label(wizard), "far"),
                *self._figure_columns(wizard),
            ],
            "rows": rows,
            "total": {
                **total,
                "label": self.env._("Total"),
                "plate": self._group_note(total),
                "style": "total",
            },
            "note": "",
        }
