# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .customer_action_type import CHANNELS


class CustomerActionChannel(models.Model):
    """A place in a type's channel order: the first way that may be used wins."""

    _name = "customer.action.channel"
    _description = "Channel of a customer action type"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, id"
    _unique_keys = [("type_id", "channel")]

    type_id = fields.Many2one(
        "customer.action.type", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    channel = fields.Selection(CHANNELS, required=True)

    _channel_unique = models.Constraint(
        "UNIQUE(type_id, channel)", "A type names each channel once."
    )

    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for line in self:
            line.display_name = labels.get(line.channel)
