# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.calendar_dates import add_duration
from ..tools.local_day_sql import local_day

YEAR = 366


class CustomerFollowUp(models.Model):
    """When: what each trigger finds, as a SELECT for PostgreSQL.

    Its columns are `row_id` (of the audience), `partner_id`, `asset_id`, `move_id`,
    `basis` (the day it follows from) and `cycle`, which tells one time from the next;
    where it is NULL, the day it is due does.
    """

    _inherit = "customer.follow.up"

    def _row_kind(self):
        """Return what a row of the audience is: partner, move or asset."""
        return {"res.partner": "partner", "account.move": "move"}.get(
            self.search_id._row_model()._name, "asset"
        )

    def _events(self, lower, upper):
        """Return the SELECT of what is due from one day to another, or None.

        Days before the first one may be in it: it is narrowed for the indexes only.
        """
        first, last = self._basis_span(lower, upper)
        return getattr(self, f"_events_{self.trigger}")(first, last)

    def _basis_span(self, lower, upper):
        """Return the days from which what is due follows."""
        unit = f"{self.delay_unit}s"
        # a month may end up to three days early
        slack = timedelta(days=3 if unit == "months" else 0)
        first = add_duration(lower, -self.delay, unit) - slack
        last = add_duration(upper, -self.delay, unit) + slack
        return (None if self.repetition == "months" else first), last

    @staticmethod
    def _between(column, first, last):
        if first is None:
            return SQL("%s <= %s", column, last)
        return SQL("%s BETWEEN %s AND %s", column, first, last)

    # -- days of every year ----------------------------------------------------------

    def _events_birthday(self, first, last):
        return self._yearly("birth_date", first, last)

    def _events_anniversary(self, first, last):
        # sudo: what a field is called is no secret
        return self._yearly(self.date_field_id.sudo().name, first, last)

    def _yearly(self, name, first, last):
        """Return the last return of a day up to the last one that is asked for.

        PostgreSQL's own arithmetic: 29 February is 28 February in common years.
        """
        model = self.search_id._row_model()
        model.flush_model([name])
        born = self._local_day(model, SQL.identifier("row", name), name)
        kind = self._row_kind()
        return SQL(
            """SELECT row.id AS row_id, %(partner)s AS partner_id,
                      %(asset)s AS asset_id, %(move)s AS move_id,
                      day.back AS basis, NULL::text AS cycle
                 FROM %(table)s AS row
                CROSS JOIN LATERAL (SELECT %(born)s AS born) AS had
                CROSS JOIN LATERAL (
                      SELECT (had.born + make_interval(years => number))::date AS back
                        FROM (SELECT %(year)s - extract(year FROM had.born)::int AS n
                             ) AS count,
                             LATERAL (VALUES (count.n), (count.n - 1)) AS v (number)
                       WHERE number > 0 AND (
                             had.born + make_interval(years => number)) <= %(last)s
                    ORDER BY number DESC LIMIT 1) AS day
                WHERE %(stored)s IS NOT NULL AND %(keys)s""",
            partner=SQL.identifier(
                "row",
                {"partner": "id", "move": "commercial_partner_id"}.get(
                    kind, "partner_id"
                ),
            ),
            asset=SQL("row.id" if kind == "asset" else "NULL::int"),
            move=SQL("row.id" if kind == "move" else "NULL::int"),
            table=SQL.identifier(model._table),
            born=born,
            stored=SQL.identifier("row", name),
            year=last.year,
            last=last,
            keys=self._day_keys(born, first, last),
        )

    def _local_day(self, model, column, name):
        """Return the day of a column; of a time, where the company is."""
        if model._fields[name].type == "date":
            return column
        return local_day(column, self._time_zone())

    @staticmethod
    def _day_keys(born, first, last):
        """Return the condition on month and day: the rest is left out at once."""
        if first is None or (last - first).days >= YEAR - 1:
            return SQL("TRUE")
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        keys = {day.month * 100 + day.day for day in days}
        if 228 in keys:
            keys.add(229)
        return SQL(
            "(extract(month FROM %(born)s) * 100 + extract(day FROM %(born)s))::int"
            " = ANY(%(keys)s)",
            born=born,
            keys=sorted(keys),
        )

    # -- what is due by itself ---------------------------------------------------------

    def _events_inspection(self, first, last):
        return self._asset_days("next_inspection_date", first, last, SQL("NULL::text"))

    def _events_service(self, first, last):
        """The day is foretold and moves with each reading: the service it follows from
        tells one time from the next."""
        cycle = SQL("'after ' || coalesce(asset.service_last_date::text, 'none')")
        return self._asset_days("service_next_date", first, last, cycle)

    def _asset_days(self, name, first, last, cycle):
        self.env["customer.asset"].flush_model()
        return SQL(
            """SELECT asset.id AS row_id, asset.partner_id, asset.id AS asset_id,
                      NULL::int AS move_id, %(day)s AS basis, %(cycle)s AS cycle
                 FROM customer_asset asset WHERE %(span)s""",
            day=SQL.identifier("asset", name),
            cycle=cycle,
            span=self._between(SQL.identifier("asset", name), first, last),
        )

    def _events_tag(self, first, last):
        """Nobody is found: somebody tags them."""
        return None

    def _time_zone(self):
        """Return where the days of this rule are: at the company."""
        return self.company_id._time_zone()

    def _today(self):
        return self.company_id._today()
