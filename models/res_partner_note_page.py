# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from .customer_note_mood import BAD, BEST, WORST

# As many moods as the small trend draws, and as many notes as card and till list.
MOODS, ROWS = 12, 5


class ResPartner(models.Model):
    """What page, counter, till and overview say about a customer's notes."""

    _inherit = "res.partner"

    def get_customer_notes(self):
        """Return the mood of this customer and their open call-backs, for the page.

        :return: {"trend": [{"score", "mood", "date", "subject"}] (oldest first),
            "worst", "best" (of the scale), "average" (of these, or False), "warning"
            (whether the last two were bad), "call_backs": [{"id", "text",
            "is_overdue"}], "can_write"}
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("note_see")
        customer = self.commercial_partner_id
        moods = self._last_moods()
        scores = [note.mood_score for note in moods]
        call_backs = self._open_call_backs()
        return {
            "trend": [
                {
                    "score": note.mood_score,
                    "mood": note.mood_id.display_name,
                    "date": format_date(self.env, note.date),
                    "subject": note.name,
                }
                for note in reversed(moods)
            ],
            "worst": WORST,
            "best": BEST,
            "average": round(sum(scores) / len(scores), 1) if scores else False,
            "warning": self._is_in_bad_mood(scores),
            "call_backs": [
                {
                    "id": note.id,
                    "text": note._call_back_in_words(),
                    "is_overdue": note.is_overdue,
                }
                for note in call_backs
            ],
            "can_write": self.env["res.users"]._has_function("note_write")
            and not customer.is_forgotten,
        }

    @api.model
    def _is_in_bad_mood(self, scores):
        """Whether the last two scores, the latest first, were bad ones."""
        return len(scores) > 1 and max(scores[:2]) <= BAD

    def _last_moods(self, limit=MOODS):
        """Return the last notes with a mood, the latest first."""
        return self.env["customer.note"].search(
            [("partner_id", "in", self._people().ids), ("mood_score", ">", 0)],
            limit=limit,
        )

    def _last_notes(self, limit=ROWS):
        return self.env["customer.note"].search(
            [("partner_id", "in", self._people().ids)], limit=limit
        )

    def _open_call_backs(self, limit=ROWS):
        return self.env["customer.note"].search(
            [
                ("partner_id", "in", self._people().ids),
                ("follow_up_state", "=", "open"),
            ],
            order="follow_up_at, id",
            limit=limit,
        )

    @api.model
    def _counter_parts(self):
        return [
            *super()._counter_parts(),
            {"sequence": 35, "functions": ["note_see"], "method": "_counter_notes"},
        ]

    def _counter_notes(self):
        """Open call-backs first, then what was said last."""
        waiting = self._open_call_backs()
        notes = self._last_notes()
        title = self.env._("Notes")
        if self.mood_warning:
            title = self.env._("Notes: two bad moods in a row")
        return {
            "key": "notes",
            "title": title,
            "method": "action_customer_notes",
            "link": self.env._("All"),
            "empty": self.env._("Nothing was noted yet."),
            "rows": [note._row_in_short() for note in waiting | notes],
        }

    def _till_notes(self):
        return {
            "can_write": self.env["res.users"]._has_function("note_write"),
            "warning": self.mood_warning,
            "rows": [
                note._row_in_short()
                for note in self._open_call_backs(3) | self._last_notes(3)
            ],
        }

    def get_customer_till(self):
        """Also {"notes": {"can_write", "warning", "rows"}, or False}."""
        data = super().get_customer_till()
        sees = self.env["res.users"]._has_function("note_see")
        return {**data, "notes": sees and self._till_notes()}

    @api.model
    def _customer_overview_parts(self):
        return [
            *super()._customer_overview_parts(),
            {"sequence": 85, "functions": ["note_see"], "method": "_overview_notes"},
        ]

    def _overview_notes(self, scope):
        """The last notes with their moods."""
        domain = [("partner_id", "in", scope.contact_ids)]
        notes = self.env["customer.note"].search(domain, limit=ROWS)
        title = self.env._("Notes and mood")
        is_bad = self._is_in_bad_mood(
            [note.mood_score for note in notes if note.mood_score]
        )
        column = self._overview_column
        return [
            {
                "key": "notes",
                "title": title,
                "note": self.env._("Two bad moods in a row.") if is_bad else "",
                "open": self._overview_open(
                    title,
                    "customer.note",
                    domain,
                    action="customer_care.customer_note_action",
                ),
                "empty": self.env._("Nothing was noted yet."),
                "columns": [
                    column(self.env._("Subject")),
                    column(self.env._("When"), "datetime"),
                    column(self.env._("Mood")),
                    column(self.env._("Outcome")),
                ],
                "rows": [
                    [
                        self._overview_cell_record(note, note.name),
                        {"value": fields.Datetime.to_string(note.date)},
                        {"value": note.mood_id.display_name or ""},
                        {"value": note.outcome_id.name or ""},
                    ]
                    for note in notes
                ],
            }
        ]


class CustomerNote(models.Model):
    """A note as counter and till show it."""

    _inherit = "customer.note"

    def _row_in_short(self):
        """Return {id, model, text, detail, badge, tone}."""
        is_open = self.follow_up_state == "open"
        if is_open:
            detail = self.env._("Call back: %s", self._call_back_at_by())
        else:
            # sudo: what a colleague is called is no secret
            parts = [
                format_datetime(self.env, self.date, dt_format="short"),
                self.sudo().user_id.name,
                self.outcome_id.name,
            ]
            detail = " · ".join(filter(None, parts))
        badge, tone = self.mood_id.display_name or "", "muted"
        if is_open:
            badge = (
                self.env._("Overdue") if self.is_overdue else self.env._("Call-back")
            )
            tone = "danger" if self.is_overdue else "info"
        elif self.mood_score:
            tone = "danger" if self.mood_score <= BAD else "success"
            tone = "muted" if self.mood_score == 3 else tone
        return {
            "id": self.id,
            "model": self._name,
            "text": f"{self.mood_icon or ''} {self.name}".strip(),
            "detail": detail,
            "badge": badge,
            "tone": tone,
        }

    def _call_back_at_by(self):
        when = format_datetime(self.env, self.follow_up_at, dt_format="short")
        # sudo: what a colleague is called is no secret
        return f"{when}, {self.sudo().follow_up_user_id.name}"
