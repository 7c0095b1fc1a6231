# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEKDAYS = (
    "on_monday",
    "on_tuesday",
    "on_wednesday",
    "on_thursday",
    "on_friday",
    "on_saturday",
    "on_sunday",
)
# Hours of the clock from which and until which a part of the day lasts.
PARTS = {"any": (0, 24), "morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}


class CustomerWaiting(models.Model):
    """A customer who waits for a time: with whom, what for, from when until when.

    Times that become free are proposed to a user (`customer.freed.time`), who books or
    offers them; nobody is written to by the program alone.
    """

    _name = "customer.waiting"
    _description = "Waiting for an appointment"
    _inherit = ["customer.required.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "create_date, id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="restrict", index=True
    )
    name = fields.Char("What for")
    user_id = fields.Many2one(
        "res.users", "With", domain="[('share', '=', False)]", ondelete="set null"
    )
    kind_id = fields.Many2one("calendar.event.type", ondelete="set null")
    duration = fields.Float("Needs", default=0.5, required=True, help="In hours.")
    date_from = fields.Date("Earliest", default=fields.Date.context_today)
    date_to = fields.Date("Latest")
    on_monday = fields.Boolean("Mon", default=True)
    on_tuesday = fields.Boolean("Tue", default=True)
    on_wednesday = fields.Boolean("Wed", default=True)
    on_thursday = fields.Boolean("Thu", default=True)
    on_friday = fields.Boolean("Fri", default=True)
    on_saturday = fields.Boolean("Sat", default=True)
    on_sunday = fields.Boolean("Sun")
    part_of_day = fields.Selection(
        [
            ("any", "Any time"),
            ("morning", "Morning"),
            ("afternoon", "Afternoon"),
            ("evening", "Evening"),
        ],
        "Part of day",
        required=True,
        default="any",
    )
    note = fields.Char()
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("offered", "Offered"),
            ("booked", "Booked"),
            ("gone", "Gone"),
        ],
        required=True,
        default="waiting",
        copy=False,
        readonly=True,
    )
    offered_at = fields.Datetime("Offered on", readonly=True, copy=False)
    event_id = fields.Many2one(
        "calendar.event",
        "Appointment",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, ondelete="cascade"
    )
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")

    _open_idx = models.Index("(company_id) WHERE state IN ('waiting', 'offered')")

    @api.depends("partner_id", "name")
    def _compute_display_name(self):
        for waiting in self:
            what = waiting.name or waiting.kind_id.name
            names = [waiting.partner_id.display_name, what]
            waiting.display_name = ": ".join(filter(None, names))

    @api.constrains("partner_id", "company_id")
    def _check_partner(self):
        for waiting in self:
            # sudo: the sentence is owed also to whoever may not see all of it
            waiting.sudo().partner_id._check_bookable(
                waiting.company_id or self.env.companies
            )

    @api.constrains("date_from", "date_to", "duration", *WEEKDAYS)
    def _check_when(self):
        for waiting in self:
            first, last = waiting.date_from, waiting.date_to
            if first and last and last < first:
                raise ValidationError(
                    self.env._("The latest day is before the earliest one.")
                )
            if not 0 < waiting.duration <= 24:
                raise ValidationError(
                    self.env._("An appointment needs more than nothing, at most a day.")
                )
            if not any(waiting[day] for day in WEEKDAYS):
                raise ValidationError(
                    self.env._("Tick at least one day of the week that suits.")
                )

    def _suits(self, freed):
        """Whether a freed time is one that this customer waits for."""
        local = freed._local()
        first, last = PARTS[self.part_of_day]
        hours = (freed.stop - freed.start).total_seconds() / 3600
        return bool(
            self[WEEKDAYS[local.weekday()]]
            and first <= local.hour < last
            and (not self.date_from or local.date() >= self.date_from)
            and (not self.date_to or local.date() <= self.date_to)
            and (not self.user_id or self.user_id == freed.user_id)
            and (
                not self.kind_id or not freed.kind_ids or self.kind_id in freed.kind_ids
            )
            and self.duration <= hours + 0.01
            and self.partner_id != freed.event_id.customer_partner_id
        )
