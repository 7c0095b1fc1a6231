# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..tools.odometer import Point, Reading, points
from ..tools.odometer_trend import Trend, trend
from .customer_asset_reading import UNITS

CONFIDENCES = [("high", "High"), ("medium", "Medium"), ("low", "Low"), ("none", "None")]
OPERATORS = ("=", "<", "<=", ">", ">=")


class CustomerAsset(models.Model):
    """What the clock shows, and what it will show today.

    The line through the readings is stored and does not depend on the day, so today's
    value is arithmetic, for a list as for a search by SQL.
    """

    _inherit = "customer.asset"

    odometer = fields.Float(
        "Last reading",
        compute="_compute_odometer",
        inverse="_inverse_odometer",
        store=True,
        readonly=False,
        copy=False,
        aggregator="avg",
        help="What is entered here is kept as a reading of today.",
    )
    odometer_date = fields.Date("Read on", compute="_compute_odometer", store=True)
    odometer_total = fields.Float(
        "Total over all clocks",
        compute="_compute_odometer",
        store=True,
        aggregator="avg",
    )
    odometer_unit = fields.Selection(UNITS, "Unit", default="km")
    odometer_rate = fields.Float(
        "Per day",
        compute="_compute_odometer",
        store=True,
        digits=(16, 2),
        aggregator="avg",
        help="How much is driven or worked on a day, by all the readings.",
    )
    trend_date = fields.Date(compute="_compute_odometer", store=True)
    trend_total = fields.Float(compute="_compute_odometer", store=True, aggregator=None)
    trend_slowest = fields.Float(
        compute="_compute_odometer", store=True, aggregator=None
    )
    trend_fastest = fields.Float(
        compute="_compute_odometer", store=True, aggregator=None
    )
    trend_span = fields.Integer(
        compute="_compute_odometer", store=True, aggregator=None
    )
    trend_confidence = fields.Selection(
        CONFIDENCES, compute="_compute_odometer", store=True
    )
    clock_offset = fields.Float(
        compute="_compute_odometer",
        store=True,
        aggregator=None,
        help="The total less what the clock shows now.",
    )
    odometer_expected = fields.Float(
        "Expected reading",
        compute="_compute_odometer_expected",
        search="_search_odometer_expected",
        digits=(16, 0),
        aggregator=None,
        help="What the clock will show today, by the readings so far.",
    )
    odometer_expected_low = fields.Float(
        "Expected at least", compute="_compute_odometer_expected", digits=(16, 0)
    )
    odometer_expected_high = fields.Float(
        "Expected at most", compute="_compute_odometer_expected", digits=(16, 0)
    )
    odometer_confidence = fields.Selection(
        CONFIDENCES, "Confidence", compute="_compute_odometer_expected"
    )
    odometer_expected_text = fields.Char(
        "Expected today", compute="_compute_odometer_expected_text"
    )

    def _unit_name(self):
        """Return the unit of the clock as it is written."""
        units = dict(self._fields["odometer_unit"]._description_selection(self.env))
        return units[self.odometer_unit or "km"]

    @api.depends(
        "odometer_unit",
        *(
            f"reading_ids.{name}"
            for name in (
                "value",
                "unit",
                "date",
                "source",
                "is_exchange",
                "exchange_start",
                "exchange_end",
            )
        ),
    )
    def _compute_odometer(self):
        for asset in self:
            found = asset._points()
            read = [point for point in found if not point.is_estimate] or found
            last = read[-1] if read else Point(False, 0.0)
            line = trend(found) or Trend(False, 0.0)
            asset.odometer = last.total - last.offset
            asset.odometer_date = last.day
            asset.odometer_total = last.total
            asset.odometer_rate = line.rate
            asset.trend_date = line.day
            asset.trend_total = line.total
            asset.trend_slowest = line.slowest
            asset.trend_fastest = line.fastest
            asset.trend_span = line.span
            asset.trend_confidence = line.confidence
            asset.clock_offset = found[-1].offset if found else 0.0

    def _points(self):
        """Return the readings as totals in the unit of the clock, in order of time."""
        unit = self.odometer_unit or "km"
        fits = self.reading_ids.filtered(
            lambda each: each.date and (each.unit == "h") == (unit == "h")
        )
        return points(
            Reading(
                each.date,
                each._in(unit),
                each.is_exchange,
                each._in(unit, "exchange_start"),
                each._in(unit, "exchange_end") or None,
                each.source == "estimate",
            )
            for each in fits.sorted(lambda each: (each.date, each._origin.id or 0))
        )

    def _inverse_odometer(self):
        """What is typed or imported with the vehicle is what its clock shows today.

        The ORM protects a field while it is written; the fields that are computed with
        it follow from the new reading all the same.
        """
        self.env["customer.asset.reading"].create(
            [
                {"asset_id": asset.id, "value": asset.odometer, "source": "customer"}
                for asset in self
                if asset.odometer
            ]
        )
        for field in self.pool.field_computed[self._fields["odometer"]]:
            self.env.add_to_compute(field, self)

    def _trend(self):
        """Return the line through the readings, None without any."""
        self.ensure_one()
        if not self.trend_date:
            return None
        return Trend(
            self.trend_date,
            self.trend_total,
            self.odometer_rate,
            self.trend_slowest,
            self.trend_fastest,
            self.trend_span,
            self.trend_confidence or "none",
        )

    def _expected_on(self, day):
        """Return what the clock will show on a day (`Expected`), None if unknown."""
        line = self._trend()
        return line and line.expected(day)

    def _expected_text(self):
        """Return what is expected today in words, with what it may be as well."""
        if not self.odometer_date or self.odometer_confidence == "none":
            return False
        return self.env._(
            "%(value)s %(unit)s (%(low)s to %(high)s)",
            value=formatLang(self.env, self.odometer_expected, digits=0),
            unit=self._unit_name(),
            low=formatLang(self.env, self.odometer_expected_low, digits=0),
            high=formatLang(self.env, self.odometer_expected_high, digits=0),
        )

    @api.depends("trend_date", "trend_total", "odometer_rate", "clock_offset")
    @api.depends_context("tz")
    def _compute_odometer_expected(self):
        today = fields.Date.context_today(self)
        for asset in self:
            expected = asset._expected_on(today)
            value, low, high = (
                max(getattr(expected, name) - asset.clock_offset, 0.0)
                if expected
                else 0.0
                for name in ("value", "low", "high")
            )
            asset.odometer_expected = value
            asset.odometer_expected_low = low
            asset.odometer_expected_high = high
            asset.odometer_confidence = expected.confidence if expected else False

    @api.depends("odometer_expected", "odometer_unit", "odometer_date")
    @api.depends_context("lang", "tz")
    def _compute_odometer_expected_text(self):
        for asset in self:
            asset.odometer_expected_text = asset._expected_text()

    def _search_odometer_expected(self, operator, value):
        """What is shown is whole, and so is what is looked for; unknown is zero."""
        if operator == "in":
            return Domain.OR(self._search_odometer_expected("=", one) for one in value)
        if operator not in OPERATORS:
            return NotImplemented
        try:
            value = float(value)
        except (TypeError, ValueError):
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s" if operator != "=" else "round(%s) %s %s",
                model._field_to_sql(alias, "odometer_expected", query),
                SQL(operator),
                value,
            )
        )

    def _field_to_sql(self, alias, fname, query=None):
        """Today's value can be searched, sorted and grouped as if it was stored."""
        if fname != "odometer_expected":
            return super()._field_to_sql(alias, fname, query)
        total, rate, day, offset = (
            self._field_to_sql(alias, name, query)
            for name in ("trend_total", "odometer_rate", "trend_date", "clock_offset")
        )
        return SQL(
            "GREATEST(coalesce(%s + %s * (%s::date - %s) - %s, 0), 0)",
            total,
            rate,
            fields.Date.context_today(self),
            day,
            offset,
        )

    @api.constrains("odometer_unit", "kind")
    def _check_odometer_unit(self):
        """Kilometres and miles can be told in each other, hours in neither."""
        for asset in self:
            if asset.reading_ids:
                asset.reading_ids._refuse_animal(asset)
            wrong = asset.reading_ids.filtered(
                lambda each, asset=asset: (
                    (each.unit == "h") != (asset.odometer_unit == "h")
                )
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(asset)s has readings in another unit (%(reading)s)."
                        " Delete or correct them before you change the unit.",
                        asset=asset.display_name,
                        reading=wrong[0].display_name,
                    )
                )
