# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_datetime

from ..tools.phone_kind import may_receive_sms
from ..tools.phone_numbers import read_numbers
from ..tools.window import dialog
from .customer_message_person import RETRYABLE


class CustomerMessage(models.Model):
    """What a person still changes: the text of a planned SMS, times, addresses.

    Each verb locks its rows and looks at their state then: what a worker has claimed
    meanwhile is refused, and a claim that comes later finds the new text.
    """

    _inherit = "customer.message"

    # One planned SMS

    def action_change_sms(self):
        """Open a planned SMS in the dialog it was written in."""
        self.ensure_one()
        self._take_written_sms()
        return dialog(
            "customer.sms",
            self.env._("SMS to %s", self.partner_id.display_name),
            context={"default_message_id": self.id, "dialog_size": "medium"},
        )

    def action_cancel_sms(self):
        """Cancel a planned SMS."""
        self.ensure_one()
        self._take_written_sms()._record_cancelled()
        return True

    def _take_written_sms(self):
        """Lock and return this planned SMS that a person wrote, or say why not."""
        self.env["res.users"]._check_function("message_send")
        self.check_access("read")
        # sudo: the fate of a message is written by the outbox alone
        row = self.sudo().try_lock_for_update()
        if self.channel != "sms" or not self.body or self.occurrence_key:
            raise UserError(
                self.env._(
                    "%s is not an SMS that somebody wrote. Change its time or cancel it"
                    " in the list of messages.",
                    self.display_name,
                )
            )
        if not row or row.state != "planned":
            raise UserError(
                self.env._(
                    "%(message)s cannot be changed any more: it is %(state)s.",
                    message=self.display_name,
                    state=self._state_in_words() if row else self.env._("leaving now"),
                )
            )
        return row

    def _state_in_words(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state].lower()

    def _change_sms(self, vals):
        """Write a planned SMS anew; ``vals``: as `_plan` takes them."""
        row = self._take_written_sms()
        [checked] = self._prepare_rows([{**vals, "partner_id": self.partner_id.id}])
        names = ("purpose_id", "scheduled_at", "phone_id", "subject", "body", "user_id")
        row.write(
            {
                **{name: checked[name] for name in names},
                "address": False,
                "reason": False,
                "next_try_at": False,
            }
        )
        row._wake_sender([row.scheduled_at])

    def _record_cancelled(self):
        self._record_not_sent(
            "cancelled", self.env._("Cancelled by %s.", self.env.user.name)
        )

    # Any messages

    def _open_verb(self, model, name, size="medium"):
        self.env["res.users"]._check_function("message_manage")
        self.check_access("read")
        return dialog(
            model, name, context={"default_message_ids": self.ids, "dialog_size": size}
        )

    def action_change_time(self):
        """Ask when these planned messages leave."""
        self._take("message_manage", "planned")
        return self._open_verb("customer.message.time", self.env._("Change the time"))

    def _reschedule(self, moment):
        """Plan what is planned for another time; return how many there were."""
        rows = self._take("message_manage", "planned")
        if moment < fields.Datetime.now():
            raise UserError(
                self.env._("This time is past. Choose one that is still to come.")
            )
        for row in rows.filtered(lambda r: r.late_until and r.late_until < moment)[:1]:
            raise UserError(
                self.env._(
                    "%(message)s is of use only until %(time)s.",
                    message=row.display_name,
                    time=format_datetime(self.env, row.late_until),
                )
            )
        rows.write({"scheduled_at": moment, "next_try_at": False, "reason": False})
        rows._wake_sender([moment])
        return len(rows)

    def action_resend(self):
        """Ask whether these are sent again, and what of those that may have left."""
        self._take("message_manage", "unknown", *RETRYABLE)
        return self._open_verb("customer.message.resend", self.env._("Send again"))

    def _resend(self, also_unknown):
        """Send again now; return how many. Unknown ones only if a person says so."""
        states = (*RETRYABLE, "unknown") if also_unknown else RETRYABLE
        rows = self._take("message_manage", *states)
        rows._plan_again()
        return len(rows)

    def action_correct_address(self):
        """Ask for the right address of these messages, and send them to it."""
        self._take("message_manage", "planned", *RETRYABLE)
        return self._open_verb(
            "customer.message.address", self.env._("Correct the address"), "extra-large"
        )

    def _correct_address(self, address, also_customer=False):
        """Send these messages of one customer and channel to another address.

        What had failed or was skipped goes on at once; what is planned keeps its time.
        """
        rows = self._take("message_manage", "planned", *RETRYABLE)
        partner, channel = rows.partner_id.ensure_one(), rows[0].channel
        address = self._checked_address(partner, channel, address)
        refused = self.env["res.partner"].browse(partner.id)
        for purpose in rows.purpose_id or [None]:
            for reason in refused._contact_refusals(
                channel, purpose=purpose, addresses={partner.id: address}
            ).values():
                raise UserError(
                    self.env._(
                        "%(customer)s cannot be written to there. %(reason)s",
                        customer=partner.display_name,
                        reason=reason,
                    )
                )
        if also_customer:
            self._correct_customer(channel, address)
        rows.filtered(lambda row: row.state != "planned")._plan_again()
        rows.write({"address": address, "phone_id": False, "reason": False})
        return len(rows)

    @api.model
    def _checked_address(self, partner, channel, address):
        """Return an address as the outbox writes it, or say what is wrong with it."""
        typed = (address or "").strip()
        if channel == "email":
            found = email_normalize(typed)
            wrong = self.env._("%s is not one e-mail address.", typed or "?")
        elif channel in ("sms", "call"):
            numbers = read_numbers(typed, *partner._phone_regions())
            found = numbers[0].e164 if len(numbers) == 1 else ""
            if channel == "sms" and found and not may_receive_sms(found):
                found = ""
            wrong = self.env._("%s is not one number of a mobile phone.", typed or "?")
        else:
            found = ""
            wrong = self.env._(
                "The postal address is corrected on the customer's form."
            )
        if not found:
            raise UserError(wrong)
        return found

    def _correct_customer(self, channel, address):
        """Write the address to the customer too, as the user himself may do."""
        partner = self.partner_id
        if channel == "email":
            partner.email = address
        elif phone := self.phone_id[:1]:
            phone.number = address
        else:
            partner.phone = address
