# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

MOST_BRANDS = 5
MOST_BRANCHES = 8


class ResPartner(models.Model):
    """The overview's brands and branches, the most first."""

    _inherit = "res.partner"

    @api.model
    def _overview_brands(self, scope, rows):
        named = sorted(
            (row for row in rows if row["key"]), key=lambda row: -row["untaxed"]
        )
        return self._overview_ranking(
            scope,
            named[:MOST_BRANDS],
            "brand",
            {
                "key": "brands",
                "title": self.env._("Top five brands"),
                "chart": {"columns": [1], "is_horizontal": True},
                "empty": self.env._(
                    "No product they bought has a brand. Give brands to products on"
                    " the product's page."
                ),
            },
            self.env._("Brand"),
        )

    @api.model
    def _overview_branches(self, scope, rows):
        ranked = sorted(rows, key=lambda row: (-row["documents"], row["key"] or ""))
        return self._overview_ranking(
            scope,
            ranked[:MOST_BRANCHES],
            "branch",
            {
                "key": "branches",
                "title": self.env._("Branches visited"),
                "empty": self.env._("They have not been in any branch yet."),
            },
            self.env._("Branch"),
        )

    @api.model
    def _overview_ranking(self, scope, rows, field, box, label):
        return {
            **box,
            "columns": [
                {"label": label, "type": "text"},
                {"label": self.env._("Turnover"), "type": "monetary"},
                {"label": self.env._("Documents"), "type": "integer"},
                {"label": self.env._("Last"), "type": "date"},
            ],
            "rows": [
                [
                    {
                        "value": row["key"] or self.env._("None"),
                        "open": self._overview_history(
                            scope,
                            row["key"] or self.env._("None"),
                            (field, "=", row["key"]),
                        ),
                    },
                    {"value": row["untaxed"]},
                    {"value": row["documents"]},
                    {"value": fields.Date.to_string(row["last"])},
                ]
                for row in rows
            ],
        }
