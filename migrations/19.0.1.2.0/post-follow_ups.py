# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""How far each follow-up was planned: a number of the rule, no mark on each entry."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Carry over what was planned, or all of it would be planned once more.

    What left is not sent twice, for an occurrence exists once; but what somebody
    cancelled would be there again. Entries were planned in the order of their numbers,
    and those left out by a rule count as planned from the beginning.
    """
    if not column_exists(cr, "customer_follow_up_entry", "is_planned"):
        return
    cr.execute(
        SQL(
            """
            UPDATE customer_follow_up rule
               SET last_planned_id = planned.last
              FROM (SELECT follow_up_id,
                           coalesce(min(id) FILTER (WHERE is_planned IS NOT TRUE) - 1,
                                    max(id)) AS last
                      FROM customer_follow_up_entry
                     GROUP BY follow_up_id) AS planned
             WHERE planned.follow_up_id = rule.id
               AND coalesce(rule.last_planned_id, 0) = 0
            """
        )
    )
