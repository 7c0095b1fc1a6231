# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from ..tools.measured_values import is_finite
from ..tools.odometer import convert

UNITS = [("km", "km"), ("mi", "miles"), ("h", "hours")]
# No clock shows more; what is behind is a serial number in the wrong field.
MOST = 99_999_999


class CustomerAssetReading(models.Model):
    """What the clock of a vehicle or a machine showed on a day."""

    _name = "customer.asset.reading"
    _description = "Reading"
    _inherit = ["customer.required.mixin"]
    _order = "date desc, id desc"

    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle or equipment",
        required=True,
        ondelete="cascade",
        domain=[("kind", "!=", "animal")],
    )
    partner_id = fields.Many2one(related="asset_id.partner_id", string="Owner")
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float("Reading", required=True, aggregator="max")
    unit = fields.Selection(
        UNITS,
        required=True,
        compute="_compute_unit",
        store=True,
        readonly=False,
        precompute=True,
    )
    source = fields.Selection(
        [
            ("service", "At a service"),
            ("customer", "Customer"),
            ("estimate", "Estimate"),
        ],
        required=True,
        default="service",
    )
    user_id = fields.Many2one(
        "res.users",
        "Entered by",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_confirmed = fields.Boolean(
        "Correct although unusual",
        help="Somebody looked again: it is what the clock shows.",
    )
    is_exchange = fields.Boolean(
        "Clock exchanged", help="The first reading of a new clock."
    )
    exchange_start = fields.Float(
        "New clock began at",
        aggregator=None,
        help="What the new clock showed when it was put in; mostly zero.",
    )
    exchange_end = fields.Float(
        "Old clock ended at",
        aggregator=None,
        help="What the old clock showed then. Zero: its last reading counts.",
    )
    note = fields.Char()

    _asset_idx = models.Index("(asset_id, date DESC, id DESC)")
    _date_idx = models.Index("(date DESC, id DESC)")

    @api.depends("asset_id")
    def _compute_unit(self):
        for reading in self:
            reading.unit = reading.unit or reading.asset_id.odometer_unit or "km"

    @api.depends("value", "unit", "date")
    def _compute_display_name(self):
        for reading in self:
            reading.display_name = self._said(reading.value, reading.unit, reading.date)

    @api.model
    def _said(self, value, unit, date=None):
        """Return a reading in words, with its day if there is one."""
        units = dict(self._fields["unit"]._description_selection(self.env))
        number = formatLang(
            self.env, value, digits=0 if float(value).is_integer() else 1
        )
        text = f"{number} {units[unit]}"
        if not date:
            return text
        return self.env._(
            "%(reading)s on %(date)s", reading=text, date=format_date(self.env, date)
        )

    @api.constrains("value", "exchange_start", "exchange_end")
    def _check_value(self):
        for reading in self:
            for name in ("value", "exchange_start", "exchange_end"):
                if not is_finite(reading[name]) or not 0 <= reading[name] <= MOST:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: %(value)s is nothing that a clock shows.",
                            field=self._fields[name]._description_string(self.env),
                            value=reading[name],
                        )
                    )

    @api.constrains("value", "is_exchange", "exchange_start")
    def _check_exchange(self):
        for reading in self.filtered("is_exchange"):
            if reading.value < reading.exchange_start:
                raise ValidationError(
                    self.env._(
                        "A new clock that began at %(start)s cannot show %(value)s.",
                        start=self._said(reading.exchange_start, reading.unit),
                        value=self._said(reading.value, reading.unit),
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for reading in self.filtered(lambda each: each.date > today):
            raise ValidationError(
                self.env._(
                    "%(asset)s: nobody can have read the clock in the future"
                    " (%(date)s).",
                    asset=reading.asset_id.display_name,
                    date=format_date(self.env, reading.date),
                )
            )

    @api.constrains("asset_id", "unit")
    def _check_unit(self):
        for reading in self:
            asset = reading.asset_id
            self._refuse_animal(asset)
            if (reading.unit == "h") != (asset.odometer_unit == "h"):
                raise ValidationError(
                    self.env._(
                        "The clock of %(asset)s counts %(unit)s, so %(reading)s cannot"
                        " be its reading. Correct the unit here or on the form of"
                        " %(asset)s.",
                        asset=asset.display_name,
                        unit=asset._unit_name(),
                        reading=reading.display_name,
                    )
                )

    @api.model
    def _refuse_animal(self, asset):
        if asset.kind == "animal":
            raise ValidationError(
                self.env._(
                    "%s is an animal and has no clock. Its weight is entered on the"
                    " page Measurements.",
                    asset.display_name,
                )
            )

    def _in(self, unit, name="value"):
        """Return a value in another unit of distance."""
        self.ensure_one()
        return convert(self[name], self.unit, unit)
