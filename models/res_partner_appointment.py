# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ..tools.window import dialog
from .calendar_event_customer import AHEAD, VISITED

# As many as a page shows; the list has them all.
SHOWN = 30
TONES = {
    "planned": "info",
    "confirmed": "success",
    "declined": "danger",
    "arrived": "primary",
    "done": "secondary",
    "no_show": "danger",
    "cancelled": "secondary",
}


class ResPartner(models.Model):
    """The appointments of a customer: page, menu, figures."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "new_appointment",
                "label": self.env._("New appointment"),
                "icon": "fa-calendar-plus-o",
                "sequence": 23,
                "functions": ["appointment_change", "customer_see"],
                "method": "action_new_appointment",
                "shown": lambda customer: customer.active,
            },
            {
                "key": "appointments",
                "label": self.env._("Appointments"),
                "icon": "fa-calendar",
                "sequence": 62,
                "functions": ["appointment_see", "customer_see"],
                "method": "action_customer_appointments",
            },
        ]

    @api.model
    def _counter_keys(self):
        return {**super()._counter_keys(), "Shift+F4": "new_appointment"}

    @api.model
    def _deletion_domains(self):
        """A customer attends, so an appointment counts as that already."""
        return {**super()._deletion_domains(), "calendar.event": Domain.FALSE}

    @api.model
    def _deletion_labels(self):
        return {
            **super()._deletion_labels(),
            "customer.waiting": self.env._("entries of the waiting list"),
        }

    def action_new_appointment(self):
        """Ask for an appointment of this customer in a small dialog."""
        self.ensure_one()
        self._refuse_strangers()
        return self._appointment_dialog()

    def action_add_to_waiting(self):
        """Put this customer on the waiting list, in a dialog."""
        self.ensure_one()
        self.env["res.users"]._check_function("appointment_change")
        self.check_access("read")
        # sudo: the sentence is owed also to whoever may not see all of it
        self.sudo()._check_bookable(self.env.companies)
        return dialog(
            "customer.waiting",
            self.env._("Waiting list"),
            context={"default_partner_id": self.id},
        )

    def action_customer_appointments(self):
        """Open the list of this customer's appointments, cancelled ones too."""
        self.ensure_one()
        self.env["res.users"]._check_function("appointment_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_appointment_action_list"
        )
        return {
            **action,
            "domain": list(self._appointment_domain()),
            "context": {"active_test": False},
        }

    def _appointment_domain(self):
        """The appointments of this customer and of whoever belongs to the firm."""
        return Domain("customer_partner_id", "in", self._people().ids) & Domain(
            "customer_state", "!=", False
        )

    def get_customer_appointments(self):
        """Return the appointments of this customer, and how many there were.

        :return: {"figures": {next, next_note, past, no_show, rate}, "rows": [{id, when,
            name, user, state, label, tone, is_coming}], "has_more", "can_change",
            "is_bookable", "waiting": [{id, name}]}
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("appointment_see")
        domain = self._appointment_domain()
        events = self._visible_appointments(domain, SHOWN + 1)
        return {
            "figures": self._appointment_figures(domain),
            "rows": [self._appointment_row(event) for event in events[:SHOWN]],
            "has_more": len(events) > SHOWN,
            "can_change": self.env["res.users"]._has_function("appointment_change"),
            "is_bookable": bool(self._bookable()),
            "waiting": self._waiting_rows(),
        }

    @api.model
    def _visible_appointments(self, domain, limit):
        """Return what the user may see of them, the latest first."""
        events = self.env["calendar.event"].with_context(active_test=False)
        domain = Domain(domain) & Domain(events._visible_domain())
        return events.search(domain, order="start desc, id desc", limit=limit)

    def _appointment_figures(self, domain):
        """Return next, past and no-shows; a rate of those of whom it is known."""
        # sudo: figures, whatever privacy a single one has
        events = self.env["calendar.event"].sudo().with_context(active_test=False)
        now = fields.Datetime.now()
        counts = dict(
            events._read_group(
                Domain(domain) & Domain("start", "<", now),
                ["customer_state"],
                ["__count"],
            )
        )
        coming = self.env["calendar.event"].search(
            Domain(domain)
            & Domain("customer_state", "in", AHEAD)
            & Domain("stop", ">=", now)
            & self.env["calendar.event"]._visible_domain(),
            order="start, id",
            limit=1,
        )
        missed = counts.get("no_show", 0)
        known = missed + sum(counts.get(state, 0) for state in VISITED)
        past = sum(
            count for state, count in counts.items() if state not in ("cancelled",)
        )
        return {
            "next": coming and coming._when_short() or "",
            "next_note": coming.display_name or "",
            "past": past,
            "no_show": missed,
            "rate": round(100 * missed / known) if known else 0,
        }

    @api.model
    def _appointment_row(self, event):
        labels = event._state_labels()
        now = fields.Datetime.now()
        return {
            "id": event.id,
            "when": event._when_short(),
            "name": event.display_name,
            # sudo: the name of a colleague
            "user": event.user_id.sudo().name or "",
            "state": event.customer_state,
            "label": labels.get(event.customer_state, ""),
            "tone": TONES.get(event.customer_state, "secondary"),
            "is_coming": event.stop >= now and event.customer_state in AHEAD,
        }

    def _waiting_rows(self):
        waiting = self.env["customer.waiting"].search(
            [
                ("partner_id", "in", self._people().ids),
                ("state", "in", ("waiting", "offered")),
            ]
        )
        return [{"id": row.id, "name": row.display_name} for row in waiting]


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _visible_domain(self):
        """What the user may know of: others' private events are none of it."""
        mine = Domain("partner_ids", "in", self.env.user.partner_id.ids)
        return Domain(self._get_default_privacy_domain()) | mine

    def _when_short(self):
        """Return day and hour as the user writes them."""
        if self.allday:
            return format_date(self.env, self.start_date)
        return format_datetime(self.env, self.start, dt_format="short")

    @api.model
    def _state_labels(self):
        return dict(self._fields["customer_state"]._description_selection(self.env))


class CustomerAction(models.Model):
    _inherit = "customer.action"

    def action_new_appointment(self):
        """Ask for an appointment about this customer action."""
        self.ensure_one()
        return self.partner_id._appointment_dialog(
            default_name=self.name, default_user_id=self.user_id.id
        )
