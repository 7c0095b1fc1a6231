# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class CustomerSms(models.TransientModel):
    """One SMS to one customer, to leave now or at a planned time; or to change it."""

    _name = "customer.sms"
    _description = "SMS to a customer"
    _inherit = ["customer.required.mixin"]

    message_id = fields.Many2one(
        "customer.message", help="The planned SMS that is changed."
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        required=True,
        default=lambda self: self.env.ref("customer_care.purpose_service"),
        help="An offer needs the customer's consent, a service message does not.",
    )
    phone_id = fields.Many2one(
        "customer.phone",
        "To number",
        compute="_compute_phone_id",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('type', '!=', 'fax')]",
    )
    number = fields.Char(compute="_compute_number")
    body = fields.Text("Text", required=True)
    appendix = fields.Char("Added at the end", compute="_compute_appendix")
    scheduled_at = fields.Datetime(
        "Send at", help="Empty: at once. It can be changed until it leaves."
    )
    refusal = fields.Char(compute="_compute_refusal")
    waits_until = fields.Char(compute="_compute_waits_until")

    @api.model
    def default_get(self, fields):
        """A planned SMS is changed as it was written."""
        values = super().default_get(fields)
        if message_id := values.get("message_id"):
            message = self.env["customer.message"].browse(message_id)
            message.check_access("read")
            values |= message._sms_values()
        return values

    @api.depends("partner_id")
    def _compute_phone_id(self):
        for wizard in self:
            wizard.phone_id = wizard.partner_id._sms_phone()

    @api.depends("partner_id", "phone_id")
    def _compute_number(self):
        addresses = self.partner_id._contact_addresses("sms")
        for wizard in self:
            phone = wizard.phone_id
            wizard.number = (phone.number_e164 or phone.number) or addresses.get(
                wizard.partner_id.id
            )

    @api.depends("partner_id", "purpose_id", "number")
    def _compute_appendix(self):
        for wizard in self:
            wizard.appendix = wizard._as_message()._sms_appendix(wizard.number or "")

    @api.depends("partner_id", "purpose_id", "number")
    def _compute_refusal(self):
        for wizard in self:
            refused = wizard.partner_id._contact_refusals(
                "sms", purpose=wizard.purpose_id, addresses=wizard._addresses()
            )
            wizard.refusal = refused.get(wizard.partner_id.id)

    @api.depends("partner_id", "purpose_id", "number", "scheduled_at")
    def _compute_waits_until(self):
        for wizard in self:
            moment = wizard.scheduled_at or fields.Datetime.now()
            allowed = wizard._as_message()._allowed_at(moment)
            wizard.waits_until = allowed > moment and format_datetime(
                self.env, allowed, dt_format="short"
            )

    def _addresses(self):
        number = self.phone_id and self.number
        return {self.partner_id.id: number} if number else None

    def _as_message(self):
        """Return the message that would be planned, in memory only."""
        return self.env["customer.message"].new(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.partner_id._company_at_work().id,
                "purpose_id": self.purpose_id.id,
                "channel": "sms",
                "address": self.number,
            }
        )

    def action_send(self):
        """Put the SMS into the outbox, unless the customer must not get it."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        self.partner_id.check_access("read")
        self.partner_id._refuse_strangers()
        if self.phone_id and self.phone_id.partner_id != self.partner_id:
            raise UserError(self.env._("This is the number of somebody else."))
        if self.refusal:
            raise UserError(self.refusal)
        self._check_body()
        self._check_time()
        if self.message_id:
            self.message_id._change_sms(self._message_values())
        else:
            # sudo: rows of the outbox belong to the program
            self.env["customer.message"].sudo()._plan([self._message_values()])
        return self._notify()

    def action_cancel_message(self):
        """Cancel the planned SMS that was opened to change it."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        if not self.message_id:
            raise UserError(self.env._("This SMS is not planned yet."))
        self.message_id.action_cancel_sms()
        return {"type": "ir.actions.act_window_close"}

    def _check_body(self):
        body = self.body.strip()
        if not body:
            raise UserError(self.env._("Write the text of the SMS first."))
        self.env["customer.message"]._check_sms_length(body + (self.appendix or ""))

    def _check_time(self):
        if self.scheduled_at and self.scheduled_at < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The time to send at is past. Leave it empty to send at once."
                )
            )

    def _message_values(self):
        body = self.body.strip()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.partner_id._company_at_work().id,
            "channel": "sms",
            "purpose_id": self.purpose_id.id,
            "phone_id": self.phone_id.id or None,
            "scheduled_at": self.scheduled_at or fields.Datetime.now(),
            "subject": body.splitlines()[0][:60],
            "body": body,
            "user_id": self.env.uid,
            "lang": self.partner_id.lang,
        }

    def _notify(self):
        if self.waits_until:
            message = self.env._("It leaves at %s.", self.waits_until)
        elif self.scheduled_at:
            message = self.env._("Planned.")
        else:
            message = self.env._("On its way.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
