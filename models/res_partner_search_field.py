# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from ..tools.calendar_dates import within_calendar
from .customer_search import PERIOD

HISTORY = "customer_care.function_history_see"
TOTALS = {
    "search_last_visit": "max(%s.date)",
    "search_visit_count": "count(DISTINCT %s.document_id)",
    "search_turnover": "sum(%s.untaxed)",
    "search_turnover_year": "sum(%s.untaxed)",
    "search_turnover_period": "sum(%s.untaxed)",
}
COMPARE = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class ResPartner(models.Model):
    """What data searches ask about customers: each condition is one set for PostgreSQL.

    What customers bought is asked of `customer.turnover`: posted invoices, credit notes
    and sales at the till, through merges, as far as the user may see them.
    """

    _inherit = "res.partner"

    search_turnover_ids = fields.One2many(
        "customer.turnover", "partner_id", "Purchases", groups=HISTORY
    )
    search_last_visit = fields.Date(
        "Last visit",
        compute="_compute_search_turnover",
        search="_search_last_visit",
        groups=HISTORY,
        help="The day of the last purchase.",
    )
    search_days_since_visit = fields.Integer(
        "Days since the last visit",
        compute="_compute_search_turnover",
        search="_search_days_since_visit",
        groups=HISTORY,
    )
    search_visit_count = fields.Integer(
        "Number of purchases",
        compute="_compute_search_turnover",
        search="_search_visit_count",
        groups=HISTORY,
    )
    search_turnover = fields.Float(
        "Turnover",
        compute="_compute_search_turnover",
        search="_search_turnover",
        digits="Product Price",
        groups=HISTORY,
        help="Without tax, in all the time.",
    )
    search_turnover_year = fields.Float(
        "Turnover of the last 12 months",
        compute="_compute_search_turnover",
        search="_search_turnover_year",
        digits="Product Price",
        groups=HISTORY,
    )
    search_turnover_period = fields.Float(
        "Turnover in the period",
        compute="_compute_search_turnover",
        search="_search_turnover_period",
        digits="Product Price",
        groups=HISTORY,
        help="The period is that of the data search.",
    )
    search_never_invoiced = fields.Boolean(
        "Never bought anything",
        compute="_compute_search_turnover",
        search="_search_never_invoiced",
        groups=HISTORY,
    )

    # -- periods -----------------------------------------------------------------------

    @api.model
    def _search_periods(self):
        """Return {field: (first day, last day)} of what is summed; None is open."""
        today = fields.Date.context_today(self)
        first, last = self.env.context.get(PERIOD) or (None, None)
        return {
            "search_turnover": (None, None),
            "search_turnover_year": (date_utils.subtract(today, years=1), None),
            "search_turnover_period": (first, last),
        }

    @api.model
    def _turnover_of(self, first, last):
        """Return the query of the turnover lines of a period."""
        domain = Domain.TRUE
        if first:
            domain &= Domain("date", ">=", first)
        if last:
            domain &= Domain("date", "<=", last)
        return self.env["customer.turnover"]._search(domain)

    # -- values ------------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids", PERIOD)
    def _compute_search_turnover(self):
        sums = {
            name: self._turnover_sums(*days)
            for name, days in self._search_periods().items()
        }
        none, today = (0, None, 0), fields.Date.context_today(self)
        for partner in self:
            for name, found in sums.items():
                partner[name] = found.get(partner._origin.id, none)[0]
            _sum, last, count = sums["search_turnover"].get(partner._origin.id, none)
            partner.search_last_visit = last or False
            partner.search_days_since_visit = last and (today - last).days
            partner.search_visit_count = count
            partner.search_never_invoiced = not count

    def _turnover_sums(self, first, last):
        """Return {customer id: (sum, last day, documents)} in one query."""
        domain = Domain("partner_id", "in", self._origin.ids)
        if first:
            domain &= Domain("date", ">=", first)
        if last:
            domain &= Domain("date", "<=", last)
        rows = self.env["customer.turnover"]._read_group(
            domain,
            ["partner_id"],
            ["untaxed:sum", "date:max", "document_id:count_distinct"],
        )
        return {partner.id: tuple(values) for partner, *values in rows}

    def _field_to_sql(self, alias, fname, query=None):
        """Customers can be sorted by what they bought: all totals are one join."""
        total = TOTALS.get(fname)
        if not total or query is None:
            return super()._field_to_sql(alias, fname, query)
        self._check_field_access(self._fields[fname], "read")
        coalias = query.make_alias(alias, fname)
        lines = self._turnover_of(*self._search_periods().get(fname, (None, None)))
        lines.groupby = SQL.identifier(lines.table, "partner_id")
        totals = lines.select(
            SQL("%s AS partner_id", lines.groupby),
            SQL("%s AS total", SQL(total, SQL.identifier(lines.table))),
        )
        query.add_join(
            "LEFT JOIN",
            coalias,
            SQL("(%s)", totals),
            SQL(
                "%s = %s",
                SQL.identifier(alias, "id"),
                SQL.identifier(coalias, "partner_id"),
            ),
        )
        nothing = SQL("NULL") if fname == "search_last_visit" else SQL("0")
        return SQL("coalesce(%s, %s)", SQL.identifier(coalias, "total"), nothing)

    # -- conditions --------------------------------------------------------------------

    @api.model
    def _search_by_turnover(self, value, operator, wanted, nothing, days=(None, None)):
        """Return the Domain of the customers of whom a total of their purchases holds.

        :param value: SQL of the total, for example sum(untaxed)
        :param nothing: what the total is of somebody who never bought anything; None
            compares with nothing
        """
        query = self._turnover_of(*days)
        query.add_where(
            SQL("%s IS NOT NULL", SQL.identifier(query.table, "partner_id"))
        )
        query.groupby = SQL.identifier(query.table, "partner_id")
        holds = SQL("%s %s %s", value(query.table), SQL(operator), wanted)
        others = nothing is not None and COMPARE[operator](nothing, wanted)
        query.having = SQL("NOT (%s)", holds) if others else holds
        found = query.select(SQL.identifier(query.table, "partner_id"))
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s %s (%s)",
                SQL.identifier(alias, "id"),
                SQL("NOT IN" if others else "IN"),
                found,
            )
        )

    @api.model
    def _search_number(self, operator, value, name):
        if operator in ("in", "not in"):
            values = list(value)
            if len(values) != 1:
                return None
            operator, value = ("=" if operator == "in" else "!="), values[0]
        if operator not in COMPARE:
            return None
        try:
            return operator, float(value or 0)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "%(value)s is not a number. Correct the condition on %(field)s.",
                    value=value,
                    field=self._fields[name]._description_string(self.env),
                )
            ) from error

    @api.model
    def _search_sum(self, operator, value, name):
        asked = self._search_number(operator, value, name)
        if not asked:
            return NotImplemented
        return self._search_by_turnover(
            lambda table: SQL("sum(%s)", SQL.identifier(table, "untaxed")),
            *asked,
            0,
            self._search_periods()[name],
        )

    def _search_turnover(self, operator, value):
        return self._search_sum(operator, value, "search_turnover")

    def _search_turnover_year(self, operator, value):
        return self._search_sum(operator, value, "search_turnover_year")

    def _search_turnover_period(self, operator, value):
        return self._search_sum(operator, value, "search_turnover_period")

    def _search_visit_count(self, operator, value):
        asked = self._search_number(operator, value, "search_visit_count")
        if not asked:
            return NotImplemented
        return self._search_by_turnover(
            lambda table: SQL(
                "count(DISTINCT %s)", SQL.identifier(table, "document_id")
            ),
            *asked,
            0,
        )

    def _search_last_visit(self, operator, value):
        if operator == "in" and set(value) == {False}:
            return self._search_by_turnover(lambda _table: SQL("1"), "=", 0, 0)
        if operator == "not in" and set(value) == {False}:
            return ~self._search_by_turnover(lambda _table: SQL("1"), "=", 0, 0)
        if operator not in COMPARE:
            return NotImplemented
        return self._search_by_turnover(
            lambda table: SQL("max(%s)", SQL.identifier(table, "date")),
            operator,
            fields.Date.to_date(value),
            None,
        )

    def _search_days_since_visit(self, operator, value):
        if operator in ("in", "not in"):
            found = Domain.OR(
                self._search_last_visit("in", [False])
                if days is False
                else self._search_days_since_visit("=", days)
                for days in value
            )
            return found if operator == "in" else ~found
        turned = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator)
        if not turned:
            return NotImplemented
        today = fields.Date.context_today(self)
        day = date_utils.subtract(today, days=within_calendar(int(value)))
        return self._search_last_visit(turned, day)

    def _search_never_invoiced(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_by_turnover(lambda _table: SQL("1"), "=", 0, 0)
