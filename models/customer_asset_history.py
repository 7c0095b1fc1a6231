# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

from .calendar_event_customer import VISITED
from .res_partner_overview_sales import SALES

HISTORY = "customer_care.function_history_see"


class CustomerAsset(models.Model):
    """What was done for a vehicle, an animal or equipment, and what it came to.

    Read from the lines of documents when it is shown, whoever owned it then; a number
    of queries that does not depend on how many are shown.
    """

    _inherit = "customer.asset"

    last_visit = fields.Date(
        "Last visit",
        compute="_compute_history",
        groups=HISTORY,
        help="The day of the last purchase, or of the last appointment that was kept.",
    )
    visit_count = fields.Integer(
        "Visits",
        compute="_compute_history",
        groups=HISTORY,
        help="Days on which something was sold for it.",
    )
    lifetime_cost = fields.Monetary(
        "Lifetime cost",
        compute="_compute_history",
        currency_field="history_currency_id",
        groups=HISTORY,
        help="What was invoiced and sold for it, with tax, less what was credited.",
    )
    history_currency_id = fields.Many2one(
        "res.currency", compute="_compute_history", groups=HISTORY
    )

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_history(self):
        totals, visits = self._sold_for()
        kept = self._kept_appointments()
        for asset in self:
            count, last = visits.get(asset._origin.id, (0, False))
            days = [day for day in (last, kept.get(asset._origin.id)) if day]
            asset.last_visit = max(days, default=False)
            asset.visit_count = count
            asset.lifetime_cost = totals.get(asset._origin.id, 0.0)
            asset.history_currency_id = self.env.company.currency_id

    def _sold_for(self):
        """Return {id: total}, {id: (days with a sale, the last one)}."""
        turnover = self.env["customer.turnover"]
        domain = Domain("asset_id", "in", self._origin.ids)
        totals = turnover._read_group(domain, ["asset_id"], ["total:sum"])
        visits = turnover._read_group(
            domain & Domain("kind", "in", SALES),
            ["asset_id"],
            ["date:count_distinct", "date:max"],
        )
        return (
            {asset.id: total for asset, total in totals},
            {asset.id: (count, last) for asset, count, last in visits},
        )

    def _kept_appointments(self):
        """Return {id: the day of the last appointment that was kept}."""
        # sudo: that it was here, and nothing about it
        events = self.env["calendar.event"].sudo()
        groups = events._read_group(
            [
                ("customer_asset_id", "in", self._origin.ids),
                ("customer_state", "in", VISITED),
                ("start", "<", fields.Datetime.now()),
            ],
            ["customer_asset_id"],
            ["start:max"],
        )
        return {
            asset.id: fields.Datetime.context_timestamp(self, start).date()
            for asset, start in groups
        }

    def action_open_history(self):
        """Open what was sold for these, line by line, tills and former owners too."""
        self.env["res.users"]._check_function("asset_see", "history_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_turnover_action_history"
        )
        return {
            **action,
            "name": self.env._("Invoice history"),
            "domain": [("asset_id", "in", self.ids)],
            "context": {},
        }
