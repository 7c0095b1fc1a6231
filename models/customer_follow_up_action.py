# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class CustomerFollowUp(models.Model):
    """Customer actions that are due by the calendar, the clock or expected readings.

    A day that the clock gives moves with each reading. So the action and its expiry
    tell one time from the next, and not the day: a reading more is no reason to write
    again, nor to take back what is planned. Extended, it is another time.
    """

    _inherit = "customer.follow.up"

    def _events_action(self, first, last):
        """Customer actions that are open, by the day on which they are due."""
        self.env["customer.action"].flush_model()
        is_asset = self._row_kind() == "asset"
        return SQL(
            """SELECT DISTINCT %(row)s AS row_id, a.partner_id, %(asset)s AS asset_id,
                      NULL::int AS move_id, %(day)s AS basis, %(cycle)s AS cycle
                 FROM customer_action a
                WHERE a.state = 'open' AND %(row)s IS NOT NULL AND %(span)s
                  AND (a.company_id IS NULL OR a.company_id = %(company)s)""",
            row=SQL("a.asset_id" if is_asset else "a.partner_id"),
            asset=SQL("a.asset_id" if is_asset else "NULL::int"),
            day=self._action_day(),
            cycle=self._action_cycle(),
            # the column itself, a day wider, for its index
            span=self._between(
                SQL("a.due_date"),
                first and first - timedelta(days=1),
                last + timedelta(days=1),
            ),
            company=self.company_id.id,
        )

    def _action_end(self):
        """Return the day an action `a` expires, where the company is."""
        return self._local_day(
            self.env["customer.action"], SQL("a.date_end"), "date_end"
        )

    def _action_day(self):
        """Return the day an action `a` is due, by the calendar where the company is."""
        return SQL(
            "CASE WHEN a.due_by = 'date' THEN %s ELSE a.due_date END",
            self._action_end(),
        )

    def _action_cycle(self):
        """Return what tells one time of an action `a` with a clock from the next."""
        return SQL(
            """CASE WHEN a.reading_due > 0
                    THEN 'action ' || a.id || ' ' || coalesce(%s::text, 'none') END""",
            self._action_end(),
        )

    def _moved(self):
        """An action that is done, or due on another day; with a clock, extended."""
        if self.trigger != "action":
            return super()._moved()
        self.env["customer.action"].flush_model()
        return SQL(
            """NOT e.is_tagged AND e.trigger = 'action' AND NOT EXISTS (
               SELECT FROM customer_action a
                WHERE a.state = 'open'
                  AND (a.asset_id = e.asset_id OR a.partner_id = e.partner_id)
                  AND (%(day)s = e.basis OR e.cycle_key IN (
                       e.follow_up_id || ':' || e.subject || ':' || %(cycle)s,
                       CASE WHEN a.reading_due > 0
                            THEN e.follow_up_id || ':' || e.subject END)))""",
            day=self._action_day(),
            cycle=self._action_cycle(),
        )
