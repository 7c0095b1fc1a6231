# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import SQL

from .calendar_event_content import SMS_TEMPLATE
from .calendar_event_customer import EXPECTED
from .calendar_event_reminder import DAY_HOUR
from .customer_message import ELECTRONIC

EVENT = "calendar.event"


class CustomerPlannedExpected(models.Model):
    """Reminders of appointments that are further away than the outbox looks ahead."""

    _inherit = "customer.planned.expected"

    @api.model
    def _sources(self, first, end):
        yield from super()._sources(first, end)
        yield EVENT, self._appointments(first, end)

    @api.model
    def _appointments(self, first, end):
        """Return what the reminders of appointments will plan, in one statement.

        The way is the one that the customer prefers, else the company's; the gate may
        choose another one then.
        """
        purpose = self.env.ref("customer_care.purpose_service")
        return SQL(
            """
            SELECT 0 AS origin_id, remind.day, remind.channel, remind.company_id,
                   %(purpose)s::int AS purpose_id, count(*)::int AS count
              FROM (%(reminders)s) AS remind
             WHERE remind.moment >= %(until)s
               AND remind.moment >= coalesce(remind.armed_at, remind.moment)
               AND remind.day BETWEEN %(first)s AND %(end)s::date - 1
          GROUP BY 2, 3, 4
            """,
            purpose=purpose.id,
            reminders=self._coming_reminders(),
            until=self.env[EVENT]._reminders_until(),
            first=first,
            end=end,
        )

    @api.model
    def _coming_reminders(self):
        """Return when the customers of coming appointments are to be reminded.

        Of a whole day in the morning, as many days before as the lead makes.
        """
        return SQL(
            """
            SELECT event.customer_company_id AS company_id,
                   event.customer_armed_at AS armed_at, lead.moment,
                   (lead.moment AT TIME ZONE 'UTC' AT TIME ZONE place.tz)::date AS day,
                   CASE WHEN partner.preferred_channel IN %(ways)s
                        THEN partner.preferred_channel
                        ELSE company.appointment_channel END AS channel
              FROM calendar_event event
              JOIN res_company company ON company.id = event.customer_company_id
              JOIN res_partner seat ON seat.id = company.partner_id
              JOIN res_partner partner ON partner.id = event.customer_partner_id
        CROSS JOIN LATERAL (
                   SELECT coalesce(partner.tz, seat.tz, 'UTC') AS tz) AS place
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN event.allday
                          THEN (event.start_date - greatest(1, ceil(
                                company.appointment_lead_hours / 24.0)::int)
                                + make_interval(hours => %(hour)s)
                               ) AT TIME ZONE place.tz AT TIME ZONE 'UTC'
                          ELSE event.start - make_interval(
                               hours => company.appointment_lead_hours)
                          END AS moment) AS lead
             WHERE event.active AND event.customer_remind
               AND event.customer_state IN %(expected)s
               AND company.appointment_reminders AND event.start > %(now)s
               AND NOT EXISTS (
                   SELECT FROM customer_message m
                    WHERE m.source = 'calendar.event,' || event.id
                      AND m.occurrence = m.source || ':'
                          || to_char(event.start, 'YYYY-MM-DD HH24:MI:SS'))
            """,
            ways=ELECTRONIC,
            hour=int(DAY_HOUR),
            expected=EXPECTED,
            now=Datetime.now(),
        )


class CustomerPlanned(models.Model):
    """The SMS of all appointments is one text."""

    _inherit = "customer.planned"

    @api.model
    def _text_parts(self):
        parts = super()._text_parts()
        template = self.env.ref(SMS_TEMPLATE, raise_if_not_found=False)
        if template:
            # sudo: the length of a text
            parts[EVENT, 0] = self._parts_of_template(template.sudo().body)
        return parts


class CustomerPlannedHold(models.Model):
    """A reminder moves with its appointment, and not by itself."""

    _inherit = "customer.planned.hold"

    @api.model
    def _check_decision(self, batches, reason, date_to):
        result = super()._check_decision(batches, reason, date_to)
        for batch in batches:
            if date_to and (batch.origin, batch.state) == (EVENT, "expected"):
                raise UserError(
                    self.env._(
                        "%s remind of appointments and move with them. Move the"
                        " appointments, or stop the reminders.",
                        batch.display_name,
                    )
                )
        return result
