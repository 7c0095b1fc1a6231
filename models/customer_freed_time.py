# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools.calendar_dates import utc_to_local
from .calendar_event_customer import AHEAD

KEPT_DAYS = 30


class CustomerFreedTime(models.Model):
    """A time that became free because somebody cancelled, moved or cannot come."""

    _name = "customer.freed.time"
    _description = "Freed time"
    _order = "start, id"

    user_id = fields.Many2one("res.users", "With", ondelete="cascade", readonly=True)
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime("End", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("cancelled", "Cancelled"),
            ("moved", "Moved"),
            ("declined", "Cannot come"),
        ],
        required=True,
        readonly=True,
    )
    kind_ids = fields.Many2many("calendar.event.type", readonly=True)
    event_id = fields.Many2one(
        "calendar.event", "Appointment", ondelete="set null", readonly=True
    )
    booked_event_id = fields.Many2one(
        "calendar.event", "Given to", ondelete="set null", readonly=True
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)

    _open_idx = models.Index("(start) WHERE booked_event_id IS NULL")

    def _compute_display_name(self):
        for freed in self:
            # sudo: what a colleague is called is no secret
            freed.display_name = self.env._(
                "%(day)s with %(user)s",
                day=format_datetime(
                    self.env, freed.start, tz=str(self.env.tz), dt_format="short"
                ),
                user=freed.user_id.sudo().name or "",
            )

    @api.model
    def _open_ones(self, first, last, users=None):
        """Return the freed times of a period that nobody took, in a few queries.

        Taken is a time at which its user has another meeting by now.
        """
        domain = Domain(
            [
                ("booked_event_id", "=", False),
                ("start", ">=", max(first, fields.Datetime.now())),
                ("start", "<", last),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        if users is not None:
            domain &= Domain("user_id", "in", users.ids)
        found = self.search(domain)
        busy = found._busy()
        return found.filtered(lambda freed: freed.id not in busy)

    def _busy(self):
        """Return the ids of those at which their user is busy again."""
        if not self:
            return set()
        # sudo: only whether somebody is free, whatever it is about
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                [
                    ("stop", ">", min(self.mapped("start"))),
                    ("start", "<", max(self.mapped("stop"))),
                    ("show_as", "=", "busy"),
                    ("partner_ids", "in", self.user_id.sudo().partner_id.ids),
                ]
            )
        )
        # sudo: whether a colleague is busy, not with what
        return {
            freed.id
            for freed in self
            for event in events
            if freed.user_id.sudo().partner_id in event.partner_ids
            and event.start < freed.stop
            and event.stop > freed.start
        }

    def _matches(self):
        """Return {freed time: entries of the waiting list that it suits}, in one query.

        Who was offered it already comes after those who were not.
        """
        if not self:
            return {}
        waiting = self.env["customer.waiting"].search(
            [
                ("state", "in", ("waiting", "offered")),
                ("company_id", "in", [*self.company_id.ids, False]),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", min(freed._local().date() for freed in self)),
            ]
        )
        return {
            freed: waiting.filtered(lambda row, freed=freed: row._suits(freed)).sorted(
                lambda row: (row.state != "waiting", row.create_date, row.id)
            )
            for freed in self
        }

    def _local(self):
        """Return the start on the clock of the shop."""
        # sudo: the time zone of the shop
        tz = self.sudo().company_id.partner_id.tz or self.user_id.sudo().tz
        return utc_to_local(self.start, tz)

    @api.autovacuum
    def _gc_freed_times(self):
        """What is long past helps nobody."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("start", "<", limit)], limit=10_000).unlink()


class CalendarEvent(models.Model):
    """A time that becomes free is written down, and its user is told who waits."""

    _inherit = "calendar.event"

    def _free_time(self, reason, was):
        """Write down the time that these values say; past ones help nobody."""
        if was["start"] <= fields.Datetime.now() or self.allday:
            return
        # sudo: freed times are written by the program only
        freed = self.env["customer.freed.time"].sudo()
        same = freed.search(
            [
                ("user_id", "=", was["user"].id),
                ("start", "=", was["start"]),
                ("booked_event_id", "=", False),
            ],
            limit=1,
        )
        vals = {
            "user_id": was["user"].id,
            "start": was["start"],
            "stop": was["stop"],
            "reason": reason,
            "kind_ids": self.categ_ids.ids,
            "event_id": self.id,
            "company_id": self.customer_company_id.id,
        }
        if same:
            same.write(vals)
        else:
            self._propose_freed(freed.create(vals))

    def _propose_freed(self, freed):
        """Give the user a task when somebody waits for such a time."""
        waiting = freed._matches()[freed]
        user = freed.user_id
        # who does not work with appointments could not open the task
        function = "customer_care.function_appointment_see"
        if not (waiting and user and user.has_group(function)):
            return
        names = ", ".join(waiting[:5].partner_id.mapped("name"))
        event = self.with_context(lang=user.lang or self.env.lang)
        waiting[0].activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=event.env._("A time is free: %s", event._slot_words(freed, user)),
            note=event.env._(
                # not whose it was: the task is about somebody else
                "Waiting for such a time: %(names)s."
                " Book or offer it on the day sheet.",
                names=names,
            ),
        )

    @api.model
    def _slot_words(self, freed, user):
        tz = user.tz or freed.company_id.partner_id.tz or "UTC"
        return format_datetime(self.env, freed.start, tz=tz, dt_format="short")

    def _take_back_time(self):
        """They come after all: their time is not free, unless it was given away."""
        # sudo: as above
        freed = self.env["customer.freed.time"].sudo()
        freed.search(
            [
                ("event_id", "in", self.ids),
                ("booked_event_id", "=", False),
                ("start", "in", self.mapped("start")),
            ]
        ).unlink()

    def _is_time_given_away(self):
        """Whether the time of this appointment was given to somebody else."""
        # sudo: as above
        freed = self.env["customer.freed.time"].sudo()
        return bool(
            freed.search_count(
                [
                    ("event_id", "=", self.id),
                    ("start", "=", self.start),
                    ("booked_event_id.active", "=", True),
                    ("booked_event_id.customer_state", "in", AHEAD),
                ],
                limit=1,
            )
        )
