# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAssetInspection(models.Model):
    """The work that one inspection advises, offered from its form."""

    _inherit = "customer.asset.inspection"

    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    open_value = fields.Monetary("Advised work open", compute="_compute_open_work")
    has_open_work = fields.Boolean(compute="_compute_open_work")

    @api.depends("line_ids.work_state", "line_ids.price")
    def _compute_open_work(self):
        found = {
            inspection: (value, count)
            for inspection, value, count in self.env[
                "customer.asset.inspection.line"
            ]._read_group(
                [("inspection_id", "in", self.ids), ("work_state", "=", "open")],
                ["inspection_id"],
                ["price:sum", "__count"],
            )
        }
        for inspection in self:
            value, count = found.get(inspection._origin, (0.0, 0))
            inspection.open_value = value
            inspection.has_open_work = bool(count)

    def action_quote(self):
        """Make a quotation of the work that is open."""
        self.env["res.users"]._check_function("asset_change")
        return self.line_ids.action_quote()

    def action_remind(self):
        """Remind the customer of the work that is open."""
        self.env["res.users"]._check_function("asset_change", "action_change")
        return self.line_ids.action_remind()

    def action_open_work(self):
        """List the work that was advised."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_work_action"
        )
        domain = [
            ("inspection_id", "in", self.ids),
            ("state", "in", ("advise", "urgent")),
        ]
        return dict(action, domain=domain, context={})
