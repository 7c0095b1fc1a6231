# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_action_type import UNITS


class ProductTemplate(models.Model):
    """A product says which customer action its sale creates."""

    _inherit = "product.template"

    action_type_id = fields.Many2one(
        "customer.action.type",
        "Customer action",
        ondelete="set null",
        help="Posting an invoice of this product creates such a customer action.",
    )
    action_duration = fields.Integer(
        "Duration of the action", help="Zero: as long as the type says."
    )
    action_duration_unit = fields.Selection(UNITS, default="months")

    _action_duration_not_negative = models.Constraint(
        "CHECK(action_duration >= 0)",
        "The duration of a customer action cannot be negative.",
    )

    @api.constrains("action_duration")
    def _check_action_duration(self):
        if any(product.action_duration < 0 for product in self):
            raise ValidationError(
                self.env._("The duration of a customer action cannot be negative.")
            )
