# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.calendar_dates import (
    MOST_YEARS,
    add_duration,
    add_local_duration,
    is_too_long,
)

UNITS = [
    ("days", "days"),
    ("weeks", "weeks"),
    ("months", "months"),
    ("years", "years"),
]
MOST_LATE_DAYS = 3650
CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("letter", "Letter"),
    ("call", "Call"),
]


class CustomerActionType(models.Model):
    """A kind of customer action: how long it runs and how it reminds."""

    _name = "customer.action.type"
    _description = "Customer action type"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"
    _check_company_domain = models.check_company_domain_parent_of
    _unique_keys = [("code", "company_id")]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short unique name, for imports.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", help="Empty: the type is shared by all companies."
    )
    description = fields.Text(translate=True)
    duration = fields.Integer(
        help="How long an action runs from its start. Zero: no expiry is proposed."
    )
    duration_unit = fields.Selection(UNITS, required=True, default="months")
    lead_time = fields.Integer(
        "Lead time",
        default=30,
        help="How long before the expiry the customer is reminded; "
        "without an expiry, how long after the start.",
    )
    lead_unit = fields.Selection(UNITS, required=True, default="days")
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        required=True,
        default=lambda self: self.env.ref(
            "customer_care.purpose_service", raise_if_not_found=False
        ),
        ondelete="restrict",
        help="Service messages go out unless something forbids them; marketing "
        "needs the customer's consent.",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        "E-mail",
        domain=[("model", "=", "customer.action")],
        ondelete="restrict",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        "SMS",
        domain=[("model", "=", "customer.action")],
        ondelete="restrict",
    )
    letter_template_id = fields.Many2one(
        "mail.template",
        "Letter",
        domain=[("model", "=", "customer.action")],
        ondelete="restrict",
    )
    reminders_on = fields.Boolean("Reminders go out by themselves")
    reminders_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Set when reminders are switched on: what was due before is listed, "
        "not sent.",
    )
    send_hour = fields.Float(
        "Hour of sending", default=9.0, help="In the customer's time zone."
    )
    late_window_days = fields.Integer(
        "Send late up to (days)",
        default=3,
        help="A reminder that could not go out in time is sent until then; "
        "afterwards it counts as missed.",
    )
    may_resend = fields.Boolean(
        "E-mail again when unsure",
        default=True,
        help="When the server stopped while sending, it cannot be known whether "
        "an e-mail left. Ticked: it is sent once more as the same message. "
        "SMS and paper are never repeated.",
    )
    step_ids = fields.One2many("customer.action.step", "type_id", copy=True)
    channel_ids = fields.One2many("customer.action.channel", "type_id", copy=True)
    open_count = fields.Integer(compute="_compute_open_count")
    backlog_count = fields.Integer(compute="_compute_backlog_count")

    _code_unique = models.UniqueIndex(
        "(code, coalesce(company_id, 0))", "This code is used by another type."
    )

    def _compute_open_count(self):
        self._count_actions("open_count", Domain("state", "=", "open"))

    def _compute_backlog_count(self):
        self.backlog_count = 0
        for action_type in self.filtered("reminders_since"):
            action_type.backlog_count = self.env["customer.action"].search_count(
                action_type._get_backlog_domain(), limit=10000
            )

    def _count_actions(self, name, domain):
        counts = dict(
            self.env["customer.action"]._read_group(
                domain & Domain("type_id", "in", self.ids), ["type_id"], ["__count"]
            )
        )
        for action_type in self:
            action_type[name] = counts.get(action_type, 0)

    @api.constrains("duration", "duration_unit", "lead_time", "lead_unit")
    def _check_durations(self):
        for action_type in self:
            if is_too_long(
                action_type.duration, action_type.duration_unit
            ) or is_too_long(action_type.lead_time, action_type.lead_unit):
                raise ValidationError(
                    self.env._("Duration and lead time go up to %s years.", MOST_YEARS)
                )

    @api.constrains("duration", "lead_time", "late_window_days", "send_hour")
    def _check_numbers(self):
        for action_type in self:
            if min(action_type.duration, action_type.lead_time) < 0:
                raise ValidationError(
                    self.env._("Duration and lead time cannot be negative.")
                )
            if action_type.late_window_days < 0:
                raise ValidationError(
                    self.env._("The days for sending late cannot be negative.")
                )
            if action_type.late_window_days > MOST_LATE_DAYS:
                raise ValidationError(
                    self.env._("The days for sending late go up to %s.", MOST_LATE_DAYS)
                )
            if not 0 <= action_type.send_hour < 24:
                raise ValidationError(
                    self.env._("The hour of sending lies between 0:00 and 23:59.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        unset = types.filtered(lambda t: t.reminders_on and not t.reminders_since)
        unset._begin_reminders()
        return types

    def write(self, vals):
        if vals.get("reminders_on"):
            newly_on = self.filtered(lambda action_type: not action_type.reminders_on)
            newly_on._begin_reminders()
        result = super().write(vals)
        if vals.get("reminders_on") is False:
            self._stop_reminders()
        return result

    def _begin_reminders(self):
        # sudo: since when they go out is the program's
        self.sudo().write({"reminders_since": fields.Datetime.now()})

    def copy_data(self, default=None):
        return [
            dict(
                vals,
                name=self.env._("%s (copy)", action_type.name),
                code=f"{action_type.code}_copy",
                reminders_on=False,
            )
            for action_type, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    def _stop_reminders(self):
        """Take back in one statement what is planned for actions of these types."""
        self.env["customer.action"].flush_model(["type_id"])
        of_these = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """%s IN (SELECT 'customer.action,' || id
                            FROM customer_action WHERE type_id IN %s)""",
                model._field_to_sql(alias, "source", query),
                tuple(self.ids),
            )
        )
        # sudo: rows of the outbox belong to the program, not to who configures
        self.env["customer.message"].sudo()._cancel_planned(
            of_these, self.env._("Reminders of this type were switched off.")
        )

    def _propose_end(self, date_start):
        """Return the expiry (datetime) that this type proposes, or False."""
        if not (self.duration and date_start):
            return False
        return add_local_duration(
            date_start, self.duration, self.duration_unit, str(self.env.tz)
        )

    def _propose_remind(self, day_start, day_end):
        """Return the day to remind on, never before the start."""
        if not day_end:
            return day_start and add_duration(day_start, self.lead_time, self.lead_unit)
        day = add_duration(day_end, -self.lead_time, self.lead_unit)
        return max(day, min(day_start, day_end)) if day_start else day

    def _get_backlog_domain(self):
        """Return the domain of open actions due before reminders were on."""
        self.ensure_one()
        if not self.reminders_since:
            return Domain.FALSE
        since = fields.Datetime.context_timestamp(self, self.reminders_since).date()
        return Domain(
            [
                ("type_id", "=", self.id),
                ("state", "=", "open"),
                ("date_remind", "<", since),
            ]
        )

    def action_open_actions(self):
        return self._action_list(
            self.env._("Open actions"),
            [("type_id", "in", self.ids), ("state", "=", "open")],
        )

    def action_open_backlog(self):
        return self._action_list(
            self.env._("Due before reminders were switched on"),
            list(self._get_backlog_domain()),
        )

    def action_preview(self):
        """Show this type's texts as a customer would get them."""
        self.ensure_one()
        return self.env["customer.action"]._open_composer({"default_type_id": self.id})

    def _action_list(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_action_action_list"
        )
        return dict(action, name=name, domain=domain, context={})

    def action_send_backlog(self):
        """Send the reminders that were due before the switch, because asked."""
        self.env["res.users"]._check_function("action_configure", "message_send")
        actions = self.env["customer.action"]
        for action_type in self.filtered("reminders_on"):
            actions |= actions.search(action_type._get_backlog_domain())
        return actions._plan_reminders_now()
