# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_action_type import UNITS
from ..tools.calendar_dates import add_local_duration


class CustomerActionExtend(models.TransientModel):
    """Extend customer actions: by a duration, or until a date."""

    _name = "customer.action.extend"
    _description = "Extend customer actions"

    action_ids = fields.Many2many(
        "customer.action",
        string="Customer actions",
        required=True,
        context={"active_test": False},
        default=lambda self: self.env.context.get("active_ids"),
    )
    action_count = fields.Integer(compute="_compute_action_count")
    mode = fields.Selection(
        [("by", "By a duration"), ("until", "Until a date")],
        required=True,
        default="by",
    )
    duration = fields.Integer("Extend by", default=12)
    duration_unit = fields.Selection(UNITS, default="months", required=True)
    date_end = fields.Datetime("Until")
    reason = fields.Char()

    @api.depends("action_ids")
    def _compute_action_count(self):
        for wizard in self:
            wizard.action_count = len(wizard.action_ids)

    def action_extend(self):
        self.ensure_one()
        if not self.action_ids:
            raise UserError(self.env._("Select the actions to extend first."))
        for date_end, actions in self._grouped_by_end().items():
            actions._extend(date_end, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _grouped_by_end(self):
        """Return {new expiry: actions}."""
        if self.mode == "until":
            if not self.date_end:
                raise UserError(self.env._("Choose the new expiry."))
            return {self.date_end: self.action_ids}
        if self.duration <= 0:
            raise UserError(self.env._("An extension is longer than zero."))
        return self.action_ids.grouped(self._later)

    def _later(self, action):
        """Return the new expiry; what is for ever already has no later one."""
        end = action.date_end or action.date_start
        try:
            return add_local_duration(
                end, self.duration, self.duration_unit, str(self.env.tz)
            )
        except (OverflowError, ValueError) as error:
            raise UserError(
                self.env._(
                    "%s would run beyond the year 9999. Choose a shorter extension.",
                    action.display_name,
                )
            ) from error
