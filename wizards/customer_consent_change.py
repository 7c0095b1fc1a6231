# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerConsentChange(models.TransientModel):
    """How did the customer tell us? Then the answer is recorded."""

    _name = "customer.consent.change"
    _description = "Record a Consent"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True
    )
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        required=True,
        default=lambda self: self.env.ref("customer_care.purpose_marketing"),
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        required=True,
        default="email",
    )
    given = fields.Boolean("The customer agrees", default=True)
    method = fields.Selection(
        [
            ("counter", "At the counter"),
            ("phone", "By telephone"),
            ("form", "On a paper form"),
            ("letter", "By letter"),
            ("email", "By e-mail"),
        ],
        "How did the customer tell us?",
        required=True,
        default="counter",
    )
    note = fields.Char()

    def action_record(self):
        """Record the answer for the address the customer has now."""
        self.partner_id._set_consent(
            self.purpose_id, self.channel, self.given, self.method, self.note
        )
        return {"type": "ir.actions.act_window_close"}
