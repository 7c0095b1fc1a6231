# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from babel.dates import get_timezone_name

from odoo import fields, models
from odoo.tools import format_date, format_time
from odoo.tools.misc import babel_locale_parse

from ..tools.calendar_dates import utc_to_local
from .calendar_event_customer import AHEAD, EXPECTED

TEMPLATE = "customer_care.mail_template_appointment"
SMS_TEMPLATE = "customer_care.sms_template_appointment"


def plain_hour(env, moment, tz):
    """Return the hour with plain spaces: a narrow one halves the room of an SMS."""
    hour = format_time(env, moment, tz=tz, time_format="short")
    return hour.replace("\u202f", " ").replace("\xa0", " ")


class CalendarEvent(models.Model):
    """The words of a reminder: one mail template and one text for SMS.

    Appointments of one customer on one day go out as one message; templates loop over
    `_reminder_items()`.
    """

    _inherit = "calendar.event"

    def _reminder_items(self):
        """Return the appointments that the message being written is about."""
        ids = self.env.context.get("reminder_event_ids") or self.ids
        return self.browse(ids).sorted("start")

    def _start_at(self, tz):
        """Return when it begins, by the clock of a time zone."""
        return utc_to_local(self.start, tz)

    def _day_at(self, tz):
        return self.start_date if self.allday else self._start_at(tz).date()

    def _when_at(self, tz):
        """Return day and hour in words, in the language of the environment."""
        day = format_date(self.env, self._day_at(tz), date_format="full")
        if self.allday:
            return day
        return self.env._(
            "%(day)s, %(hour)s", day=day, hour=plain_hour(self.env, self.start, tz)
        )

    def _customer_when(self):
        """Return day and hour in words, as the clock on the wall shows it where the
        customer comes to; whose own clock shows another hour is told which one."""
        tz = self._shop_tz()
        when = self._when_at(tz)
        here, there = self._start_at(tz), self._start_at(self._customer_tz())
        if self.allday or here.utcoffset() == there.utcoffset():
            return when
        locale = babel_locale_parse(self.env.lang)
        clock = get_timezone_name(here, locale=locale)
        return self.env._("%(when)s (%(clock)s)", when=when, clock=clock)

    def _reminder_company(self):
        return self.customer_company_id or self.env.company

    def _customer_message_content(self, messages):
        channel = messages[0].channel
        first = self[0].with_context(reminder_event_ids=self.ids)
        if channel == "sms":
            template = self._appointment_template(SMS_TEMPLATE)
            body = template._render_field("body", first.ids)[first.id]
            return {"subject": False, "body": body}
        if channel == "email":
            template = self._appointment_template(TEMPLATE)
            return {
                "subject": template._render_field("subject", first.ids)[first.id],
                "body": template._render_field("body_html", first.ids)[first.id],
            }
        return {"subject": self[0].display_name, "body": ""}

    def _appointment_template(self, name):
        # sudo: the program writes to the customer, whoever planned it
        template = self.env.ref(name).sudo()
        return template.with_context(
            **{**self.env.context, "reminder_event_ids": self.ids}
        )

    def _customer_message_gone(self):
        """Return {event id: why nobody is to be reminded of it any more}."""
        return {event.id: why for event in self if (why := event._why_gone())}

    def _why_gone(self):
        if not self.active or self.customer_state not in AHEAD:
            if self.customer_state in ("arrived", "done", "no_show"):
                return self.env._("The appointment is over.")
            return self.env._("The appointment was cancelled.")
        if self.customer_state not in EXPECTED:
            return self.env._("The customer cannot come.")
        if self._begins_at() <= fields.Datetime.now():
            return self.env._("The appointment is over.")
        if not self.customer_remind:
            return self.env._("The reminder was switched off.")
        if not self.customer_company_id.appointment_reminders:
            return self.env._("Reminders of appointments are switched off.")
        return None
