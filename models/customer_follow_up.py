# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

TRIGGERS = [
    ("invoice", "After the last invoice"),
    ("product", "After buying a product"),
    ("birthday", "Birthday"),
    ("anniversary", "Anniversary of a date"),
    ("action", "A customer action is due"),
    ("inspection", "An inspection is due"),
    ("service", "A service is expected"),
    ("tag", "Only by hand"),
]
MOST_DAYS = 3650


class CustomerFollowUp(models.Model):
    """A rule that keeps in touch: whom, when, by which ways, and until what happens.

    Whom is a data search; a row of it is a customer, an invoice or a vehicle. When is a
    date of that row (the trigger) and a delay. Each time is an entry
    (`customer.follow.up.entry`), which exists once, and its messages are rows of the
    outbox.
    """

    _name = "customer.follow.up"
    _description = "Follow-up"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean("On", default=False, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    search_id = fields.Many2one(
        "customer.search",
        "For whom",
        index="btree_not_null",
        ondelete="set null",
        help="The data search that finds them; its texts and papers are used.",
    )
    base = fields.Selection(related="search_id.base", string="One for each")
    row_model = fields.Char(related="search_id.row_model", string="Row")
    trigger = fields.Selection(TRIGGERS, "When", required=True, default="invoice")
    product_ids = fields.Many2many("product.product", string="Products")
    category_ids = fields.Many2many("product.category", string="Product categories")
    date_field_id = fields.Many2one(
        "ir.model.fields", "Anniversary of", ondelete="set null"
    )
    delay = fields.Integer("After", aggregator=None, help="Negative: before.")
    delay_unit = fields.Selection(
        [("day", "Days"), ("month", "Months")], "Unit", required=True, default="day"
    )
    hour = fields.Float(
        "At", default=9.0, aggregator=None, help="Of the day, where your company is."
    )
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        compute="_compute_purpose_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        help="What you write for: who may be contacted depends on it.",
    )
    late_days = fields.Integer(
        "Late by up to",
        default=7,
        aggregator=None,
        help="Days. What could not leave by then is missed and counted, never sent.",
    )
    repetition = fields.Selection(
        [
            ("once", "Once for each"),
            ("each", "Every time"),
            ("months", "Every so many months"),
        ],
        required=True,
        default="each",
    )
    repeat_months = fields.Integer("Months", default=12, aggregator=None)
    stop_on_visit = fields.Boolean("Bought", default=True)
    stop_on_booking = fields.Boolean("Booked", default=True)
    stop_on_reply = fields.Boolean("Replied", default=True)
    stop_on_withdrawal = fields.Boolean("Withdrew", default=True)
    control_percent = fields.Integer(
        "Control group",
        aggregator=None,
        help="Percent who get nothing, to see who would have come anyway.",
    )
    response_days = fields.Integer(
        "Response within", default=60, aggregator=None, help="Days after the message."
    )
    since = fields.Date(
        "Not before",
        copy=False,
        help="What was due before this day is not caught up. The day it is switched on,"
        " unless you ask for more.",
    )
    last_planned_id = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="The number of the last entry whose messages are in the outbox.",
    )
    planned_until = fields.Date("Planned until", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        "Who is told",
        default=lambda self: self.env.user,
        ondelete="set null",
    )
    state_note = fields.Text("Does not run, because", readonly=True, copy=False)
    step_ids = fields.One2many(
        "customer.follow.up.step", "follow_up_id", "Steps", copy=True
    )
    entry_ids = fields.One2many("customer.follow.up.entry", "follow_up_id", "Entries")

    @api.depends("search_id")
    def _compute_purpose_id(self):
        for rule in self:
            # sudo: whoever names a search need not see the list of purposes
            rule.purpose_id = rule.search_id.sudo().purpose_id or rule.purpose_id

    @api.constrains("late_days", "repeat_months", "response_days", "delay", "hour")
    def _check_numbers(self):
        for rule in self:
            days = (rule.late_days, rule.response_days)
            if not all(0 <= each <= MOST_DAYS for each in days) or not (
                -MOST_DAYS <= rule.delay <= MOST_DAYS
            ):
                raise ValidationError(
                    self.env._("Days of a follow-up go up to %s.", MOST_DAYS)
                )
            if rule.repetition == "months" and not 1 <= rule.repeat_months <= 120:
                raise ValidationError(
                    self.env._("A follow-up is repeated every 1 to 120 months.")
                )
            if not 0 <= rule.hour < 24:
                raise ValidationError(self.env._("A day has the hours 0:00 to 23:59."))

    @api.constrains("control_percent")
    def _check_control_percent(self):
        for rule in self:
            if not 0 <= rule.control_percent <= 90:
                raise ValidationError(
                    self.env._("A control group has 0 to 90 percent of all.")
                )

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", rule.name))
            for rule, vals in zip(self, super().copy_data(default=default), strict=True)
        ]
