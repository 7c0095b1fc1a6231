# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

ALARM = "customer_care_alarm"
NO_INVITATION = "customer_care_no_invitation"
# With a row in one of these the customer hears of it from us by that channel.
OURS_COMES = ("planned", "claimed", "sent", "unknown")
FAR = timedelta(days=3660)


class CalendarEvent(models.Model):
    """One appointment is never reminded of twice by one channel.

    Odoo's own alarms (e-mail, SMS) leave out the customer whom we remind by the same
    channel; everybody else gets them. Where Odoo's alarm was first, we take another
    channel.
    """

    _inherit = "calendar.event"

    def _reminded_by_us(self, channel):
        """Return those of these whose customer we remind by this channel.

        What is not planned yet is planned now, so that it is known which channel it is.
        """
        # sudo: we remind whom we remind, whoever runs Odoo's alarm
        events = self.sudo().filtered("customer_partner_id")
        if not events:
            return events
        events._sync_customer_reminders(horizon=FAR)
        rows = events._reminder_rows(OURS_COMES).filtered_domain(
            Domain("channel", "=", channel)
        )
        occurrences = {row.occurrence for row in rows}
        return events.filtered(lambda event: event._occurrence() in occurrences)

    def _note_odoo_alarm(self, channel):
        """Remember that Odoo's alarm reminds these customers by this channel."""
        # sudo: as above
        for event in self.sudo().filtered("customer_partner_id"):
            used = (event.customer_alarm_channels or "").split()
            if channel not in used:
                event.customer_alarm_channels = " ".join([*used, channel])

    def _mail_get_partners(self, introspect_fields=False):
        """While Odoo's alarm sends its SMS, leave out whom we remind by SMS."""
        found = super()._mail_get_partners(introspect_fields=introspect_fields)
        skipped = self.env.context.get("customer_care_no_sms") or ()
        for event in self.filtered(lambda event: event.id in skipped):
            # sudo: as above
            found[event.id] -= event.sudo().customer_partner_id
        return found


class CalendarAlarmManager(models.AbstractModel):
    _inherit = "calendar.alarm_manager"

    @api.model
    def _send_reminder(self):
        return super(
            CalendarAlarmManager, self.with_context(**{ALARM: True})
        )._send_reminder()


class CalendarAttendee(models.Model):
    """Whom Odoo's mails about a meeting reach."""

    _inherit = "calendar.attendee"

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        attendees = self._without_refused()
        if self.env.context.get(ALARM):
            attendees = attendees._without_reminded()
        return super(CalendarAttendee, attendees)._notify_attendees(
            mail_template, notify_author=notify_author, force_send=force_send
        )

    def _customers(self):
        """Return the customers' own rows among these."""
        # sudo: as above
        return self.filtered(
            lambda attendee: (
                attendee.partner_id == attendee.event_id.sudo().customer_partner_id
            )
        )

    def _without_refused(self):
        """Leave out customers who must not be written to, and who is told in person."""
        customers = self._customers()
        if not customers:
            return self
        if self.env.context.get(NO_INVITATION):
            return self - customers
        # sudo: the gate is asked for everybody
        partners = customers.partner_id.sudo()
        purpose = self.env.ref("customer_care.purpose_service")
        refused = partners._contact_refusals("email", purpose=purpose)
        return self - customers.filtered(lambda row: row.partner_id.id in refused)

    def _without_reminded(self):
        """Leave out customers whom we remind by e-mail."""
        customers = self._customers()
        ours = customers.event_id._reminded_by_us("email")
        left = customers.filtered(lambda row: row.event_id in ours)
        (customers - left).event_id._note_odoo_alarm("email")
        return self - left


class CustomerSoft(models.AbstractModel):
    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("calendar.event", "_do_sms_reminder", _do_sms_reminder),
        ]


def _do_sms_reminder(origin, events, alarms):
    """`calendar_sms`: the same for Odoo's alarm by SMS."""
    ours = events._reminded_by_us("sms")
    others = events.filtered(lambda event: event not in ours)
    others._note_odoo_alarm("sms")
    return origin(events.with_context(customer_care_no_sms=ours.ids), alarms)
