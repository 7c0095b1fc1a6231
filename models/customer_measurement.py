# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class CustomerMeasurement(models.Model):
    """A value that was measured on a customer, on a day, by somebody."""

    _name = "customer.measurement"
    _description = "Measurement"
    _inherit = ["customer.required.mixin"]
    _order = "date desc, id desc"

    # no index of its own: the one over customer, type and day begins with it
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "customer.measurement.type",
        "Measurement",
        required=True,
        ondelete="restrict",
        domain=[("subject", "!=", "animal")],
    )
    group = fields.Char(related="type_id.group")
    uom_name = fields.Char(related="type_id.uom_name")
    value = fields.Float(required=True, aggregator="avg")
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        "Taken by",
        index="btree_not_null",
        default=lambda self: self.env.user,
        ondelete="set null",
    )
    note = fields.Char()
    is_out_of_limits = fields.Boolean(
        "Out of limits",
        compute="_compute_is_out_of_limits",
        search="_search_is_out_of_limits",
        help="The value lies outside of what is usual for its type.",
    )

    _last_idx = models.Index("(partner_id, type_id, date DESC, id DESC)")
    _value_idx = models.Index("(type_id, value, partner_id)")
    _date_idx = models.Index("(date DESC, id DESC)")

    @api.depends("type_id.name", "value")
    def _compute_display_name(self):
        for measurement in self:
            measurement_type = measurement.type_id
            measurement.display_name = self.env._(
                "%(type)s: %(value)s",
                type=measurement_type.name or "",
                value=measurement_type._format(measurement.value),
            )

    @api.depends("value", "type_id.minimum", "type_id.maximum")
    def _compute_is_out_of_limits(self):
        for measurement in self:
            measurement.is_out_of_limits = measurement.type_id._is_unusual(
                measurement.value
            )

    def _search_is_out_of_limits(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(to_sql=self._out_of_limits_sql)

    @api.model
    def _out_of_limits_sql(self, model, alias, query):
        """The same as `is_outside`, for a million rows."""
        limits = self.env["customer.measurement.type"]
        return SQL(
            """EXISTS (
                SELECT 1 FROM customer_measurement_type limits
                 WHERE limits.id = %(type)s
                   AND (%(low)s != 0 OR %(high)s != 0)
                   AND (%(value)s < %(low)s OR (
                        %(value)s > %(high)s AND NOT (%(low)s > 0 AND %(high)s = 0)))
            )""",
            type=model._field_to_sql(alias, "type_id", query),
            value=model._field_to_sql(alias, "value", query),
            low=SQL("coalesce(%s, 0)", limits._field_to_sql("limits", "minimum")),
            high=SQL("coalesce(%s, 0)", limits._field_to_sql("limits", "maximum")),
        )

    @api.constrains("partner_id")
    def _check_partner(self):
        self.partner_id._refuse_strangers()

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for measurement in self:
            if measurement.date > today:
                raise ValidationError(
                    self.env._(
                        "%(measurement)s cannot have been measured in the future"
                        " (%(date)s).",
                        measurement=measurement.display_name,
                        date=format_date(self.env, measurement.date),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                dict(vals, value=self._type_of(vals)._checked_value(vals.get("value")))
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not {"value", "type_id"} & set(vals):
            return super().write(vals)
        for measurement in self:
            kind = measurement.type_id
            if "type_id" in vals and vals["type_id"] != kind.id:
                kind = measurement._type_of(vals)
            value = kind._checked_value(vals.get("value", measurement.value))
            super(CustomerMeasurement, measurement).write(dict(vals, value=value))
        return True

    @api.model
    def _type_of(self, vals):
        """Return the type to measure by, or refuse one that cannot be used now."""
        type_id = vals.get("type_id", self.env.context.get("default_type_id"))
        if not type_id:
            self._check_required({}, ["type_id"])
        kind = self.env["customer.measurement.type"].browse(type_id).exists()
        if not kind:
            raise ValidationError(
                self.env._(
                    "This type of measurement does not exist any more."
                    " Reload the page and choose another one."
                )
            )
        if not kind.active:
            raise ValidationError(
                self.env._("%s is archived and is not measured any more.", kind.name)
            )
        self._check_subject(kind, vals)
        return kind

    def _check_subject(self, kind, vals):
        """Refuse a type that is not measured on whom the values are about."""
        self._refuse_type_of_animals(kind)

    @api.model
    def _refuse_type_of_animals(self, kind):
        if kind.subject == "animal":
            raise ValidationError(
                self.env._("%s is measured on animals, not on people.", kind.name)
            )

    @api.model
    def _last_values(self, ids, column="partner_id"):
        """Return the last value of each type, and the one before, in one query.

        Callers have read the customers: the company rule follows them.

        :param column: the link to those who were measured
        :return: {id: [{type_id, type, group, uom, digits, archived, value,
            before, date, user, low, high}]} in the order of the types; `before` is None
            for a first value
        """
        rows = self.env.execute_query_dict(self._last_query(tuple(ids), column))
        found = {each: [] for each in ids}
        for row in rows:
            found[row.pop("measured_id")].append(row)
        return found

    @api.model
    def _last_query(self, ids, column="partner_id"):
        kinds = self.env["customer.measurement.type"]
        self.flush_model([column, "type_id", "value", "date", "user_id"])
        kinds.flush_model()
        return SQL(
            """
            SELECT last.measured_id, last.type_id, kind.digits, last.value, last.before,
                   last.date, NOT kind.active AS archived,
                   (SELECT name FROM res_partner WHERE id = (
                       SELECT partner_id FROM res_users WHERE id = last.user_id
                   )) AS user,
                   kind.uom_name AS uom, %(name)s AS type, %(group)s AS "group",
                   coalesce(kind.minimum, 0) AS low,
                   coalesce(kind.maximum, 0) AS high
              FROM (
                    SELECT DISTINCT ON (%(column)s, type_id)
                           id, %(column)s AS measured_id, type_id, value, date, user_id,
                           lead(value) OVER (
                               PARTITION BY %(column)s, type_id
                               ORDER BY date DESC, id DESC
                           ) AS before
                      FROM customer_measurement
                     WHERE %(column)s IN %(ids)s
                     ORDER BY %(column)s, type_id, date DESC, id DESC
                   ) last
              JOIN customer_measurement_type kind ON kind.id = last.type_id
             ORDER BY NOT kind.active, kind.sequence, kind.id
            """,
            name=kinds._field_to_sql("kind", "name"),
            group=kinds._field_to_sql("kind", "group"),
            column=SQL.identifier(column),
            ids=ids or (0,),
        )
