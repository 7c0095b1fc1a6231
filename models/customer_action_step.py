# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

FURTHEST_DAYS = 3650


class CustomerActionStep(models.Model):
    """One reminder of a type: so many days before the reminder date."""

    _name = "customer.action.step"
    _description = "Reminder step"
    _inherit = ["customer.required.mixin"]
    _order = "days_before desc, id"
    _unique_keys = [("type_id", "days_before")]

    type_id = fields.Many2one(
        "customer.action.type", required=True, ondelete="cascade", index=True
    )
    days_before = fields.Integer(
        "Days before the reminder date",
        help="0: on the reminder date itself; a negative number: after it.",
    )

    _days_unique = models.Constraint(
        "UNIQUE(type_id, days_before)", "A type has each reminder step once."
    )

    @api.constrains("days_before")
    def _check_days_before(self):
        """One day beyond the calendar would stop the reminders of all types."""
        if any(abs(step.days_before) > FURTHEST_DAYS for step in self):
            raise ValidationError(
                self.env._(
                    "A reminder step lies within %s days of the reminder date.",
                    FURTHEST_DAYS,
                )
            )

    @api.depends("days_before")
    def _compute_display_name(self):
        for step in self:
            step.display_name = self.env._("%s days before", step.days_before)
