# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

# Who is in a rule for what: the vehicle, else the invoice, else the customer.
SUBJECT = """
    CASE WHEN %(a)s.asset_id IS NOT NULL THEN 'a' || %(a)s.asset_id
         WHEN %(a)s.move_id IS NOT NULL THEN 'm' || %(a)s.move_id
         ELSE 'p' || %(a)s.partner_id END
"""


class CustomerFollowUp(models.Model):
    """Whom a rule finds: the one statement behind the plan and the preview of it."""

    _inherit = "customer.follow.up"

    def _program(self):
        """Return this rule as the program sees it, in its company."""
        self.ensure_one()
        # sudo: a rule runs without anybody there
        return (
            self.sudo()
            .with_company(self.company_id)
            .with_context(allowed_company_ids=self.company_id.ids, tz=self._time_zone())
        )

    def _audience(self):
        """Return the SELECT of the ids of the rows that the search finds now."""
        search = self.search_id
        query = search._query(order=None if search.first_rows else "id")
        return query.select(SQL("%s AS id", SQL.identifier(query.table, "id")))

    def _candidates(self, lower, upper, missed_before):
        """Return the SELECT of who is due from one day to another.

        One for each subject: whom somebody tagged, else the latest. Columns:
        partner_id, asset_id, move_id, basis, occurrence, is_tagged, subject, cycle_key,
        and state: what would become of it.
        """
        found = self._found(lower, upper)
        parts = [part for part in (found, self._tagged(upper)) if part is not None]
        if not parts:
            return None
        return SQL(
            """
            SELECT DISTINCT ON (c.subject)
                   c.partner_id, c.asset_id, c.move_id, c.basis, c.occurrence,
                   c.is_tagged, c.subject,
                   %(rule)s || ':' || c.subject || %(cycle)s AS cycle_key,
                   %(state)s AS state
              FROM (SELECT part.*, %(subject)s AS subject
                      FROM (%(parts)s) AS part) AS c
              JOIN res_partner customer ON customer.id = c.partner_id
             WHERE (customer.company_id IS NULL
                    OR customer.company_id = ANY(%(companies)s))
               AND NOT EXISTS (
                   SELECT FROM customer_follow_up_entry e
                    WHERE e.follow_up_id = %(id)s AND e.state = 'running'
                      AND e.subject = c.subject)
          ORDER BY c.subject, c.is_tagged DESC, c.occurrence DESC
            """,
            rule=str(self.id),
            id=self.id,
            companies=self.company_id._with_parents().ids,
            subject=SQL(SUBJECT % {"a": "part"}),
            cycle=self._cycle(),
            state=self._judgement(missed_before),
            parts=SQL(" UNION ALL ").join(parts),
        )

    def _cycle(self):
        """Return what tells one time of a candidate `c` from the next."""
        if self.repetition == "once":
            # what somebody asks for by hand counts beside it
            return SQL("CASE WHEN c.is_tagged THEN ':' || c.cycle ELSE '' END")
        return SQL("':' || c.cycle")

    def _found(self, lower, upper):
        """Return the SELECT of what the trigger finds within the audience."""
        events = self._events(lower, upper)
        if events is None:
            return None
        occurrence = self._occurrence(upper)
        return SQL(
            """SELECT e.partner_id, e.asset_id, e.move_id, e.basis, due.occurrence,
                      coalesce(e.cycle, due.occurrence::text) AS cycle,
                      FALSE AS is_tagged
                 FROM (%(events)s) AS e
                CROSS JOIN LATERAL (SELECT %(occurrence)s AS occurrence) AS due
                WHERE due.occurrence BETWEEN %(lower)s AND %(upper)s
                  AND e.row_id IN (%(audience)s)""",
            events=events,
            occurrence=occurrence,
            lower=lower,
            upper=upper,
            audience=self._audience(),
        )

    def _occurrence(self, upper):
        """Return the day an event `e` is due; of a series the last one, so that those
        missed are one.

        Months are counted from the first day: 31 January, 28 February, 31 March.
        """
        if self.repetition != "months":
            return self._due(SQL("0"))
        return SQL(
            """(SELECT %(nth)s FROM generate_series(greatest(0, (
                       extract(year FROM age(%(upper)s, %(first)s)) * 12 +
                       extract(month FROM age(%(upper)s, %(first)s)) + 1
                       )::int / %(months)s), 0, -1) AS n
                 WHERE n = 0 OR %(nth)s <= %(upper)s
              ORDER BY n DESC LIMIT 1)""",
            nth=self._due(SQL("n * %s", self.repeat_months)),
            first=self._due(SQL("0")),
            upper=SQL("%s::date", upper),
            months=self.repeat_months,
        )

    def _due(self, months):
        """Return when an event `e` is due for the time so many months later."""
        is_days = self.delay_unit == "day"
        return SQL(
            "(e.basis + make_interval(days => %s) + make_interval(months => %s + %s)"
            ")::date",
            self.delay if is_days else 0,
            0 if is_days else self.delay,
            months,
        )

    def _judgement(self, missed_before):
        """Return what becomes of a candidate `c`, as SQL."""
        missed = SQL("FALSE")
        if missed_before:
            missed = SQL("NOT c.is_tagged AND c.occurrence < %s", missed_before)
        return SQL(
            """CASE WHEN %(excluded)s THEN 'excluded'
                    WHEN %(missed)s THEN 'missed'
                    WHEN %(control)s THEN 'control'
                    ELSE 'running' END""",
            excluded=self._excluded(),
            missed=missed,
            control=self._controlled(),
        )

    def _controlled(self):
        """Return who is held back: always the same ones, whatever day it is."""
        if not self.control_percent:
            return SQL("FALSE")
        return SQL(
            """NOT c.is_tagged AND ('x' || substr(md5(%s || ':' || c.partner_id), 1, 7)
               )::bit(28)::int %% 100 < %s""",
            str(self.id),
            self.control_percent,
        )

    def _excluded(self):
        """Return who is never to be in this rule, as a condition on `c`."""
        return SQL("FALSE")

    def _tagged(self, upper):
        """Return the SELECT of who was tagged for this rule by hand, or None.

        Columns: partner_id, asset_id, move_id, basis, occurrence, cycle, is_tagged.
        """
        return None
