# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# A visit follows from a message that left so many days before, at most.
FOLLOWS = 30
WEEK = 7
# Good are customers with a habit: so many days with a purchase.
GOOD_VISITS = 4
# Whoever has been away for longer is no customer any more.
LOST = 730


class ResPartner(models.Model):
    """Who came back after we wrote, and which good customers stay away.

    Both are one set for PostgreSQL, of the purchases that the user may see.
    """

    _inherit = "res.partner"

    came_back = fields.Boolean(
        "Came back this week",
        compute="_compute_came_back",
        search="_search_came_back",
        help="Bought in the last seven days, within thirty days of a message of ours.",
    )
    is_staying_away = fields.Boolean(
        "Stays away",
        compute="_compute_is_staying_away",
        search="_search_is_staying_away",
        help="Came on four days or more, and not for twice as long as usual.",
    )

    def _compute_came_back(self):
        self._compute_by_search("came_back")

    def _compute_is_staying_away(self):
        self._compute_by_search("is_staying_away")

    def _compute_by_search(self, name):
        found = self.with_context(active_test=False).search(
            Domain("id", "in", self.ids) & Domain(name, "=", True)
        )
        for partner in self:
            partner[name] = partner._origin in found

    @api.model
    def _search_came_back(self, operator, value):
        today = fields.Date.context_today(self)
        lines = self._lines_after_message(today - timedelta(days=WEEK), today)
        lines.add_where(SQL("%s <> 'refund'", SQL.identifier(lines.table, "kind")))
        return self._among(operator, value, lines)

    @api.model
    def _search_is_staying_away(self, operator, value):
        return self._among(
            operator, value, self._lines_of_absent(fields.Date.context_today(self))
        )

    @api.model
    def _among(self, operator, value, lines):
        """Return the Domain of the customers of some lines of the turnover."""
        if operator != "in" or len(value) != 1:
            return NotImplemented
        found = lines.select(SQL.identifier(lines.table, "partner_id"))
        how = SQL("IN" if next(iter(value)) else "NOT IN")
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s %s (%s)", SQL.identifier(alias, "id"), how, found
            )
        )

    @api.model
    def _lines_after_message(self, after, until, company=None):
        """Return the query of what was bought in a period after a message of ours.

        The day of a message is the user's, as that of a sale is.

        :param after: the day before the first one
        :param company: whose messages and sales; all that the user may see without
        """
        self.env["customer.message"].flush_model()
        domain = (
            Domain("date", ">", after)
            & Domain("date", "<=", until)
            & Domain("partner_id", "!=", False)
        )
        ours = SQL("TRUE")
        if company:
            domain &= Domain("company_id", "=", company.id)
            ours = SQL("m.company_id = %s", company.id)
        query = self.env["customer.turnover"]._search(domain)
        query.add_where(
            SQL(
                """EXISTS (
                   SELECT FROM res_partner reached
                     JOIN customer_message m ON m.partner_id = reached.id
                    WHERE reached.commercial_partner_id = %(customer)s
                      AND m.state = 'sent' AND m.is_trial IS NOT TRUE AND %(ours)s
                      AND m.sent_at >= %(first)s AND m.sent_at < %(until)s
                      AND %(sent)s < %(day)s AND %(sent)s >= %(day)s - %(most)s)""",
                # the same for all days of the period, and one more for the time zone:
                # an index finds these few messages
                first=after - timedelta(days=FOLLOWS + 1),
                until=until + timedelta(days=1),
                sent=SQL(
                    "(m.sent_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                    str(self.env.tz),
                ),
                customer=SQL.identifier(query.table, "partner_id"),
                day=SQL.identifier(query.table, "date"),
                ours=ours,
                most=FOLLOWS,
            )
        )
        return query

    @api.model
    def _lines_of_absent(self, today, company=None):
        """Return the query of the purchases of good customers who stay away.

        Grouped by customer. As usual is the mean of the days between two visits.
        """
        domain = Domain("kind", "!=", "refund") & Domain("partner_id", "!=", False)
        if company:
            domain &= Domain("company_id", "=", company.id)
        query = self.env["customer.turnover"]._search(domain)
        query.groupby = SQL.identifier(query.table, "partner_id")
        query.having = SQL(
            """count(DISTINCT %(day)s) >= %(visits)s
               AND %(today)s::date - max(%(day)s) BETWEEN 1 AND %(lost)s
               AND (%(today)s::date - max(%(day)s)) * (count(DISTINCT %(day)s) - 1)
                   >= 2 * (max(%(day)s) - min(%(day)s))""",
            day=SQL.identifier(query.table, "date"),
            visits=GOOD_VISITS,
            today=today,
            lost=LOST,
        )
        return query
