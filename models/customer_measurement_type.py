# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import formatLang
from odoo.tools.misc import get_lang

from ..tools.measured_values import (
    bounds,
    is_finite,
    is_outside,
    parse_number,
    round_half_up,
)

LIMITS = ("minimum", "maximum", "lowest_possible", "highest_possible")
MOST_DIGITS = 6


class CustomerMeasurementType(models.Model):
    """What is measured: its unit, its precision, and which values are usual.

    Usual limits warn, because people differ; a value beyond the possible ones is a slip
    of the pen and is refused.
    """

    _name = "customer.measurement.type"
    _description = "Measurement type"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, id"
    _unique_keys = [("name", "subject")]

    name = fields.Char(required=True, translate=True)
    group = fields.Char(
        required=True,
        translate=True,
        default=lambda self: self.env._("General"),
        help="Types of one group are entered together, in one window.",
    )
    subject = fields.Selection(
        [("person", "People"), ("animal", "Animals"), ("both", "People and animals")],
        "Measured on",
        required=True,
        default="person",
    )
    uom_name = fields.Char("Unit", help="As it is written behind the value, e.g. cm.")
    digits = fields.Integer(
        "Decimals", default=1, help="Digits behind the decimal mark, 0 to 6."
    )
    minimum = fields.Float(
        "Usual from",
        help="Values below are saved with a warning. Zero in both: no limits.",
    )
    maximum = fields.Float(
        "Usual to",
        help="Values above are saved with a warning. Zero above a positive lower"
        " limit: no upper limit.",
    )
    lowest_possible = fields.Float(
        "Possible from",
        help="Values below are refused. Zero in both: every number is accepted.",
    )
    highest_possible = fields.Float(
        "Possible to",
        help="Values above are refused. Zero above a positive lower limit: no upper"
        " limit.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    measurement_count = fields.Integer(
        "Measurements", compute="_compute_measurement_count"
    )

    _name_unique = models.UniqueIndex(
        "(subject, lower(name->>'en_US'))",
        "Two types of measurement cannot have the same name.",
    )

    def _compute_measurement_count(self):
        counts = self._count_measurements(self.env["customer.measurement"])
        for measurement_type in self:
            measurement_type.measurement_count = counts.get(measurement_type._origin, 0)

    def _count_measurements(self, measurements):
        """Return {type: how many}, in one query."""
        return dict(
            measurements._read_group(
                [("type_id", "in", self.ids)], ["type_id"], ["__count"]
            )
        )

    @api.constrains("digits")
    def _check_digits(self):
        for measurement_type in self:
            if not 0 <= measurement_type.digits <= MOST_DIGITS:
                raise ValidationError(
                    self.env._(
                        "%(name)s can have 0 to %(most)s decimals.",
                        name=measurement_type.name,
                        most=MOST_DIGITS,
                    )
                )

    @api.constrains(*LIMITS)
    def _check_limits(self):
        for measurement_type in self:
            usual = bounds(measurement_type.minimum, measurement_type.maximum)
            measurement_type._check_order(*usual)
            measurement_type._check_order(
                *bounds(
                    measurement_type.lowest_possible, measurement_type.highest_possible
                )
            )
            if any(
                limit is not None and measurement_type._is_impossible(limit)
                for limit in usual
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s: the usual limits must lie within the possible ones.",
                        name=measurement_type.name,
                    )
                )

    def _check_order(self, low, high):
        if low is not None and high is not None and low > high:
            raise ValidationError(
                self.env._(
                    "%(name)s: the lower limit %(low)s is above the upper limit"
                    " %(high)s.",
                    name=self.name,
                    low=self._format(low, unit=False),
                    high=self._format(high, unit=False),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._cleaned(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._cleaned(vals)
        if "uom_name" in vals:
            self._check_unit_unused(vals["uom_name"])
        return super().write(vals)

    @api.model
    def _cleaned(self, vals):
        """Trim the texts; refuse limits that are no numbers."""
        for name in LIMITS:
            if name in vals and not is_finite(vals[name] or 0):
                raise ValidationError(
                    self.env._(
                        "%(value)s is no number for the limit %(limit)s.",
                        value=vals[name],
                        limit=self._fields[name]._description_string(self.env),
                    )
                )
        return {
            name: value.strip()
            if name in ("name", "group", "uom_name") and isinstance(value, str)
            else value
            for name, value in vals.items()
        }

    def _check_unit_unused(self, uom_name):
        """Old values would be read in a unit nobody measured them in."""
        changed = self.filtered(lambda each: (each.uom_name or "") != (uom_name or ""))
        # sudo: values of other companies are values too
        counts = changed._count_measurements(self.env["customer.measurement"].sudo())
        for measurement_type, count in counts.items():
            raise UserError(
                self.env._(
                    "%(count)s values of %(name)s were measured in %(unit)s, so its"
                    " unit cannot change. Archive this type and create another one"
                    " with the new unit.",
                    count=count,
                    name=measurement_type.name,
                    unit=measurement_type.uom_name or self.env._("no unit"),
                )
            )

    def _check_unique(self, key, values):
        """A name stands for one thing with people, and for one with animals."""
        # sudo: a name is taken, whoever may see where
        others = (
            self.sudo()
            .with_context(active_test=False)
            .search(Domain("id", "not in", self.ids))
        )
        taken = {
            (name.strip().casefold(), subject)
            for each in (others, others.with_context(lang=None))
            for other, name in zip(each, each.mapped("name"), strict=True)
            for subject in self._subjects(other.subject)
        }
        for name, subject in values:
            wanted = {(name.strip().casefold(), s) for s in self._subjects(subject)}
            if wanted & taken:
                raise ValidationError(
                    self.env._(
                        "There is a type of measurement %(name)s already; it may be"
                        " archived.",
                        name=name.strip(),
                    )
                )
            taken |= wanted

    @api.model
    def _subjects(self, subject):
        return ("person", "animal") if subject == "both" else (subject,)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: values of other companies are values too
        counts = self._count_measurements(self.env["customer.measurement"].sudo())
        for measurement_type, count in counts.items():
            raise UserError(
                self.env._(
                    "%(name)s has %(count)s values, so it cannot be deleted. Archive it"
                    " instead: the values stay, and it is asked for no more.",
                    name=measurement_type.name,
                    count=count,
                )
            )

    def _is_unusual(self, value):
        return is_outside(value, self.minimum, self.maximum)

    def _is_impossible(self, value):
        return is_outside(value, self.lowest_possible, self.highest_possible)

    def _checked_value(self, value):
        """Return the number rounded to the type's digits, or refuse it by name."""
        if not is_finite(value):
            raise ValidationError(
                self.env._(
                    "%(type)s: the value is missing or no number.", type=self.name
                )
            )
        value = round_half_up(value, self.digits)
        if self._is_impossible(value):
            raise ValidationError(
                self.env._(
                    "%(type)s: %(value)s is impossible; possible is %(limits)s.",
                    type=self.name,
                    value=self._format(value),
                    limits=self._format_limits("lowest_possible", "highest_possible"),
                )
            )
        return value

    def _parse(self, text):
        """Return the number typed by the user, or refuse it by name."""
        lang = get_lang(self.env)
        try:
            return parse_number(text, lang.decimal_point, lang.thousands_sep or "")
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    '%(type)s: "%(text)s" is not a number.', type=self.name, text=text
                )
            ) from error

    def _format(self, value, unit=True):
        """Return the value as the user writes it, with the unit."""
        number = formatLang(self.env, value, digits=self.digits)
        return f"{number} {self.uom_name}" if unit and self.uom_name else number

    def _format_limits(self, lowest, highest):
        """Return the limits of two fields in words, empty when there are none."""
        low, high = bounds(self[lowest], self[highest])
        if low is None and high is None:
            return ""
        if high is None:
            return self.env._("from %s", self._format(low))
        return self.env._(
            "%(low)s to %(high)s",
            low=self._format(low, unit=False),
            high=self._format(high),
        )

    def action_open_measurements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_measurement_action"
        )
        return dict(
            action, name=self.name, domain=[("type_id", "=", self.id)], context={}
        )
