# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_operation_links import PAIRS

SUBTYPES = "mail_followers_mail_message_subtype_rel"


class CustomerOperation(models.Model):
    """Who follows both records goes on hearing of all that they heard of from either.

    Of two rows of one follower the first stays the follower's: the survivor's own, else
    that of the first source. It gets the subtypes of the others.
    """

    _inherit = "customer.operation"

    def _merge_steps(self):
        return ["_merge_followers", *super()._merge_steps()]

    def _merge_followers(self):
        """Give the row that stays what the others have; written down for the undo."""
        self.env.cr.execute(
            SQL(
                """
                WITH placed AS (%(placed)s),
                made AS (
                    INSERT INTO %(table)s (mail_followers_id, mail_message_subtype_id)
                    SELECT DISTINCT placed.first, theirs.mail_message_subtype_id
                      FROM placed
                      JOIN %(table)s theirs ON theirs.mail_followers_id = placed.id
                     WHERE placed.id <> placed.first
                        ON CONFLICT DO NOTHING
                 RETURNING mail_followers_id, mail_message_subtype_id
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, column_name, key_name,
                       survivor_id, res_ids, count)
                SELECT %(operation)s, 'made', 'mail.followers.subtype_ids', %(name)s,
                       'mail_followers_id', 'mail_message_subtype_id',
                       mail_followers_id, jsonb_agg(mail_message_subtype_id), count(*)
                  FROM made GROUP BY mail_followers_id
                """,
                placed=self._placed_followers(),
                table=SQL.identifier(SUBTYPES),
                name=SUBTYPES,
                operation=self.id,
            )
        )

    def _placed_followers(self):
        """Return the query of (id, first): rows that will be of one follower."""
        if self.model == "res.partner":
            return SQL(
                """
                SELECT f.id, first_value(f.id) OVER (
                           PARTITION BY f.res_model, coalesce(about.survivor, f.res_id),
                                        coalesce(pair.survivor, f.partner_id)
                           ORDER BY about.position NULLS FIRST,
                                    pair.position NULLS FIRST, f.id) AS first
                  FROM mail_followers f
             LEFT JOIN %(pairs)s pair ON pair.source = f.partner_id
             LEFT JOIN %(pairs)s about
                    ON about.source = f.res_id AND f.res_model = 'res.partner'
                 WHERE f.id IN (%(own)s UNION
                       SELECT o.id FROM mail_followers o
                        WHERE o.partner_id IN (SELECT source FROM %(pairs)s
                                         UNION SELECT survivor FROM %(pairs)s))
                """,
                pairs=PAIRS,
                own=self._followers_of_merged(),
            )
        return SQL(
            """
            SELECT f.id, first_value(f.id) OVER (
                       PARTITION BY coalesce(pair.survivor, f.res_id), f.partner_id
                       ORDER BY pair.position NULLS FIRST, f.id) AS first
              FROM mail_followers f
         LEFT JOIN %(pairs)s pair ON pair.source = f.res_id
             WHERE f.id IN (%(own)s)
            """,
            pairs=PAIRS,
            own=self._followers_of_merged(),
        )

    def _followers_of_merged(self):
        """Return the query of the rows that follow the records themselves."""
        return SQL(
            "SELECT o.id FROM mail_followers o WHERE o.res_model = %s"
            " AND o.res_id IN (SELECT source FROM %s UNION SELECT survivor FROM %s)",
            self.model,
            PAIRS,
            PAIRS,
        )
