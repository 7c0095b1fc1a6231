# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

ROWS = 5
PAST_ROWS = 3


class ResPartner(models.Model):
    """The overview's appointments: next, past, no-shows."""

    _inherit = "res.partner"

    @api.model
    def _customer_overview_parts(self):
        return [
            *super()._customer_overview_parts(),
            {"sequence": 70, "functions": [], "method": "_overview_appointments"},
            {
                "sequence": 71,
                "functions": ["appointment_see"],
                "method": "_overview_no_shows",
            },
        ]

    def _overview_appointments(self, scope):
        events, title = (
            self.env["calendar.event"],
            self.env._("Visits and appointments"),
        )
        ours = [("partner_ids", "in", scope.contact_ids)]
        now = fields.Datetime.now()
        names = ["name", "start", "stop", "user_id", "customer_state"]
        coming = events.search_fetch(
            [*ours, ("stop", ">=", now)], names, order="start, id", limit=ROWS
        )
        past = events.search_fetch(
            [*ours, ("stop", "<", now)],
            names,
            order="start desc, id desc",
            limit=PAST_ROWS,
        )
        # sudo: what a colleague is called is no secret
        return [
            {
                "key": "appointments",
                "title": title,
                "open": self._overview_open(title, "calendar.event", ours),
                "empty": self.env._("There are none."),
                "columns": [
                    self._overview_column(self.env._("Appointment")),
                    self._overview_column(self.env._("When"), "datetime"),
                    self._overview_column(self.env._("With")),
                    self._overview_column(self.env._("State")),
                ],
                "rows": [
                    [
                        self._overview_cell_record(event, event.display_name),
                        {"value": fields.Datetime.to_string(event.start)},
                        {"value": event.user_id.sudo().name or ""},
                        {"value": self._overview_state(event, event in coming)},
                    ]
                    for event in coming + past
                ],
            }
        ]

    @api.model
    def _overview_state(self, event, is_coming):
        """What is known of it, else whether it is to come."""
        if event.customer_state and event.customer_state != "planned":
            return event._state_labels()[event.customer_state]
        return self.env._("coming") if is_coming else self.env._("past")

    def _overview_no_shows(self, scope):
        domain = Domain("customer_partner_id", "in", scope.contact_ids) & Domain(
            "customer_state", "!=", False
        )
        figures = self._appointment_figures(domain)
        title = self.env._("No-shows")
        missed = domain & Domain("customer_state", "=", "no_show")
        return [
            {
                "key": "no_shows",
                "title": self.env._("Appointments"),
                "figures": [
                    {
                        "key": "next_appointment",
                        "label": self.env._("Next"),
                        "value": figures["next"],
                        "type": "text",
                        "note": figures["next_note"],
                    },
                    {
                        "key": "past_appointments",
                        "label": self.env._("Appointments so far"),
                        "value": figures["past"],
                        "type": "integer",
                        "open": self._overview_open(
                            self.env._("Appointments"), "calendar.event", list(domain)
                        ),
                    },
                    {
                        "key": "no_shows",
                        "label": title,
                        "value": figures["no_show"],
                        "type": "integer",
                        "note": self.env._("%s %% of those known", figures["rate"]),
                        "open": self._overview_open(
                            title, "calendar.event", list(missed)
                        ),
                    },
                ],
            }
        ]
