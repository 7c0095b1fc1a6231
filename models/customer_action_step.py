# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerActionStep(models.Model):
    """One reminder of a type: so many days before the reminder date."""

    _name = "customer.action.step"
    _description = "Reminder step"
    _order = "days_before desc, id"

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

    @api.constrains("type_id", "days_before")
    def _check_days_unique(self):
        for step in self:
            if len(step.type_id.step_ids.filtered(
                lambda other, step=step: other.days_before == step.days_before
            )) > 1:
                raise ValidationError(
                    self.env._(
                        "%(type)s has two steps %(days)s days before the reminder "
                        "date. Remove one.",
                        type=step.type_id.name,
                        days=step.days_before,
                    )
                )

    @api.depends("days_before")
    def _compute_display_name(self):
        for step in self:
            step.display_name = self.env._("%s days before", step.days_before)
