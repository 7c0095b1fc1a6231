# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from calendar import isleap
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from ..tools.calendar_dates import add_duration

SEE = "customer_care.function_customer_see"
OLDEST = 1000


class ResPartner(models.Model):
    """How old customers are, and how many days there are to their birthday."""

    _inherit = "res.partner"

    search_age = fields.Integer(
        "Age", compute="_compute_search_age", search="_search_age", groups=SEE
    )
    search_birthday_in = fields.Integer(
        "Days to the birthday",
        compute="_compute_search_age",
        search="_search_birthday_in",
        groups=SEE,
        help="0 is today; who was born on 29 February has it on the 28th in other"
        " years.",
    )

    @api.depends("birth_date")
    @api.depends_context("tz")
    def _compute_search_age(self):
        today = fields.Date.context_today(self)
        for partner in self:
            born = partner.birth_date
            if not born:
                partner.search_age = partner.search_birthday_in = False
                continue
            had = (today.month, today.day) >= (born.month, born.day)
            partner.search_age = today.year - born.year - (not had)
            partner.search_birthday_in = (self._next_birthday(born, today) - today).days

    @api.model
    def _next_birthday(self, born, today):
        """Return it as follow-ups count it: 29 February is the 28th in other years."""
        this_year = add_duration(born, today.year - born.year, "years")
        if this_year >= today:
            return this_year
        return add_duration(born, today.year + 1 - born.year, "years")

    def _search_age(self, operator, value):
        """Ages are spans of days of birth, which have an order."""
        if operator in ("in", "not in"):
            found = Domain.OR(
                self._search_age("<=", age) & self._search_age(">=", age)
                for age in value
                if age is not False
            )
            return ~found if operator == "not in" else found
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        today = fields.Date.context_today(self)
        years = int(value) + (operator in ("<=", ">"))
        # beyond these everybody is younger, or nobody: dates would leave the calendar
        years = min(max(years, -OLDEST), OLDEST)
        # born after this day: younger than so many years
        day = date_utils.subtract(today, years=years)
        if operator in ("<", "<="):
            return Domain("birth_date", ">", day)
        return Domain("birth_date", "<=", day)

    def _search_birthday_in(self, operator, value):
        if operator in ("in", "not in"):
            days = {int(each) for each in value if each is not False}
            wanted = set(range(367)) & days
            if operator == "not in":
                wanted = set(range(367)) - days
        else:
            compare = {
                "<": lambda n: n < value,
                "<=": lambda n: n <= value,
                ">": lambda n: n > value,
                ">=": lambda n: n >= value,
            }.get(operator)
            if not compare:
                return NotImplemented
            wanted = {n for n in range(366) if compare(n)}
        today = fields.Date.context_today(self)
        days = [today + timedelta(days=n) for n in sorted(wanted)]
        keys = {day.month * 100 + day.day for day in days}
        if any((d.month, d.day) == (2, 28) and not isleap(d.year) for d in days):
            keys.add(229)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(extract(month FROM %(born)s) * 100 + extract(day FROM %(born)s))"
                "::int = ANY(%(keys)s)",
                born=model._field_to_sql(alias, "birth_date", query),
                keys=list(keys),
            )
        )
