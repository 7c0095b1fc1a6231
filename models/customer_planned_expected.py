# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .customer_action_reminder import HORIZON_DAYS
from .customer_message import CHANNELS

EVERY = 100_000_000


class CustomerPlannedExpected(models.Model):
    """What is not in the outbox yet and will be: counts by day, way and origin.

    Reckoned each night, and when somebody asks: what rules find among a million
    customers is no question for each look at a calendar.
    """

    _name = "customer.planned.expected"
    _description = "Expected messages"
    _order = "date, id"
    _log_access = False

    date = fields.Date(required=True, index=True)
    channel = fields.Selection(CHANNELS, required=True)
    company_id = fields.Many2one("res.company", ondelete="cascade", index=True)
    purpose_id = fields.Many2one("customer.consent.purpose", ondelete="cascade")
    origin = fields.Char(required=True)
    origin_id = fields.Integer(required=True)
    count = fields.Integer(required=True)

    @api.model
    def _cron_reckon(self):
        """Reckon anew what will be planned in the coming weeks."""
        self._reckon()

    @api.model
    def _reckon(self):
        planned = self.env["customer.planned"]
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM customer_planned_expected"))
        self.invalidate_model(flush=False)
        for origin, select in self._sources(planned._today(), planned._horizon()):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO customer_planned_expected
                           (date, channel, company_id, purpose_id, origin, origin_id,
                            count)
                    SELECT day, channel, company_id, purpose_id, %s, origin_id, count
                      FROM (%s) AS found
                     WHERE count > 0
                    """,
                    origin,
                    select,
                )
            )
        self.invalidate_model(flush=False)

    @api.model
    def _sources(self, first, end):
        """Yield (origin, SELECT of origin_id, day, channel, company_id, purpose_id,
        count) of what is not planned yet from a day up to another, the end excluded."""
        yield "customer.action.type", self._reminders(first, end)

    @api.model
    def _reminders(self, first, end):
        """Return what the reminders of customer actions will plan.

        The way is the first one of the type, or the one that the customer prefers; the
        gate may choose another one then.
        """
        actions = self.env["customer.action"]
        start = first + timedelta(days=HORIZON_DAYS + 1)
        return SQL(
            """
            SELECT type.id AS origin_id, due.day,
                   coalesce(keen.channel, usual.channel, 'call') AS channel,
                   action.company_id, type.purpose_id, count(*)::int AS count
              FROM (%(due)s) AS due (id, day)
              JOIN customer_action action ON action.id = due.id
              JOIN customer_action_type type ON type.id = action.type_id
              JOIN res_partner partner ON partner.id = action.partner_id
         LEFT JOIN customer_action_channel keen
                ON keen.type_id = type.id AND keen.channel = partner.preferred_channel
         LEFT JOIN LATERAL (
                   SELECT way.channel FROM customer_action_channel way
                    WHERE way.type_id = type.id ORDER BY way.sequence, way.id LIMIT 1
                   ) usual ON TRUE
          GROUP BY 1, 2, 3, 4, 5
            """,
            due=actions._due_occurrences_query(start, end - timedelta(days=1), EVERY),
        )
