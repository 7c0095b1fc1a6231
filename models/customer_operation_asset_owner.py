# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL

from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """Whose a merged vehicle was: all periods are kept, and one goes on."""

    _inherit = "customer.operation"

    def _merge_owners(self):
        """The owner of both owns from the first day on; another is a former one."""
        self._begin_with_the_first_day()
        self._end_other_periods()
        self._make_rows(
            "customer_asset_owner",
            ["asset_id", "partner_id", "date_to", "reason"],
            SQL(
                """
                SELECT DISTINCT ON (pair.survivor, s.partner_id) pair.survivor,
                       s.partner_id, %(today)s::date, %(reason)s
                  FROM %(pairs)s pair
                  JOIN customer_asset s ON s.id = pair.source
                  JOIN customer_asset t ON t.id = pair.survivor
                 WHERE s.partner_id <> t.partner_id
                   AND NOT EXISTS (SELECT FROM customer_asset_owner own
                                    WHERE own.asset_id IN (pair.source, pair.survivor)
                                      AND own.partner_id = s.partner_id)
                """,
                pairs=PAIRS,
                today=fields.Date.context_today(self),
                reason=self.env._("Owner of a second record"),
            ),
        )

    def _begin_with_the_first_day(self):
        self._change_rows(
            "customer_asset_owner",
            SQL(
                """
                SELECT mine.id, min(theirs.date_from) AS date_from
                  FROM %(pairs)s pair
                  JOIN customer_asset_owner theirs ON theirs.asset_id = pair.source
                  JOIN customer_asset_owner mine ON mine.asset_id = pair.survivor
                   AND mine.partner_id = theirs.partner_id
                 WHERE mine.date_to IS NULL AND theirs.date_to IS NULL
              GROUP BY mine.id
                """,
                pairs=PAIRS,
            ),
            {"date_from": SQL("least(t.date_from, new.date_from)")},
        )

    def _end_other_periods(self):
        """Another owner's period ends when that of the survivor's owner began."""
        self._change_rows(
            "customer_asset_owner",
            SQL(
                """
                SELECT theirs.id, coalesce((
                           SELECT max(mine.date_from) FROM customer_asset_owner mine
                            WHERE mine.asset_id = pair.survivor
                              AND mine.date_to IS NULL
                              AND mine.date_from >= coalesce(
                                  theirs.date_from, mine.date_from)),
                           greatest(theirs.date_from, %(today)s::date)) AS date_to
                  FROM %(pairs)s pair
                  JOIN customer_asset_owner theirs ON theirs.asset_id = pair.source
                  JOIN customer_asset t ON t.id = pair.survivor
                 WHERE theirs.date_to IS NULL AND theirs.partner_id <> t.partner_id
                """,
                pairs=PAIRS,
                today=fields.Date.context_today(self),
            ),
            {"date_to": SQL("new.date_to")},
        )
