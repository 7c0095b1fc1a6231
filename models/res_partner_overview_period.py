# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import date_utils, format_date


class ResPartner(models.Model):
    """The overview's sales by month and by year."""

    _inherit = "res.partner"

    @api.model
    def _overview_year_domain(self, year):
        return [("date", ">=", f"{year}-01-01"), ("date", "<=", f"{year}-12-31")]

    @api.model
    def _overview_by_year(self, months):
        years = {}
        for row in months:
            year = years.setdefault(row["key"].year, {"untaxed": 0, "documents": 0})
            year["untaxed"] += row["untaxed"]
            year["documents"] += row["documents"]
        return years

    @api.model
    def _overview_months(self, scope, months):
        untaxed = {
            (row["key"].year, row["key"].month): row["untaxed"] for row in months
        }
        this = scope.today.year

        def cell(year, month):
            first = scope.today.replace(year=year, month=month, day=1)
            last = date_utils.end_of(first, "month")
            if (year, month) not in untaxed:
                return {"value": 0 if first <= scope.today else False}
            name = format_date(self.env, first, date_format="MMMM yyyy")
            return {
                "value": untaxed[year, month],
                "open": self._overview_history(
                    scope,
                    name,
                    ("date", ">=", fields.Date.to_string(first)),
                    ("date", "<=", fields.Date.to_string(last)),
                ),
            }

        return {
            "key": "months",
            "title": self.env._("Sales by month"),
            "note": self.env._("Without tax; this year against last year."),
            "is_wide": True,
            "chart": {"columns": [1, 2]},
            "columns": [
                {"label": self.env._("Month"), "type": "text"},
                {"label": str(this - 1), "type": "monetary"},
                {"label": str(this), "type": "monetary"},
            ],
            "rows": [
                [
                    {
                        "value": format_date(
                            self.env,
                            scope.today.replace(month=month, day=1),
                            date_format="LLL",
                        )
                    },
                    cell(this - 1, month),
                    cell(this, month),
                ]
                for month in range(1, 13)
            ],
        }

    @api.model
    def _overview_years(self, scope, months):
        years = self._overview_by_year(months)
        return {
            "key": "years",
            "title": self.env._("Sales by year"),
            "chart": {"columns": [1]},
            "columns": [
                {"label": self.env._("Year"), "type": "text"},
                {"label": self.env._("Turnover"), "type": "monetary"},
                {"label": self.env._("Documents"), "type": "integer"},
            ],
            "empty": self.env._("Nothing was bought yet."),
            "rows": [
                [
                    {
                        "value": str(year),
                        "open": self._overview_history(
                            scope, str(year), *self._overview_year_domain(year)
                        ),
                    },
                    {"value": years[year]["untaxed"]},
                    {"value": years[year]["documents"]},
                ]
                for year in sorted(years)
            ],
        }
