# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from ..models.customer_action import STATES
from ..tools.calendar_dates import day_after

# Paper for a person: more rows than this are a spreadsheet's job.
MOST_ROWS = 3000


class CustomerActionListPrint(models.TransientModel):
    """Print the customer actions of a period as a list."""

    _name = "customer.action.list.print"
    _description = "Print customer actions of a period"

    date_field = fields.Selection(
        [("date_remind", "Reminder date"), ("date_end", "Expiry")],
        "Period of the",
        required=True,
        default="date_remind",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: date_utils.start_of(
            fields.Date.context_today(self), "month"
        ),
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: date_utils.end_of(
            fields.Date.context_today(self), "month"
        ),
    )
    type_ids = fields.Many2many("customer.action.type", string="Types")
    state = fields.Selection([("all", "All"), *STATES], required=True, default="open")
    user_id = fields.Many2one(
        "res.users", "Responsible", domain="[('share', '=', False)]"
    )
    action_count = fields.Integer(compute="_compute_action_count")

    @api.depends("date_field", "date_from", "date_to", "type_ids", "state", "user_id")
    def _compute_action_count(self):
        for wizard in self:
            wizard.action_count = self.env["customer.action"].search_count(
                wizard._domain()
            )

    def _domain(self):
        """Return the domain of the actions to print."""
        if not (self.date_from and self.date_to):
            return Domain.FALSE
        domain = Domain(
            [
                (self.date_field, ">=", self.date_from),
                # Both ends belong to the period, whole days in the user's time zone.
                (self.date_field, "<", day_after(self.date_to)),
            ]
        )
        if self.type_ids:
            domain &= Domain("type_id", "in", self.type_ids._origin.ids)
        if self.state != "all":
            domain &= Domain("state", "=", self.state)
        if self.user_id:
            domain &= Domain("user_id", "=", self.user_id.id)
        return domain

    def action_print(self):
        self.ensure_one()
        self.env["res.users"]._check_function("action_see")
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins. Correct the dates.")
            )
        if not self.action_count:
            raise UserError(self.env._("No customer action fits these choices."))
        if self.action_count > MOST_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s customer actions are too many for paper. Choose a "
                    "shorter period, or export the Actions List.",
                    count=self.action_count,
                )
            )
        report = self.env.ref("customer_care.action_report_customer_action_list")
        return report.report_action(self, config=False)
