# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.calendar_dates import LONGEST
from ..tools.measured_values import is_finite, round_half_up
from ..tools.odometer import offset_on
from ..tools.service_due import Due, Interval, next_service
from .customer_asset_odometer import CONFIDENCES
from .customer_asset_reading import MOST

# What the expected reading of a vehicle depends on.
TREND = (
    "trend_date",
    "trend_total",
    "odometer_rate",
    "trend_slowest",
    "trend_fastest",
    "trend_span",
    "trend_confidence",
    "clock_offset",
)


class CustomerAsset(models.Model):
    """The next service: after so many kilometres or hours, or so many months, whichever
    comes first.

    Its day follows from the readings and not from today, so it is stored: a list of
    what is due in the next thirty days is a search by an index.
    """

    _inherit = "customer.asset"

    service_interval = fields.Float(
        "Service every",
        aggregator=None,
        tracking=True,
        help="In the unit of the clock. Zero: no distance.",
    )
    service_months = fields.Integer(
        "Service every months",
        aggregator=None,
        tracking=True,
        help="Zero: no time.",
    )
    service_schedule = fields.Selection(
        [("floating", "From the day it was done"), ("fixed", "In its month")],
        "Months count",
        default="floating",
        required=True,
        help="In its month: an early or late visit does not move the next one.",
    )
    service_first_date = fields.Date(
        "Series began on",
        compute="_compute_service_first_date",
        store=True,
        readonly=False,
        copy=False,
        help="Its day and month are those of every service that follows.",
    )
    service_last_date = fields.Date("Last service on", copy=False, tracking=True)
    service_last_reading = fields.Float(
        "Last service at", copy=False, aggregator=None, tracking=True
    )
    service_next_date = fields.Date(
        "Next service", compute="_compute_service", store=True, index="btree_not_null"
    )
    service_next_from = fields.Date(
        "Next service from", compute="_compute_service", store=True
    )
    service_next_to = fields.Date(
        "Next service until", compute="_compute_service", store=True
    )
    service_next_reading = fields.Float(
        "Next service at",
        compute="_compute_service",
        store=True,
        aggregator=None,
    )
    service_by = fields.Selection(
        [("distance", "By the clock"), ("time", "By the calendar")],
        "Due by",
        compute="_compute_service",
        store=True,
    )
    service_confidence = fields.Selection(
        CONFIDENCES, "Confidence of the date", compute="_compute_service", store=True
    )
    is_service_overdue = fields.Boolean(
        "Service overdue", compute="_compute_is_service_overdue"
    )

    @api.depends("service_schedule", "service_last_date")
    def _compute_service_first_date(self):
        """A fixed series begins with the service it is chosen at, and stays there."""
        for asset in self:
            if asset.service_schedule == "fixed" and not asset.service_first_date:
                asset.service_first_date = asset.service_last_date

    @api.depends(
        "service_interval",
        "service_months",
        "service_schedule",
        "service_first_date",
        "service_last_date",
        "service_last_reading",
        *TREND,
        "odometer_unit",
    )
    def _compute_service(self):
        none = Due(False, False, False, False, False)
        for asset in self:
            total = asset._service_last_total()
            due = next_service(
                asset._service_every(),
                asset.service_last_date,
                total,
                asset._trend(),
            )
            asset.service_next_date = (due or none).day
            asset.service_next_from = (due or none).earliest
            asset.service_next_to = (due or none).latest
            asset.service_confidence = (due or none).confidence
            asset.service_by = (due or none).by
            asset.service_next_reading = (
                max(total + asset.service_interval - asset.clock_offset, 0.0)
                if asset.service_interval > 0 and total is not None
                else 0.0
            )

    def _service_every(self):
        is_fixed = self.service_schedule == "fixed"
        first = is_fixed and self.service_first_date
        return Interval(self.service_interval, self.service_months, first or None)

    def _service_last_total(self):
        """Return the total at the last service; the clock may be another one now."""
        if not self.service_last_date and not self.service_last_reading:
            return None
        offset = self.clock_offset
        if offset and self.service_last_date:
            offset = offset_on(self.service_last_date, self._points())
        return self.service_last_reading + offset

    @api.depends("service_next_date")
    def _compute_is_service_overdue(self):
        today = fields.Date.context_today(self)
        for asset in self:
            asset.is_service_overdue = bool(
                asset.service_next_date and asset.service_next_date < today
            )

    @api.constrains("service_interval", "service_months", "service_last_reading")
    def _check_service(self):
        for asset in self:
            for name in ("service_interval", "service_months", "service_last_reading"):
                most = LONGEST["months"] if name == "service_months" else MOST
                if not is_finite(asset[name]) or not 0 <= asset[name] <= most:
                    raise ValidationError(
                        self.env._(
                            '%(asset)s: "%(field)s" cannot be %(value)s.',
                            asset=asset.display_name,
                            field=self._fields[name]._description_string(self.env),
                            value=asset[name],
                        )
                    )

    @api.constrains("service_schedule", "service_months")
    def _check_service_schedule(self):
        for asset in self:
            if asset.service_schedule == "fixed" and not asset.service_months:
                raise ValidationError(
                    self.env._(
                        "%s: a service that stays in its month needs a number of"
                        " months. Enter it, or let the months count from the day it"
                        " was done.",
                        asset.display_name,
                    )
                )

    @api.constrains("service_last_date")
    def _check_service_last_date(self):
        today = fields.Date.context_today(self)
        for asset in self:
            if asset.service_last_date and asset.service_last_date > today:
                raise ValidationError(
                    self.env._(
                        "%s: the last service cannot lie in the future.",
                        asset.display_name,
                    )
                )

    def _service_done(self, day, reading):
        """Say that the regular service was done; an older one is no news.

        :param reading: in the unit of the clock, 0 when it was not read
        """
        for asset in self:
            if not asset.service_last_date or asset.service_last_date <= day:
                reading = round_half_up(reading, 1)
                asset.write({"service_last_date": day, "service_last_reading": reading})
