# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .calendar_event_content import plain_hour
from .customer_message import ELECTRONIC


class CustomerWaiting(models.Model):
    """What a person does for somebody who waits: book, offer, give up."""

    _inherit = "customer.waiting"

    def action_book(self, freed_id=False):
        """Give the freed time to this customer; without one, ask for a time.

        :param freed_id: id of a `customer.freed.time`
        """
        self.ensure_one()
        self._check_open()
        if not freed_id:
            return self.partner_id._appointment_dialog(
                default_name=self.name or "",
                default_user_id=self.user_id.id or self.env.uid,
                default_kind_id=self.kind_id.id,
                default_duration=self.duration,
                default_waiting_id=self.id,
            )
        freed = self._take_freed(freed_id)
        event = self.env["calendar.event"]._book_appointment(
            {
                "partner": self.partner_id,
                "name": self.name or self.kind_id.name,
                "user": freed.user_id,
                "kind": self.kind_id or freed.kind_ids[:1],
                "start": freed.start,
                "stop": freed.start + timedelta(hours=self.duration),
            }
        )
        # sudo: what became of a freed time is the program's to write
        freed.sudo().booked_event_id = event
        self._close_booked(event)
        return None

    def action_offer(self, freed_id):
        """Write to the customer that this time is free, because a person says so."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        self._check_open()
        freed = self._take_freed(freed_id)
        self.env["customer.message"]._check_sending()
        channel = self._offer_channel()
        # sudo: rows of the outbox belong to the program
        self.env["customer.message"].sudo()._plan(
            {
                "partner_id": self.partner_id.id,
                "company_id": freed.company_id.id,
                "channel": channel,
                "purpose_id": self.env.ref("customer_care.purpose_service").id,
                "subject": self._in_their_words().env._("A time has become free"),
                "body": self._offer_text(freed),
                "source": self,
                "late_until": freed.start,
                "user_id": self.env.uid,
                "lang": self.partner_id.lang,
            }
        )
        # sudo: that it was offered is written by the program
        self.sudo().write({"state": "offered", "offered_at": fields.Datetime.now()})
        return channel

    def action_gone(self):
        """They do not wait any more."""
        self.env["res.users"]._check_function("appointment_change")
        self._close("gone")

    def action_wait(self):
        """They wait again."""
        self.env["res.users"]._check_function("appointment_change")
        self.check_access("write")
        # sudo: the state is written by our verbs alone
        self.sudo().write({"state": "waiting", "event_id": False})

    def _check_open(self):
        self.env["res.users"]._check_function("appointment_change")
        self.check_access("write")
        if self.state not in ("waiting", "offered"):
            raise UserError(
                self.env._("%s does not wait any more.", self.partner_id.display_name)
            )

    def _take_freed(self, freed_id):
        """Return the freed time, refused when somebody was quicker."""
        freed = self.env["customer.freed.time"].browse(freed_id).exists()
        if not freed or freed.booked_event_id or freed.id in freed._busy():
            raise UserError(
                self.env._("This time is not free any more. Reload the day sheet.")
            )
        if freed.start <= fields.Datetime.now():
            raise UserError(self.env._("This time is past. Choose another one."))
        return freed

    def _offer_channel(self):
        """Return the first channel by which the customer may be told."""
        purpose = self.env.ref("customer_care.purpose_service")
        # sudo: the gate is asked for everybody
        partner, refusal = self.partner_id.sudo(), None
        for channel in dict.fromkeys((partner.preferred_channel, "sms", "email")):
            if channel in ELECTRONIC:
                refusal = partner._contact_refusals(channel, purpose).get(partner.id)
                if not refusal:
                    return channel
        raise UserError(
            self.env._(
                "%(customer)s cannot be written to: %(reason)s Call them instead.",
                customer=partner.display_name,
                reason=refusal,
            )
        )

    def _in_their_words(self):
        lang = self.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    def _offer_text(self, freed):
        there = self._in_their_words()
        # sudo: the company's time zone, for the letter
        company = freed.sudo().company_id
        tz = self.partner_id.tz or company.partner_id.tz or "UTC"
        day = format_date(
            there.env,
            fields.Datetime.context_timestamp(
                there.with_context(tz=tz), freed.start
            ).date(),
            date_format="full",
        )
        return there.env._(
            "%(company)s: a time has become free, %(day)s, %(hour)s. Please answer or"
            " call us at %(phone)s if you want it; the first answer gets it.",
            company=company.name,
            day=day,
            hour=plain_hour(there.env, freed.start, tz),
            phone=company.phone or company.email or company.name,
        )

    def _close_booked(self, event):
        """The customer has an appointment now."""
        # sudo: the state is written by our verbs alone
        self.sudo().event_id = event
        self._close("booked")

    def _close(self, state):
        self.check_access("write")
        # sudo: callers checked the function; the end is the program's to write
        rows = self.sudo()
        rows.write({"state": state})
        rows.activity_ids.action_feedback(feedback=self.env._("Done on the day sheet."))


class CustomerMessage(models.Model):
    """An offer is about the entry of the waiting list; its text is its own."""

    _inherit = "customer.message"

    @api.model
    def _selection_source(self):
        name = "customer.waiting"
        # sudo: what a model is called
        label = self.env["ir.model"].sudo()._get(name).name
        return [*super()._selection_source(), (name, label)]
