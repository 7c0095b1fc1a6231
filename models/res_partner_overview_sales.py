# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools.duration_words import days_ago
from .customer_number_text import number_text

HISTORY = "customer_care.customer_turnover_action_history"
SALES = ("invoice", "receipt", "till")


class ResPartner(models.Model):
    """The overview's figures about sales, all of one query over the turnover."""

    _inherit = "res.partner"

    @api.model
    def _customer_overview_parts(self):
        return [
            *super()._customer_overview_parts(),
            {
                "sequence": 10,
                "functions": ["history_see"],
                "method": "_overview_sales",
            },
        ]

    def _overview_sales(self, scope):
        groups = self._overview_groups(scope)
        return [
            self._overview_figures(scope, groups),
            self._overview_months(scope, groups["month"]),
            self._overview_years(scope, groups["month"]),
            self._overview_brands(scope, groups["brand"]),
            self._overview_branches(scope, groups["branch"]),
        ]

    @api.model
    def _overview_groups(self, scope):
        """Return {grouping: [{key, untaxed, total, documents, last, margin}]}."""
        turnover = self.env["customer.turnover"]
        names = ["untaxed", "total", "documents", "last"]
        aggregates = [
            "untaxed:sum",
            "total:sum",
            "document_id:count_distinct",
            "date:max",
        ]
        if self.env["res.users"]._has_function("margin_see"):
            names.append("margin")
            aggregates.append("margin:sum")
        by = {
            "kind": "kind",
            "month": "date:month",
            "brand": "brand",
            "branch": "branch",
        }
        found = turnover._read_grouping_sets(
            [("booked_partner_id", "in", scope.booked_ids)],
            [[spec] for spec in by.values()],
            aggregates,
        )
        return {
            grouping: [
                {"key": key, **dict(zip(names, values, strict=True))}
                for key, *values in rows
            ]
            for grouping, rows in zip(by, found, strict=True)
        }

    @api.model
    def _overview_history(self, scope, name, *conditions):
        """Return the way to the purchases of the customer that fit."""
        return self._overview_open(
            self.env._(
                "%(what)s: %(customer)s", what=name, customer=scope.customer.name
            ),
            "customer.turnover",
            [("partner_id", "=", scope.customer.id), *conditions],
            action=HISTORY,
        )

    @api.model
    def _overview_figures(self, scope, groups):
        sales = [row for row in groups["kind"] if row["key"] in SALES]
        all_time = self._overview_figure_turnover(scope, groups["kind"])
        figures = [
            all_time,
            *self._overview_figures_of_years(scope, groups["month"]),
            *self._overview_figures_of_baskets(scope, sales, groups["kind"]),
        ]
        if self.env["res.users"]._has_function("margin_see"):
            figures.append(self._overview_figure_margin(scope, groups["kind"]))
        return {
            "key": "sales",
            "title": self.env._("Sales"),
            "is_wide": True,
            "open": self._overview_history(scope, self.env._("Purchases")),
            "figures": figures,
        }

    @api.model
    def _overview_figure_turnover(self, scope, rows):
        label = self.env._("Lifetime turnover")
        total = sum(row["total"] for row in rows)
        return {
            "key": "turnover",
            "label": label,
            "value": sum(row["untaxed"] for row in rows),
            "type": "monetary",
            "note": self.env._("%s with tax", self._overview_money(total)),
            "open": self._overview_history(scope, label),
        }

    @api.model
    def _overview_figures_of_years(self, scope, months):
        years = self._overview_by_year(months)
        year = scope.today.year
        figures = []
        for key, number in (("this_year", year), ("last_year", year - 1)):
            label = self.env._("Turnover %s", number)
            figures.append(
                {
                    "key": key,
                    "label": label,
                    "value": years.get(number, {}).get("untaxed", 0),
                    "type": "monetary",
                    "open": self._overview_history(
                        scope, label, *self._overview_year_domain(number)
                    ),
                }
            )
        return figures

    @api.model
    def _overview_figures_of_baskets(self, scope, sales, kinds):
        count = sum(row["documents"] for row in sales)
        refunds = sum(row["documents"] for row in kinds if row not in sales)
        last = max((row["last"] for row in sales), default=False)
        purchases = self.env._("Purchases")
        only_sales = ("kind", "in", list(SALES))
        return [
            {
                "key": "purchases",
                "label": purchases,
                "value": count,
                "type": "integer",
                "note": self.env._("Refunds: %s", refunds) if refunds else False,
                "open": self._overview_history(scope, purchases, only_sales),
            },
            {
                "key": "basket",
                "label": self.env._("Average basket"),
                "value": sum(row["total"] for row in sales) / count if count else 0,
                "type": "monetary",
                "note": self.env._("with tax, without refunds"),
                "open": self._overview_history(
                    scope, self.env._("Average basket"), only_sales
                ),
            },
            {
                "key": "last_visit",
                "label": self.env._("Last visit"),
                "value": last and fields.Date.to_string(last),
                "type": "date",
                "note": last and self._overview_ago((scope.today - last).days),
                "open": self._overview_history(
                    scope,
                    self.env._("Last visit"),
                    only_sales,
                    ("date", "=", str(last)),
                )
                if last
                else False,
            },
        ]

    @api.model
    def _overview_ago(self, days):
        if days < 0:
            return False
        return days_ago(days, self.env.lang) if days else self.env._("today")

    @api.model
    def _overview_figure_margin(self, scope, rows):
        label = self.env._("Margin")
        margin = sum(row["margin"] for row in rows)
        untaxed = sum(row["untaxed"] for row in rows)
        share = round(100 * margin / untaxed, 1) if untaxed else 0
        return {
            "key": "margin",
            "label": label,
            "value": margin,
            "type": "monetary",
            "note": self.env._("%s %% of the turnover", number_text(self.env, share)),
            "open": self._overview_history(scope, label),
        }

    @api.model
    def _overview_money(self, amount):
        return format_amount(self.env, amount, self.env.company.currency_id)
