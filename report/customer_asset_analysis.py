# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

BAND = ["band_id", "odometer_unit"]
YEAR = ["model_year"]


class CustomerAssetReportPaper(models.AbstractModel):
    """Vehicle analysis: what was serviced by odometer band and by model year."""

    _inherit = "report.customer_care.report_customer_asset"

    @api.model
    def _analysis_tables(self, wizard):
        """Return both tables, from one pass over the lines."""
        bands = self.env["customer.asset.band"]._bands(wizard.unit)
        names = self._amounts(wizard)
        sets = [BAND, YEAR, [], *([[*BAND, *YEAR]] if wizard.with_years else [])]
        found = wizard._rows_model()._read_grouping_sets(
            wizard._domain(), sets, list(names.values())
        )
        by_band, by_year, [everything], *rest = found
        total = self._figures(names, everything)
        by_band = self._added(names, by_band, lambda band, unit: self._key(band, unit))
        by_year = self._added(names, by_year, lambda year: year)
        within = {}
        for band, unit, year, *values in rest[0] if rest else ():
            figures = within.setdefault(self._key(band, unit), {})
            figures[year] = self._sum(names, figures.get(year), values)
        return [
            self._band_table(wizard, bands, by_band, within, total),
            self._year_table(wizard, by_year, total),
        ]

    @api.model
    def _key(self, band, unit):
        """Return which line a vehicle stands in: its band, or why it has none."""
        return band.id or ("hours" if unit == "h" else "none")

    @api.model
    def _sum(self, names, figures, values):
        """Add up figures; a vehicle has one unit, so that none is counted twice."""
        before = [(figures or {}).get(name, 0) for name in names]
        return self._figures(
            names, [a + (b or 0) for a, b in zip(before, values, strict=True)]
        )

    @api.model
    def _added(self, names, rows, key):
        figures = {}
        for row in rows:
            head, values = row[: -len(names)], row[-len(names) :]
            figures[key(*head)] = self._sum(names, figures.get(key(*head)), values)
        return figures

    @api.model
    def _analysis_columns(self, wizard, first):
        *figures, total = self._figure_columns(wizard)[:4]
        return [
            ("label", first, "text"),
            ("vehicles", self.env._("Vehicles"), "count"),
            ("vehicles_share", self.env._("% of all"), "percent"),
            *figures,
            total,
            ("total_share", self.env._("% of total"), "percent"),
            *self._figure_columns(wizard)[4:],
        ]

    @api.model
    def _line(self, label, figures, total, style="row"):
        """Return a line with its shares; of nothing there is no share."""
        empty = {**dict.fromkeys(total, 0), "average": None}
        row = {**empty, **(figures or {}), "label": label, "style": style}
        for name in ("vehicles", "total"):
            whole = total[name]
            row[f"{name}_share"] = 100 * row[name] / whole if whole else None
        return row

    @api.model
    def _band_table(self, wizard, bands, by_band, within, total):
        """Every band has a line, and so have vehicles that cannot be in one."""
        labels = {band.id: band.display_name for band in bands}
        labels["none"] = self.env._("No reading")
        if "hours" in by_band:
            labels["hours"] = self.env._("Counted in hours")
        rows = []
        for key, label in labels.items():
            years = self._sorted_years(within.get(key, {}))
            style = "group" if years else "row"
            line = self._line(label, by_band.get(key), total, style)
            rows.append({**line, "group": label})
            rows += [
                {**self._line(year, figures, total), "group": label, "is_within": True}
                for year, figures in years
            ]
        return {
            "title": self.env._("By odometer"),
            "group": self.env._("Odometer") if wizard.with_years else None,
            "columns": self._analysis_columns(wizard, self.env._("Odometer")),
            "rows": rows,
            "total": self._line(self.env._("Total"), total, total),
            "note": self.env._(
                "A vehicle that passed from one band to the next in the period is"
                " counted in both, and once in the total."
            ),
        }

    @api.model
    def _sorted_years(self, by_year):
        """Return [(label, figures)], the latest year first, the unknown one last."""
        years = sorted(by_year.items(), key=lambda row: row[0] or "", reverse=True)
        return [(year or self.env._("Unknown"), figures) for year, figures in years]

    @api.model
    def _year_table(self, wizard, by_year, total):
        return {
            "title": self.env._("By model year"),
            "group": None,
            "columns": self._analysis_columns(wizard, self.env._("Model year")),
            "rows": [
                self._line(year, figures, total)
                for year, figures in self._sorted_years(by_year)
            ],
            "total": self._line(self.env._("Total"), total, total),
            "note": "",
        }
