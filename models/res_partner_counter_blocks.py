# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from .customer_account import PLAIN, SELLS
from .customer_number_text import number_text
from .res_partner_consent import MARKETING_CHANNELS

ROWS = 8
# An action that ran out is offered for extension that long.
LATE = timedelta(days=90)


class ResPartner(models.Model):
    """The blocks of the counter: each for those who may see what is in it."""

    _inherit = "res.partner"

    @api.model
    def _counter_parts(self):
        return [
            *super()._counter_parts(),
            {
                "sequence": 10,
                "functions": ["action_see"],
                "method": "_counter_actions",
            },
            {
                "sequence": 20,
                "functions": ["account_see"],
                "method": "_counter_account",
            },
            {
                "sequence": 30,
                "functions": ["layaway_see"],
                "method": "_counter_layaways",
            },
            {"sequence": 40, "functions": [], "method": "_counter_points"},
            {"sequence": 50, "functions": [], "method": "_counter_visits"},
            {
                "sequence": 60,
                "functions": ["consent_see"],
                "method": "_counter_consents",
            },
        ]

    def _actions_to_extend(self, limit=None):
        """Return what is open or ran out lately, what needs attention first."""
        lately = fields.Datetime.now() - LATE
        return self.env["customer.action"].search(
            Domain("partner_id", "in", self._people().ids)
            & (
                Domain("state", "=", "open")
                | (Domain("state", "=", "expired") & Domain("date_end", ">=", lately))
            ),
            order="date_remind, date_end, id",
            limit=limit,
        )

    def _counter_actions(self):
        actions = self._actions_to_extend(limit=ROWS)
        return {
            "key": "actions",
            "title": self.env._("Customer actions"),
            "method": "action_open_customer_actions",
            "link": self.env._("All"),
            "empty": self.env._("None is open."),
            "rows": [self._counter_action(action) for action in actions],
        }

    @api.model
    def _counter_action(self, action):
        badges = {
            "overdue": (self.env._("Overdue"), "danger"),
            "due": (self.env._("Due"), "warning"),
            "later": ("", "muted"),
        }
        badge, tone = badges.get(action.timeliness, ("", "muted"))
        if action.state == "expired":
            badge, tone = self.env._("Expired"), "danger"
        # sudo: a type of another company is still what the action is called
        parts = [action.type_id.sudo().name, self._counter_asset(action)]
        parts.append(action.serial_number)
        if action.date_end:
            end = format_date(self.env, action._local_day(action.date_end))
            parts.append(self.env._("until %s", end))
        return {
            "id": action.id,
            "model": action._name,
            "text": action.name,
            "detail": " · ".join(filter(None, parts)),
            "badge": badge,
            "tone": tone,
        }

    def _counter_account(self):
        # sudo: a setting of the company, read by whoever works there
        if not self.env.company.sudo().use_customer_account:
            return False
        state, account = self._account_states()[self.id], self.env["customer.account"]
        status = state["status"]
        tone = "danger" if status not in SELLS else "warning"
        figures = [
            {
                "key": "status",
                "label": self.env._("Status"),
                "value": state["label"],
                "tone": {"active": "success", PLAIN: "muted"}.get(status, tone),
                "note": state["reason"] or "",
            },
            {
                "key": "balance",
                "label": self.env._("Balance"),
                "value": account._money(state["balance"]),
            },
        ]
        if state["overdue"] > 0:
            figures.append(
                {
                    "key": "overdue",
                    "label": self.env._("Overdue"),
                    "value": account._money(state["overdue"]),
                    "tone": "danger",
                }
            )
        if state["available"] is not None:
            figures.append(
                {
                    "key": "available",
                    "label": self.env._("Available"),
                    "value": account._money(max(state["available"], 0.0)),
                    "tone": "danger" if state["available"] <= 0 else "",
                }
            )
        return {
            "key": "account",
            "title": self.env._("Account"),
            "method": "action_paid_history",
            "link": self.env._("Paid history"),
            "figures": figures,
        }

    def _counter_layaways(self):
        layaways = self.get_customer_layaways()
        return layaways and {
            "key": "layaways",
            "title": self.env._("Lay-aways"),
            "rows": [self._counter_layaway(row) for row in layaways],
        }

    @api.model
    def _counter_layaway(self, row):
        paid = self.env._(
            "%(paid)s of %(total)s paid", paid=row["paid"], total=row["total"]
        )
        due = row["due"] and self.env._("due %s", row["due"])
        return {
            "id": row["id"],
            "model": row["can_open"] and "sale.order",
            "text": row["name"],
            "detail": " · ".join(filter(None, (paid, due))),
            "badge": row["balance"],
            "tone": "danger" if row["is_overdue"] else "info",
        }

    def _counter_points(self):
        cards = self._loyalty_cards()
        figures = [
            {
                "key": f"points_{card.id}",
                "label": card.program_id.name,
                "value": card.points_display,
            }
            for card in cards[:4]
        ]
        if self._has_own_loyalty_rates():
            rate = self._loyalty_factors()[self.id] * 100
            figures.append(
                {
                    "key": "rate",
                    "label": self.env._("Rate"),
                    "value": f"{number_text(self.env, rate)} %",
                }
            )
        return figures and {
            "key": "points",
            "title": self.env._("Points"),
            "figures": figures,
        }

    def _counter_visits(self):
        now = fields.Datetime.now()
        events = self.env["calendar.event"]
        mine, names = [("partner_ids", "in", self._people().ids)], ["name", "start"]
        coming = events.search_fetch(
            [*mine, ("stop", ">=", now)], names, order="start, id", limit=1
        )
        past = events.search_fetch(
            [*mine, ("stop", "<", now)], names, order="start desc, id desc", limit=1
        )
        may_see = self.env["res.users"]._has_function("history_see")
        return {
            "key": "visits",
            "title": self.env._("Visits"),
            "method": may_see and "action_customer_overview",
            "link": self.env._("Overview"),
            "figures": [
                {
                    "key": "next",
                    "label": self.env._("Next appointment"),
                    "value": self._counter_moment(coming) or self.env._("none"),
                    "note": self._counter_event(coming),
                    "tone": "" if coming else "muted",
                },
                self._counter_last_visit(past),
            ],
        }

    def _counter_last_visit(self, appointment):
        """The last appointment or purchase, whichever was later."""
        zone = fields.Datetime.context_timestamp
        day = appointment and zone(self, appointment.start).date() or False
        note = self._counter_event(appointment)
        if self.env["res.users"]._has_function("history_see"):
            [(bought,)] = self.env["customer.turnover"]._read_group(
                [("booked_partner_id", "in", self._booked_partner_ids())],
                aggregates=["date:max"],
            )
            if bought and (not day or bought > day):
                day, note = bought, self.env._("purchase")
        return {
            "key": "last",
            "label": self.env._("Last visit"),
            "value": format_date(self.env, day) if day else self.env._("none"),
            "note": note,
            "tone": "" if day else "muted",
        }

    @api.model
    def _counter_moment(self, event):
        if not event:
            return ""
        if event.allday:
            return format_date(self.env, event.start_date)
        return format_datetime(self.env, event.start, dt_format="short")

    def _counter_consents(self):
        """The channels of offers that the customer was not asked about yet."""
        # sudo: what a purpose allows is no secret
        purpose = self.env.ref("customer_care.purpose_marketing").sudo()
        if not purpose.active:
            return False
        # sudo: what was said about an address counts, whoever it was
        customer, consents = self.sudo(), self.env["customer.consent"].sudo()
        addresses = customer._contact_addresses_by_channel(MARKETING_CHANNELS)
        said = consents._decisions_by_channel(
            purpose,
            {
                channel: consents._hashes(channel, known)
                for channel, known in addresses.items()
            },
        )
        labels = dict(consents._fields["channel"]._description_selection(self.env))
        missing = [
            labels[channel]
            for channel in MARKETING_CHANNELS
            if purpose._allows(channel)
            and self.id in addresses[channel]
            and self.id not in said[channel]
        ]
        return missing and {
            "key": "consents",
            "title": self.env._("Consents missing"),
            "figures": [
                {
                    "key": "offers",
                    "label": self.env._("Offers by"),
                    "value": ", ".join(missing),
                    "note": self.env._("not asked yet"),
                    "tone": "warning",
                }
            ],
        }
