# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .calendar_event_content import plain_hour
from .calendar_event_customer import VISITED
from .customer_account import PLAIN

MOST_DUE = 3


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _sheet_facts(self):
        """Return {name in the row: method of the customers that returns {id: value}}.

        A part adds what it knows; each method costs a constant number of queries.
        """
        return {
            "last_visit": "_sheet_last_visits",
            "due": "_sheet_due",
            "account": "_sheet_accounts",
            "alerts": "_sheet_alerts",
        }


class ResPartner(models.Model):
    """What the day sheet says of customers, of all of them at once."""

    _inherit = "res.partner"

    def _sheet_last_visits(self):
        """Return {id: day of the last appointment kept, or purchase}, as text."""
        # sudo: that somebody was here, and nothing about it
        events = self.env["calendar.event"].sudo()
        groups = events._read_group(
            [
                ("customer_partner_id", "in", self.ids),
                ("start", "<", fields.Datetime.now()),
                ("customer_state", "in", VISITED),
            ],
            ["customer_partner_id"],
            ["start:max"],
        )
        days = {
            partner.id: fields.Datetime.context_timestamp(self, start).date()
            for partner, start in groups
        }
        if self.env["res.users"]._has_function("history_see"):
            for key, bought in self._last_purchases().items():
                days[key] = max(bought, days.get(key, bought))
        today = fields.Date.context_today(self)
        return {
            key: self.env._("today") if day == today else format_date(self.env, day)
            for key, day in days.items()
        }

    def _last_purchases(self):
        """Return {id: day of the last purchase of the customer's firm}."""
        # sudo: only whose firm it is; turnover obeys its own rules
        firms = {
            partner.id: partner.commercial_partner_id.id for partner in self.sudo()
        }
        groups = self.env["customer.turnover"]._read_group(
            [("booked_partner_id", "in", list(set(firms.values())))],
            ["booked_partner_id"],
            ["date:max"],
        )
        bought = {partner.id: day for partner, day in groups if day}
        return {key: bought[firm] for key, firm in firms.items() if firm in bought}

    def _sheet_due(self):
        """Return {id: [customer actions that are due by tomorrow]}."""
        if not self.env["res.users"]._has_function("action_see"):
            return {}
        soon = fields.Date.context_today(self) + timedelta(days=1)
        actions = self.env["customer.action"].search_fetch(
            Domain("partner_id", "in", self.ids)
            & Domain("state", "=", "open")
            & Domain("date_remind", "<=", soon),
            ["name", "partner_id", "date_remind"],
            order="date_remind, id",
        )
        due = {}
        for action in actions:
            due.setdefault(action.partner_id.id, []).append(action.name)
        return {
            key: [*names[:MOST_DUE], *(["…"] if len(names) > MOST_DUE else [])]
            for key, names in due.items()
        }

    def _sheet_accounts(self):
        """Return {id: {text, label, tone}}: what they owe, where accounts are used."""
        # sudo: a setting of the company, read by whoever works there
        company = self.env.company.sudo()
        if not company.use_customer_account:
            return {}
        if not self.env["res.users"]._has_function("account_see"):
            return {}
        account = self.env["customer.account"]
        result = {}
        for key, state in self._account_states().items():
            stopped = state["status"] in ("hold", "closed")
            if not state["balance"] and state["status"] == PLAIN:
                continue
            is_told = stopped or state["status"] == "watch"
            is_bad = stopped or state["overdue"] > 0
            result[key] = {
                "text": account._money(state["balance"]),
                "label": state["label"] if is_told else "",
                "tone": "danger" if is_bad else "",
            }
        return result

    def _sheet_alerts(self):
        """Return {id: [red lines of today]}."""
        return {
            key: [alert["name"] for alert in alerts]
            for key, alerts in self._customer_alerts().items()
        }


class CustomerFreedTime(models.Model):
    _inherit = "customer.freed.time"

    def _when_words(self):
        start = fields.Datetime.context_timestamp(self, self.start)
        day = format_date(self.env, start.date(), date_format="EEE d MMM")
        hour = plain_hour(self.env, self.start, self.env.context.get("tz"))
        return self.env._("%(day)s, %(hour)s", day=day, hour=hour)


class CustomerWaiting(models.Model):
    _inherit = "customer.waiting"

    def _sheet_entry(self):
        """Return what the sheet shows of somebody who waits."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            # sudo: what the list shows of its customer
            "customer": self.partner_id.sudo().display_name,
            "phone": self.partner_id.sudo().phone or "",
            "what": self.name or self.kind_id.name or "",
            "note": self.note or "",
            "state": self.state,
            "label": labels[self.state],
        }
