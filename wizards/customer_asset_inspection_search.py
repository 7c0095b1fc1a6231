# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.customer_asset import KINDS
from ..models.customer_asset_inspection import RESULTS

# Paper for a person: more rows than this are a spreadsheet's job.
MOST_ROWS = 3000


class CustomerAssetInspectionSearch(models.TransientModel):
    """Which vehicles were or are to be inspected in a period: shown or printed."""

    _name = "customer.asset.inspection.search"
    _description = "Vehicle inspection search"

    asset_ids = fields.Many2many(
        "customer.asset",
        string="Selected",
        default=lambda self: self._selected(),
    )
    kind = fields.Selection(KINDS)
    partner_ids = fields.Many2many(
        "res.partner", string="Owners", domain="[('is_customer', '=', True)]"
    )
    last_from = fields.Date("Last inspection from")
    last_to = fields.Date("Last inspection to")
    next_from = fields.Date("Next inspection from")
    next_to = fields.Date("Next inspection to")
    result = fields.Selection(RESULTS, "Last result")
    is_never = fields.Boolean("Never inspected")

    @api.model
    def _selected(self):
        """Return what is ticked in the list this was opened from."""
        context = self.env.context
        is_list = context.get("active_model") == "customer.asset"
        return self.env["customer.asset"].browse(
            is_list and context.get("active_ids") or ()
        )

    def _domain(self):
        """Return the Domain of what was asked for; both days of a period belong."""
        if self.asset_ids:
            return Domain("id", "in", self.asset_ids.ids)
        domain = self.env["customer.asset"]._offered_domain()
        asked = [
            ("kind", "=", self.kind),
            ("partner_id", "child_of", self.partner_ids.ids),
            ("last_inspection_date", ">=", self.last_from),
            ("last_inspection_date", "<=", self.last_to),
            ("next_inspection_date", ">=", self.next_from),
            ("next_inspection_date", "<=", self.next_to),
            ("last_inspection_result", "=", self.result),
        ]
        domain &= Domain.AND([[term] for term in asked if term[2]])
        if self.is_never:
            domain &= Domain("last_inspection_date", "=", False)
        return domain

    def _criteria(self):
        """Return what was asked for, as (label, value) for the title of the list."""
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "result")
        }
        found = [
            (self.env._("Kind"), labels["kind"].get(self.kind)),
            (self.env._("Owners"), ", ".join(self.partner_ids.mapped("display_name"))),
            (self.env._("Last inspection"), self._period("last")),
            (self.env._("Next inspection"), self._period("next")),
            (self.env._("Last result"), labels["result"].get(self.result)),
            (self.env._("Inspected"), self.env._("never") if self.is_never else ""),
        ]
        return [(label, value) for label, value in found if value]

    def _period(self, name):
        first, last = (
            day and format_date(self.env, day)
            for day in (self[f"{name}_from"], self[f"{name}_to"])
        )
        if first and last:
            return f"{first} – {last}"
        if first:
            return self.env._("from %s", first)
        return last and self.env._("until %s", last)

    def _check(self):
        self.env["res.users"]._check_function("asset_see")
        for name in ("last", "next"):
            first, last = self[f"{name}_from"], self[f"{name}_to"]
            if first and last and first > last:
                raise UserError(
                    self.env._("The period ends before it begins. Correct the dates.")
                )
        if self.is_never and (self.last_from or self.last_to or self.result):
            raise UserError(
                self.env._(
                    "What was never inspected has no last inspection. Empty its dates "
                    "and result, or untick Never inspected."
                )
            )

    def action_show(self):
        """Open the list of what was asked for."""
        self.ensure_one()
        self._check()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_inspection_search_list_action"
        )
        return dict(action, domain=list(self._domain()), context={}, target="main")

    def action_print(self):
        """Print the list of what was asked for."""
        self.ensure_one()
        self._check()
        count = self.env["customer.asset"].search_count(self._domain())
        if not count:
            raise UserError(
                self.env._("Nothing fits what you asked for. Widen the dates.")
            )
        if count > MOST_ROWS:
            raise UserError(
                self.env._(
                    "%s rows are too many for paper. Choose a shorter period, or "
                    "export the list.",
                    count,
                )
            )
        report = self.env.ref("customer_care.action_report_inspection_search")
        return report.report_action(self, config=False)
