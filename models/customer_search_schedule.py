# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_duration

from ..tools.schedule_time import Rhythm

# What a schedule hands over: files. E-mails and SMS to customers that go out again and
# again are follow-ups, which know who got what before.
FILES = ("report", "csv", "xlsx", "vcard", "labels", "postcards", "letters")
STATES = [
    ("waiting", "Waiting"),
    ("running", "Under way"),
    ("done", "Handed over"),
    ("failed", "Failed"),
]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CustomerSearchSchedule(models.Model):
    """A search that runs by itself and hands its files over.

    It runs with the rights of its owner. What was missed while the server stood still
    is made up for once, by the newest occurrence.
    """

    _name = "customer.search.schedule"
    _description = "Schedule of a data search"
    _inherit = ["customer.required.mixin"]
    _order = "next_run, id"

    active = fields.Boolean(default=True)
    search_id = fields.Many2one(
        "customer.search",
        "Data search",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        copy=False,
        help="It runs with this user's rights, and this user hears when it fails.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    interval = fields.Selection(
        [("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month")],
        "Runs",
        required=True,
        default="weekly",
    )
    weekday = fields.Selection(WEEKDAYS, default="0", required=True)
    month_day = fields.Integer(
        "On day",
        default=1,
        aggregator=None,
        help="Of the month. A day that a month does not have is its last one.",
    )
    hour = fields.Float(
        "At", default=7.0, aggregator=None, help="In the time zone of the company."
    )
    out_report = fields.Boolean("Report (PDF)")
    out_csv = fields.Boolean("File: CSV")
    out_xlsx = fields.Boolean("File: Excel")
    out_vcard = fields.Boolean("File: vCards")
    out_labels = fields.Boolean("Mailing labels")
    out_postcards = fields.Boolean("Postcards")
    out_letters = fields.Boolean("Letters")
    outputs = fields.Char(
        compute="_compute_outputs",
        inverse="_inverse_outputs",
        store=True,
        help="Keys, with commas between them.",
    )
    delivery = fields.Selection(
        [
            ("email", "By e-mail, as a link"),
            ("folder", "Into the folder of the server"),
        ],
        "Handed over",
        required=True,
        default="email",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Handed to",
        context={"active_test": False},
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    attach_files = fields.Boolean(
        "Attach the files, too",
        help="What is too large for the mail server goes as a link only.",
    )
    link_days = fields.Integer(
        "Links are good for", default=14, aggregator=None, help="Days."
    )
    next_run = fields.Datetime(
        "Next run",
        compute="_compute_next_run",
        store=True,
        index="btree_not_null",
        copy=False,
    )
    last_run = fields.Datetime("Last run", readonly=True, copy=False)
    delivery_ids = fields.One2many(
        "customer.search.delivery", "schedule_id", "Deliveries", copy=False
    )
    rhythm_text = fields.Char("When", compute="_compute_rhythm_text")
    outputs_text = fields.Char("What", compute="_compute_outputs_text")
    last_state = fields.Selection(STATES, "Last time", compute="_compute_last_state")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.model
    def default_get(self, fields):
        """The files that are ticked in the search are those that are wanted, too."""
        values = super().default_get(fields)
        search = self.env["customer.search"].browse(values.get("search_id"))
        keys = set(search._chosen_outputs() if search else ()) & set(FILES)
        return values | {
            f"out_{key}": True
            for key in keys or {"report"}
            if f"out_{key}" in fields and f"out_{key}" not in values
        }

    @api.depends(*[f"out_{key}" for key in FILES])
    def _compute_outputs(self):
        for schedule in self:
            keys = [key for key in FILES if schedule[f"out_{key}"]]
            schedule.outputs = ",".join(keys) or False

    def _inverse_outputs(self):
        runs = self.env["customer.search.run"]
        for schedule in self:
            keys = runs._keys(schedule.outputs)
            schedule._check_files(keys)
            schedule.update({f"out_{key}": key in keys for key in FILES})

    @api.depends(
        "active",
        "interval",
        "weekday",
        "month_day",
        "hour",
        "search_id.active",
        "company_id.partner_id.tz",
    )
    def _compute_next_run(self):
        """From now on: nothing is made up for that was due before it was said."""
        now = fields.Datetime.now()
        for schedule in self:
            runs = schedule.active and schedule.search_id.active
            rhythm = runs and schedule._rhythm()
            schedule.next_run = rhythm and rhythm.next_after(now)

    def _rhythm(self):
        """Return when it is due, None while that makes no sense."""
        if not (self.interval and 0 <= self.hour < 24 and 1 <= self.month_day <= 31):
            return None
        # sudo: by whose clock it runs is nobody's secret
        zone = self.sudo().company_id._time_zone()
        weekday = int(self.weekday or 0)
        return Rhythm(self.interval, self.hour, weekday, self.month_day, zone)

    @api.depends("interval", "weekday", "month_day", "hour")
    @api.depends_context("lang")
    def _compute_rhythm_text(self):
        days = dict(self._fields["weekday"]._description_selection(self.env))
        for schedule in self:
            at = format_duration(schedule.hour)
            schedule.rhythm_text = {
                "daily": self.env._("Every day at %s", at),
                "weekly": self.env._(
                    "%(day)s at %(at)s", day=days.get(schedule.weekday, ""), at=at
                ),
                "monthly": self.env._(
                    "Day %(day)s of the month at %(at)s", day=schedule.month_day, at=at
                ),
            }.get(schedule.interval, "")

    @api.depends("outputs")
    @api.depends_context("lang")
    def _compute_outputs_text(self):
        runs = self.env["customer.search.run"]
        labels = runs._outputs()
        for schedule in self:
            keys = runs._keys(schedule.outputs)
            schedule.outputs_text = ", ".join(labels[key] for key in keys)

    @api.depends("delivery_ids.state")
    def _compute_last_state(self):
        last = {}
        deliveries = self.env["customer.search.delivery"].search_fetch(
            [("schedule_id", "in", self.ids)],
            ["schedule_id", "state"],
            order="schedule_id, occurrence desc",
        )
        for delivery in deliveries:
            last.setdefault(delivery.schedule_id.id, delivery.state)
        for schedule in self:
            schedule.last_state = last.get(schedule._origin.id, False)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for schedule in self:
            schedule.is_mine = schedule.user_id == self.env.user

    @api.depends("search_id", "interval", "weekday", "month_day", "hour")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for schedule in self:
            # sudo: a schedule keeps its name when the search is shared no more
            name = schedule.search_id.sudo().name or ""
            schedule.display_name = f"{name}: {schedule.rhythm_text}"
