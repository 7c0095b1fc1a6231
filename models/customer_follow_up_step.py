# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_message import CHANNELS

MOST_DAYS = 730


class CustomerFollowUpStep(models.Model):
    """One way by which a follow-up goes to a customer, so many days after it began.

    Steps of the same day are made together: labels and postcards, letter and labels.
    Who has begun goes on with the steps there were: one that is removed is put away.
    """

    _name = "customer.follow.up.step"
    _description = "Step of a follow-up"
    _inherit = ["customer.required.mixin"]
    _order = "days, sequence, id"

    follow_up_id = fields.Many2one(
        "customer.follow.up", "Follow-up", required=True, index=True, ondelete="cascade"
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer("Days later", aggregator=None)
    channel = fields.Selection(CHANNELS, required=True, default="email")
    template_id = fields.Many2one(
        "mail.template",
        "Text",
        ondelete="restrict",
        help="Of an e-mail or letter; empty: the one of the search.",
    )
    sms_text = fields.Text("SMS", translate=True, help="Empty: the one of the search.")
    user_id = fields.Many2one(
        "res.users",
        "Who calls",
        ondelete="set null",
        help="On whose list the call is.",
    )

    @api.depends("days", "channel")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for step in self:
            step.display_name = self.env._(
                "%(channel)s, day %(days)s",
                channel=labels.get(step.channel, ""),
                days=step.days,
            )

    @api.constrains("days")
    def _check_days(self):
        for step in self:
            if not 0 <= step.days <= MOST_DAYS:
                raise ValidationError(
                    self.env._("A step comes 0 to %s days later.", MOST_DAYS)
                )
