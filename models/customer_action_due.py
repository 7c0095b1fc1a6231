# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.measured_values import is_finite
from ..tools.odometer import offset_on
from .customer_action_invoice import QUIET
from .customer_asset_reading import MOST
from .customer_asset_service import TREND
from .customer_number_text import number_text

RUNNING = ("open", "expired")
# A message in one of these states may have been read.
TOLD = ("claimed", "sent", "unknown")


class CustomerAction(models.Model):
    """When it is due: by its date, by the clock or by where the clock is expected.

    The day is stored, for it follows from the readings and not from today: follow-ups
    and lists ask it by an index (`due_date`). The reminder goes with it until the
    customer has been told: a reading more is no reason to say it twice.
    """

    _inherit = "customer.action"

    reading_start = fields.Float(
        "Clock then",
        compute="_compute_reading_start",
        store=True,
        readonly=False,
        copy=False,
        aggregator=None,
        help="What the clock showed at the start.",
    )
    reading_due = fields.Float(
        "Due at",
        compute="_compute_reading_due",
        store=True,
        readonly=False,
        copy=False,
        aggregator=None,
        tracking=True,
        help="In the unit of the vehicle's clock. Zero: the calendar alone.",
    )
    reading_unit = fields.Selection(related="asset_id.odometer_unit")
    due_date = fields.Date(
        "Due on",
        compute="_compute_due",
        store=True,
        help="By the expiry or by the clock, whichever comes first.",
    )
    due_by = fields.Selection(
        [
            ("date", "By the calendar"),
            ("reading", "The clock has reached it"),
            ("predicted", "By the expected reading"),
        ],
        "Due by",
        compute="_compute_due",
        store=True,
    )
    reminded_due = fields.Date(
        readonly=True,
        copy=False,
        help="The due date from which the reminder date was reckoned.",
    )

    _due_idx = models.Index("(due_date, type_id) WHERE state IN ('open', 'expired')")
    _due_moved_idx = models.Index(
        "(id) WHERE state = 'open' AND reading_due > 0"
        " AND due_date IS DISTINCT FROM reminded_due"
    )

    @api.depends("asset_id", "type_id")
    def _compute_reading_start(self):
        for action in self:
            asset = action.type_id.distance and action.asset_id
            if not asset or action.reading_start:
                continue
            expected = asset._expected_on(self._local_day(action.date_start))
            if expected:
                offset = action._clock_offset_then()
                action.reading_start = max(round(expected.value - offset), 0)

    @api.depends("asset_id", "type_id", "reading_start")
    def _compute_reading_due(self):
        for action in self:
            distance = action.asset_id and action.type_id.distance
            if distance and action.reading_start:
                action.reading_due = action.reading_start + distance

    @api.depends(
        "date_start", "date_end", "reading_due", *(f"asset_id.{name}" for name in TREND)
    )
    def _compute_due(self):
        for action in self:
            day = self._local_day(action.date_end)
            reached, is_read = action._reached()
            if reached and (not day or reached.day < day):
                action.due_date = reached.day
                action.due_by = "reading" if is_read else "predicted"
            else:
                action.due_date = day
                action.due_by = "date" if day else False

    def _clock_offset_then(self):
        """Return what the clock of then must be added; it may have been exchanged."""
        asset = self.asset_id
        if not asset.clock_offset:
            return 0.0
        return offset_on(self._local_day(self.date_start), asset._points())

    def _reached(self):
        """Return (when the clock reaches it, None if unknown; whether it has)."""
        trend = self.asset_id._trend() if self.asset_id and self.reading_due else None
        if not trend:
            return None, False
        total = self.reading_due + self._clock_offset_then()
        return trend.reached(total), total <= trend.total

    @api.constrains("reading_start", "reading_due")
    def _check_reading_due(self):
        for action in self:
            for name in ("reading_start", "reading_due"):
                if not is_finite(action[name]) or not 0 <= action[name] <= MOST:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: %(value)s is nothing that a clock shows.",
                            field=self._fields[name]._description_string(self.env),
                            value=action[name],
                        )
                    )
            if 0 < action.reading_due < action.reading_start:
                raise ValidationError(
                    self.env._(
                        "%(action)s cannot be due at %(due)s: the clock showed"
                        " %(start)s already.",
                        action=action.name,
                        due=number_text(self.env, action.reading_due),
                        start=number_text(self.env, action.reading_start),
                    )
                )

    # -- the reminder goes with the day ----------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._follow_due()
        return actions

    def write(self, vals):
        result = super().write(vals)
        if {"type_id", "date_start", "date_end", "reading_due", "asset_id"} & set(vals):
            self._follow_due()
        return result

    @api.model
    def _cron_plan_reminders(self, *args, **kwargs):
        """Before planning: what readings and imports have moved is reckoned anew."""
        # sudo: the scheduled job reckons for all companies
        self.sudo().search(self._moved_domain())._follow_due()
        return super()._cron_plan_reminders(*args, **kwargs)

    @api.model
    def _moved_domain(self):
        return (
            Domain("state", "=", "open")
            & Domain("reading_due", ">", 0)
            & Domain.custom(
                to_sql=lambda model, alias, query: model._moved_sql(alias, query)
            )
        )

    @api.model
    def _moved_sql(self, alias, query):
        return SQL(
            "%s IS DISTINCT FROM %s",
            self._field_to_sql(alias, "due_date", query),
            self._field_to_sql(alias, "reminded_due", query),
        )

    def _follow_due(self):
        """Move the reminder with the day that the clock gives; at once for all."""
        moved = self.filtered(
            lambda action: (
                action.state == "open"
                and action.reading_due
                and action.due_date != action.reminded_due
            )
        )
        if not moved:
            return
        told = moved._told_already()
        by_vals = defaultdict(self.browse)
        for action in moved:
            day = action.date_remind if action in told else action._remind_by_due()
            by_vals[action.due_date, day] |= action
        for (due, day), actions in by_vals.items():
            # sudo: of which day it reminds is the program's
            quiet = actions.sudo().with_context(**QUIET)
            quiet.write({"reminded_due": due, "date_remind": day})

    def _told_already(self):
        """Return those whose customer was reminded since they began."""
        # sudo: whether something left is the program's question
        sent = (
            self.env["customer.message"]
            .sudo()
            ._read_group(
                Domain("source", "in", [f"{self._name},{key}" for key in self.ids])
                & Domain("state", "in", TOLD),
                ["source"],
            )
        )
        told = {source for (source,) in sent}
        return self.filtered(lambda each: f"{self._name},{each.id}" in told)

    def _remind_by_due(self):
        """Return the reminder day; a proposed one is proposed anew, a lead is kept.

        What became due sooner than its lead is reminded of today, not in the past.
        """
        start, end = self._local_day(self.date_start), self._local_day(self.date_end)
        anchor, due = self.reminded_due or end, self.due_date
        if not due:
            return self.date_remind
        proposed = self.type_id._propose_remind(start, anchor)
        if self.date_remind and anchor and self.date_remind != proposed:
            day = due - (anchor - self.date_remind)
        else:
            day = self.type_id._propose_remind(start, due)
        if self.reminded_due:
            day = max(day, fields.Date.context_today(self))
        return min(day, end) if end else day
