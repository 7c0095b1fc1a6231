# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.res_partner_consent_matrix import CHANNELS


class CustomerConsentChangeLine(models.TransientModel):
    """One answer on a form: a purpose by a channel, as a line of the paper."""

    _name = "customer.consent.change.line"
    _description = "Answer on a form"

    change_id = fields.Many2one(
        "customer.consent.change", required=True, ondelete="cascade"
    )
    purpose_id = fields.Many2one(
        "customer.consent.purpose", required=True, ondelete="cascade"
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        required=True,
    )
    address = fields.Char()
    answer = fields.Char("Now")
    says_yes = fields.Boolean("Yes")
    says_no = fields.Boolean("No")

    @api.depends("purpose_id", "channel")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for line in self:
            channel = labels.get(line.channel, "")
            line.display_name = f"{line.purpose_id.name}, {channel}"

    @api.onchange("says_yes")
    def _onchange_says_yes(self):
        if self.says_yes:
            self.says_no = False

    @api.onchange("says_no")
    def _onchange_says_no(self):
        if self.says_no:
            self.says_yes = False

    @api.model
    def _for_customer(self, partner):
        """Return the lines of a customer's form: what can be answered at all."""
        matrix = partner.get_customer_consents()
        addresses = {row["key"]: row["address"] for row in matrix["channels"]}
        states = self._states()
        return [
            {
                "purpose_id": purpose["id"],
                "channel": channel,
                "address": addresses[channel] or "",
                "answer": states[cell["state"]],
            }
            for purpose in matrix["purposes"]
            for channel, cell in zip(CHANNELS, purpose["cells"], strict=True)
            if cell["says_yes"]
        ]

    @api.model
    def _states(self):
        return self.env["res.partner"]._consent_state_labels()
