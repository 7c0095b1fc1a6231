# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerSms(models.TransientModel):
    """One SMS to one customer, to leave now or at a planned time."""

    _name = "customer.sms"
    _description = "SMS to a customer"
    _inherit = ["customer.required.mixin"]

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        required=True,
        default=lambda self: self.env.ref("customer_care.purpose_service"),
        help="An offer needs the customer's consent, a service message does not.",
    )
    number = fields.Char(compute="_compute_number")
    body = fields.Text("Text", required=True)
    scheduled_at = fields.Datetime(
        "Send at", help="Empty: at once. It can be cancelled until it leaves."
    )
    refusal = fields.Char(compute="_compute_refusal")

    @api.depends("partner_id")
    def _compute_number(self):
        addresses = self.partner_id._contact_addresses("sms")
        for wizard in self:
            wizard.number = addresses.get(wizard.partner_id.id)

    @api.depends("partner_id", "purpose_id")
    def _compute_refusal(self):
        for wizard in self:
            refused = wizard.partner_id._contact_refusals(
                "sms", purpose=wizard.purpose_id
            )
            wizard.refusal = refused.get(wizard.partner_id.id)

    def action_send(self):
        """Put the SMS into the outbox, unless the customer must not get it."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        self.partner_id.check_access("read")
        self.partner_id._refuse_strangers()
        if self.refusal:
            raise UserError(self.refusal)
        now = fields.Datetime.now()
        if self.scheduled_at and self.scheduled_at < now:
            raise UserError(
                self.env._(
                    "The time to send at is past. Leave it empty to send at once."
                )
            )
        # sudo: rows of the outbox belong to the program
        self.env["customer.message"].sudo()._plan(
            [
                {
                    "partner_id": self.partner_id.id,
                    "company_id": (self.partner_id.company_id or self.env.company).id,
                    "channel": "sms",
                    "purpose_id": self.purpose_id.id,
                    "scheduled_at": self.scheduled_at or now,
                    "subject": self.body.strip().splitlines()[0][:60],
                    "body": self.body.strip(),
                    "user_id": self.env.uid,
                    "lang": self.partner_id.lang,
                }
            ]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Planned.")
                if self.scheduled_at
                else self.env._("On its way."),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
