# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

HALF_HOUR = 30
LONGEST = 24.0


class CustomerAppointment(models.TransientModel):
    """A new appointment of a customer: when, how long, with whom, what for."""

    _name = "customer.appointment"
    _description = "New appointment"
    _inherit = ["customer.required.mixin"]

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    start = fields.Datetime(
        "When", required=True, default=lambda self: self._next_half_hour()
    )
    duration = fields.Float(required=True, default=0.5)
    user_id = fields.Many2one(
        "res.users",
        "With",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    name = fields.Char("What for")
    kind_id = fields.Many2one("calendar.event.type")
    remind = fields.Boolean(
        "Remind the customer",
        # sudo: a setting of ours
        default=lambda self: self.env.company.sudo().appointment_reminders,
    )
    previous_id = fields.Many2one("calendar.event", readonly=True)
    waiting_id = fields.Many2one("customer.waiting", readonly=True)
    conflict = fields.Char(compute="_compute_conflict")
    reminder_note = fields.Char(compute="_compute_reminder_note")

    @api.model
    def _next_half_hour(self):
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        return now + timedelta(minutes=HALF_HOUR - now.minute % HALF_HOUR)

    def _stop(self):
        return self.start + timedelta(minutes=round(self.duration * 60))

    @api.depends("start", "duration", "user_id", "partner_id")
    def _compute_conflict(self):
        """Whoever is busy; what it is about only where the user may see it."""
        for wizard in self:
            is_possible = wizard.start and 0 < wizard.duration <= LONGEST
            wizard.conflict = is_possible and wizard._conflict()

    def _conflict(self):
        # sudo: the colleague's own card
        people = self.user_id.sudo().partner_id | self.partner_id
        # sudo: only whether somebody is busy, and when; names obey the calendar's rules
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                [
                    ("start", "<", self._stop()),
                    ("stop", ">", self.start),
                    ("show_as", "=", "busy"),
                    ("partner_ids", "in", people.ids),
                ],
                order="start, id",
                limit=3,
            )
        )
        return "; ".join(
            self.env._(
                "%(person)s is busy from %(start)s: %(name)s",
                person=", ".join((event.partner_ids & people).mapped("name")),
                start=format_datetime(self.env, event.start, dt_format="short"),
                name=event.sudo(False).display_name,
            )
            for event in events
        )

    @api.depends("start", "remind", "partner_id")
    def _compute_reminder_note(self):
        # sudo: a setting of the company, read by whoever works there
        company = self.env.company.sudo()
        now = fields.Datetime.now()
        for wizard in self:
            note = ""
            if wizard.remind and wizard.start:
                moment = wizard.start - timedelta(hours=company.appointment_lead_hours)
                note = (
                    self.env._("It is too near to be reminded of.")
                    if moment < now
                    else self.env._(
                        "On %s", format_datetime(self.env, moment, dt_format="short")
                    )
                )
            wizard.reminder_note = note

    def action_book(self):
        """Make the appointment and come back to where it was asked for."""
        self.ensure_one()
        self._check()
        event = self.env["calendar.event"]._book_appointment(self._appointment_values())
        if self.waiting_id:
            self.waiting_id._check_open()
            self.waiting_id._close_booked(event)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Appointment: %s",
                    event._when_at(self.env.user.tz),
                ),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _appointment_values(self):
        return {
            "partner": self.partner_id,
            "name": self.name or self.kind_id.name,
            "user": self.user_id,
            "kind": self.kind_id,
            "start": self.start,
            "stop": self._stop(),
            "remind": self.remind,
        }

    def _check(self):
        self.env["res.users"]._check_function("appointment_change")
        self.partner_id.check_access("read")
        self.partner_id._refuse_strangers()
        if self.waiting_id:
            self.partner_id._check_theirs(self.waiting_id, self.waiting_id.partner_id)
        if not self.duration > 0:
            raise UserError(
                self.env._("The appointment ends before it begins. Correct its length.")
            )
        if self.duration > LONGEST:
            raise UserError(self.env._("An appointment lasts at most one day."))
        if self.remind and self.start <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This time is past: nobody can be reminded of it. Choose a later"
                    " time, or switch the reminder off."
                )
            )
