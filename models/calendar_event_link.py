# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import struct
from collections import namedtuple

from odoo import api, fields, models

from ..tools import signed_link
from .calendar_event_customer import AHEAD

SCOPE = "appointment"
PATH = "/customer_care/appointment/"
# version, event, customer
PAYLOAD = struct.Struct(">BII")
VERSION = 1
ANSWERS = {"coming": "confirmed", "cannot": "declined"}

AppointmentLink = namedtuple("AppointmentLink", "event partner")


class CalendarEvent(models.Model):
    """*I am coming*, *I cannot*: the customer's answer by a signed link, no login.

    The link names the event and the customer it was written for. It shows the event as
    it is now; an answer is taken only to the time that was shown, and until the
    appointment is over.
    """

    _inherit = "calendar.event"

    def _customer_answer_url(self):
        """Return the absolute address of the page on which the customer answers."""
        self.ensure_one()
        payload = PAYLOAD.pack(VERSION, self.id, self.customer_partner_id.id)
        token = signed_link.sign(self._answer_key(), SCOPE, payload)
        return f"{self.get_base_url()}{PATH}{token}"

    @api.model
    def _answer_key(self):
        # sudo: whoever sends a reminder need not be able to read consents
        return self.env["customer.consent"].sudo()._address_key()

    @api.model
    def _read_answer_link(self, token):
        """Return what a token stands for, None when it is not one of ours.

        Of a deleted event the link is still ours: its event is empty. One whose
        appointment is somebody else's by now says nothing about it.
        """
        payload = signed_link.read(self._answer_key(), SCOPE, token)
        if not payload or payload[0] != VERSION or len(payload) != PAYLOAD.size:
            return None
        _version, event_id, partner_id = PAYLOAD.unpack(payload)
        partner = self.env["res.partner"]._survivor_of(partner_id)
        # sudo: the visitor has no rights at all, the signed link is the permission
        event = self.sudo().with_context(active_test=False).browse(event_id).exists()
        holder = event.customer_partner_id
        if event and self.env["res.partner"]._survivor_of(holder.id) != partner:
            return None
        return AppointmentLink(event, partner)

    def _answer_status(self):
        """Return "open", "over", or "cancelled": whether it can be answered."""
        if not self or not self.active or self.customer_state == "cancelled":
            return "cancelled"
        if self.customer_state not in AHEAD or self._ends_at() <= fields.Datetime.now():
            return "over"
        return "open"

    def _ends_at(self):
        """Return when it is over; of a whole day, the end of its last day."""
        if not self.allday:
            return self.stop
        return self.stop.replace(hour=23, minute=59)

    def _answer(self, answer, shown):
        """Take the customer's answer to the time that was shown.

        :return: "done", "moved" (the time is another one now), "taken" (somebody else
            has it since they said no), or the status that forbids an answer
        """
        self.ensure_one()
        if (status := self._answer_status()) != "open":
            return status
        if answer not in ANSWERS:
            return "open"
        if shown != fields.Datetime.to_string(self.start):
            return "moved"
        if answer == "coming" and self._is_time_given_away():
            return "taken"
        self._take_answer(ANSWERS[answer])
        return "done"

    def _take_answer(self, state):
        """Write down what the customer said and tell whoever expects them; once."""
        self.ensure_one()
        if self.customer_state == state:
            return
        if state == "planned":
            self.customer_state = state
            return
        self._set_attendee_state("accepted" if state == "confirmed" else "declined")
        self.write(
            {"customer_state": state, "customer_answered_at": fields.Datetime.now()}
        )
        self._tell_responsible(state)

    def _tell_responsible(self, state):
        """Tell the user whose appointment it is, in the chatter and their inbox."""
        user = self.user_id
        tz = user.tz or self.customer_company_id.partner_id.tz
        event = self.with_context(lang=user.lang or self.env.lang)
        sentence = (
            event.env._("%(customer)s is coming: %(appointment)s, %(when)s")
            if state == "confirmed"
            else event.env._("%(customer)s cannot come: %(appointment)s, %(when)s")
        )
        self.message_post(
            body=sentence
            % {
                "customer": self.customer_partner_id.name,
                "appointment": self.name,
                "when": event._when_at(tz),
            },
            author_id=self.customer_partner_id.id,
            partner_ids=user.partner_id.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )
