# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_time

from ..tools.calendar_dates import local_to_utc
from .res_partner_appointment import TONES

DAYS = 2
MOST_ROWS = 500


class CalendarEvent(models.Model):
    """The day sheet: who comes today and tomorrow, with all the desk should know.

    Read for all appointments at once: the number of queries does not depend on theirs.
    """

    _inherit = "calendar.event"

    @api.model
    def get_customer_day_sheet(self, day=False, who="all"):
        """Return the sheet of two days.

        :param day: the first one as text, by default today where the user is
        :param who: "all", "me", "user:<id>" or "team:<id>"
        :return: {"day", "title", "who", "choices": [{key, label}], "can_change",
            "can_send", "days": [{day, label, is_today, rows}], "freed": rows}
        """
        users = self.env["res.users"]
        users._check_function("appointment_see")
        first = self._sheet_day(day)
        chosen = self._sheet_users(who)
        events = self._sheet_events(first, chosen)
        rows = self._sheet_rows(events)
        return {
            "day": fields.Date.to_string(first),
            "who": who,
            "choices": self._sheet_choices(events, who),
            "can_change": users._has_function("appointment_change"),
            "can_send": users._has_function("message_send"),
            "days": [
                self._sheet_section(first + timedelta(days=number), events, rows)
                for number in range(DAYS)
            ],
            "freed": self._sheet_freed(chosen),
        }

    @api.model
    def action_print_day_sheet(self, day=False, who="all"):
        """Print what the sheet shows."""
        self.env["res.users"]._check_function("appointment_see")
        first = self._sheet_day(day)
        self._sheet_users(who)
        report = self.env.ref("customer_care.action_report_day_sheet")
        data = {"day": fields.Date.to_string(first), "who": who}
        return report.report_action([], data=data, config=False)

    # Which

    @api.model
    def _sheet_day(self, day):
        if not day:
            return fields.Date.context_today(self)
        try:
            return date.fromisoformat(day)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("%s is not a day. Choose one in the calendar.", day)
            ) from error

    @api.model
    def _sheet_users(self, who):
        """Return the users that a choice means, None for everybody."""
        users = self.env["res.users"]
        kind, __, number = str(who or "all").partition(":")
        if kind == "all":
            return None
        if kind == "me":
            return self.env.user
        if kind == "user" and number.isdigit():
            return users.browse(int(number)).exists()
        if kind == "team" and number.isdigit():
            # sudo: who is in a team is no secret
            team = self.env["crm.team"].sudo().browse(int(number)).exists()
            return users.browse((team.member_ids | team.user_id).ids)
        raise UserError(self.env._("Choose a user or a team of the list."))

    @api.model
    def _sheet_tz(self):
        return self.env.user.tz or self.env.company.partner_id.tz or "UTC"

    @api.model
    def _sheet_events(self, first, users):
        """Return the appointments of the days that the user may know of.

        What was cancelled is off the sheet: its time stands among the freed ones.
        """
        tz = self._sheet_tz()
        last = first + timedelta(days=DAYS)
        days = Domain("allday", "=", False) & Domain(
            [
                ("start", ">=", local_to_utc(first, 0.0, tz)),
                ("start", "<", local_to_utc(last, 0.0, tz)),
            ]
        ) | Domain("allday", "=", True) & Domain(
            [("start_date", "<", last), ("stop_date", ">=", first)]
        )
        domain = (
            days
            & Domain("customer_partner_id", "!=", False)
            & Domain("customer_state", "!=", False)
            & Domain("customer_company_id", "in", self.env.companies.ids)
            & Domain(self._visible_domain())
        )
        if users is not None:
            domain &= Domain("user_id", "in", users.ids)
        return self.search(domain, order="start, id", limit=MOST_ROWS)

    @api.model
    def _sheet_choices(self, events, who):
        """Return whose sheet can be shown: mine, everybody's, teams, colleagues."""
        # sudo: names of teams and colleagues
        teams = self.env["crm.team"].sudo()
        teams = teams.search(
            [("company_id", "in", [*self.env.companies.ids, False])], limit=40
        )
        # sudo: what a colleague is called is no secret
        users = events.user_id.sudo() | self.env.user.sudo()
        kind, __, number = who.partition(":")
        if kind == "user":
            users |= users.browse(int(number)).exists()
        return [
            {"key": "all", "label": self.env._("Everybody")},
            {"key": "me", "label": self.env._("Mine")},
            *({"key": f"team:{t.id}", "label": t.name} for t in teams if t.member_ids),
            *(
                {"key": f"user:{user.id}", "label": user.name}
                for user in users.sorted("name")
            ),
        ]

    @api.model
    def _sheet_section(self, day, events, rows):
        tz = self._sheet_tz()
        mine = [
            rows[event.id]
            for event in events
            if (
                event.start_date <= day <= event.stop_date
                if event.allday
                else event._day_at(tz) == day
            )
        ]
        today = fields.Date.context_today(self)
        return {
            "day": fields.Date.to_string(day),
            "label": format_date(self.env, day, date_format="full"),
            "is_today": day == today,
            "rows": mine,
        }

    # What

    @api.model
    def _sheet_rows(self, events):
        """Return {event id: row}; each fact is read for all customers at once."""
        # sudo: what an appointment shows of its customer, whatever else may be read
        partners = events.customer_partner_id.sudo()
        facts = {
            name: getattr(partners.with_env(self.env), method)()
            for name, method in self._sheet_facts().items()
        }
        reminders = events._sheet_reminders()
        labels, now = self._state_labels(), fields.Datetime.now()
        rows = {}
        for event in events:
            partner = event.customer_partner_id
            # sudo: the sheet shows who comes, also of whom the user may not open
            known = partner.sudo()
            # sudo: what a colleague is called is no secret
            rows[event.id] = {
                **event._sheet_times(now),
                "id": event.id,
                "customer_id": partner.id,
                "customer": known.display_name,
                "code": known.ref or "",
                "phone": known.phone or "",
                "name": event.display_name,
                "kind": ", ".join(event.categ_ids.mapped("name")),
                "user": event.user_id.sudo().name or "",
                "state": event.customer_state,
                "label": labels[event.customer_state],
                "tone": TONES[event.customer_state],
                "reminder": reminders.get(event.id, ""),
                **{name: found.get(partner.id, "") for name, found in facts.items()},
            }
        return rows

    def _sheet_times(self, now):
        tz = self._sheet_tz()
        arrived = self.customer_arrived_at
        return {
            "time": self.env._("all day")
            if self.allday
            else format_time(self.env, self.start, tz=tz, time_format="short"),
            "until": ""
            if self.allday
            else format_time(self.env, self.stop, tz=tz, time_format="short"),
            "has_begun": self._begins_at() <= now,
            "is_later": self._day_at(tz) > fields.Date.context_today(self),
            "arrived": arrived
            and format_time(self.env, arrived, tz=tz, time_format="short")
            or "",
        }

    def _sheet_reminders(self):
        """Return {event id: what became of its reminder}, in one query."""
        labels = dict(
            self.env["customer.message"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        # sudo: the state of a reminder is part of its appointment
        return {
            row.source.id: labels[row.state]
            for row in self._reminder_rows().sorted("id")
            if row.state != "cancelled"
        }

    @api.model
    def _sheet_freed(self, users):
        """Return the freed times of the next two weeks, with who waits for them."""
        now = fields.Datetime.now()
        freed = self.env["customer.freed.time"]._open_ones(
            now, now + timedelta(days=14), users
        )
        matches = freed._matches()
        tz = self._sheet_tz()
        reasons = dict(freed._fields["reason"]._description_selection(self.env))
        # sudo: what a colleague is called is no secret
        return [
            {
                "id": row.id,
                "when": row.with_context(tz=tz)._when_words(),
                "user": row.user_id.sudo().name or "",
                "reason": reasons[row.reason],
                "waiting": [entry._sheet_entry() for entry in matches[row]],
            }
            for row in freed
        ]
