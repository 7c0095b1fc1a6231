# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_follow_up_plan import ENTRY


class CustomerFollowUp(models.Model):
    """One per family: of those of one family who are due on one day, one gets it.

    The tick is that of the search. Who can be reached best is asked of the gate by the
    ways of this rule, so it is settled when they enter; the others are written down as
    excluded, so that nobody of them is found again for that day.
    """

    _inherit = "customer.follow.up"

    def _entered(self):
        result = super()._entered()
        if self.search_id.is_family:
            self._settle_families()
        return result

    def _settle_families(self):
        """Leave out, of those who entered just now, the others of each family."""
        self.env[ENTRY].flush_model()
        new = SQL(
            """SELECT e.id, e.partner_id, e.occurrence, e.is_tagged, FALSE AS is_served
                 FROM customer_follow_up_entry e
                WHERE e.follow_up_id = %s AND e.state IN ('running', 'missed')
                  AND e.id > %s""",
            self.id,
            self.last_planned_id,
        )
        ids = self._other_members(new)
        if not ids:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE customer_follow_up_entry
                      SET state = 'excluded', reason = %s, ended_on = entered_on
                    WHERE id = ANY(%s)""",
                self._family_reason(),
                ids,
            )
        )
        self.env[ENTRY].invalidate_model(flush=False)

    def _family_reason(self):
        return self.env._("Another one of the family gets it.")

    def _other_members(self, rows):
        """Return the ids of the rows of which another one of the family gets it.

        Whom somebody tagged by hand is never left out.

        :param rows: SELECT of id, partner_id, occurrence, is_tagged, is_served
        """
        members = self._family_members(rows)
        found = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner_id FROM (
                          SELECT m.partner_id, min(m.partner_id) OVER family
                                 <> max(m.partner_id) OVER family AS are_several
                            FROM (%s) AS m
                          WINDOW family AS (PARTITION BY m.family_id, m.occurrence)
                          ) AS several
                    WHERE are_several""",
                members,
            )
        )
        if not found:
            return []
        ways = self._refused_ways([partner_id for (partner_id,) in found])
        others = SQL(
            """
            SELECT m.id FROM (%(members)s) AS m
              JOIN (SELECT each.partner_id, each.occurrence, row_number() OVER (
                           PARTITION BY each.family_id, each.occurrence
                           ORDER BY bool_or(each.is_served) DESC,
                                    bool_or(each.is_tagged) DESC,
                                    coalesce(min(refused.ways), 0),
                                    bool_and(each.is_head) DESC,
                                    each.partner_id) AS number
                      FROM (%(members)s) AS each
                 LEFT JOIN unnest(%(ids)s::int[], %(ways)s::int[])
                           AS refused (id, ways) ON refused.id = each.partner_id
                  GROUP BY each.family_id, each.occurrence, each.partner_id
                   ) AS ranked USING (partner_id, occurrence)
             WHERE ranked.number > 1 AND NOT m.is_tagged AND NOT m.is_served
            """,
            members=members,
            ids=list(ways),
            ways=list(ways.values()),
        )
        return [row_id for (row_id,) in self.env.execute_query(others)]

    def _family_members(self, rows):
        """Return the rows that are somebody's of a family, with those who have it.

        Whose entry for the same day is under way or done is the one who gets it.
        """
        return SQL(
            """
            SELECT part.*, p.family_id, f.head_id = p.id AS is_head
              FROM (%(rows)s UNION ALL
                    SELECT -e.id, e.partner_id, e.occurrence, e.is_tagged, TRUE
                      FROM customer_follow_up_entry e
                     WHERE e.follow_up_id = %(rule)s AND e.state IN ('running', 'done')
                       AND e.id <= %(planned)s
                       AND e.occurrence IN (SELECT occurrence FROM (%(rows)s) AS due)
                   ) AS part
              JOIN res_partner p ON p.id = part.partner_id
              JOIN customer_family f ON f.id = p.family_id
            """,
            rows=rows,
            rule=self.id,
            planned=self.last_planned_id,
        )

    def _refused_ways(self, partner_ids):
        """Return {partner id: how many of the ways of this rule the gate refuses}."""
        partners = self.env["res.partner"].browse(partner_ids)
        ways = {}
        for channel in dict.fromkeys(self.step_ids.mapped("channel")):
            for partner_id in partners._contact_refusals(
                channel, self.purpose_id or None
            ):
                ways[partner_id] = ways.get(partner_id, 0) + 1
        return ways

    def _one_per_family(self, found):
        """Return candidates as many as will get it; who of a family is not asked yet.

        :param found: as of `_candidates`
        """
        if not self.search_id.is_family:
            return found
        return SQL(
            """
            SELECT * FROM (
                   SELECT c.*, p.family_id, dense_rank() OVER (
                          PARTITION BY p.family_id, c.occurrence, c.state
                          ORDER BY f.head_id = c.partner_id DESC, c.partner_id
                          ) AS number
                     FROM (%s) AS c
                     JOIN res_partner p ON p.id = c.partner_id
                LEFT JOIN customer_family f ON f.id = p.family_id) AS ranked
             WHERE family_id IS NULL OR number = 1 OR is_tagged
            """,
            found,
        )
