# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL


class CustomerSearchRun(models.Model):
    """Who of the found ones is in the list: one of a family, only who can be reached.

    The others stay written down, below zero, with the reason.
    """

    _inherit = "customer.search.run"

    def _settle_list(self):
        search = self.search_id
        if search.is_family:
            self._leave_out(
                self._other_members(), self.env._("Another one of the family gets it.")
            )
        if search.only_reachable:
            self._leave_out(
                SQL(
                    """SELECT partner_id FROM customer_search_recipient
                        WHERE run_id = %s AND refusal_email <> ''
                          AND refusal_sms <> '' AND refusal_post <> ''""",
                    self.id,
                ),
                self.env._("May be contacted by no way."),
            )

    def _leave_out(self, partners, reason):
        """Take customers out of the list: those of a SELECT of their ids."""
        self.env.cr.execute(
            SQL(
                """UPDATE customer_search_recipient
                      SET sequence = -sequence, left_out = %s
                    WHERE run_id = %s AND sequence > 0 AND partner_id IN (%s)""",
                reason,
                self.id,
                partners,
            )
        )
        self.env["customer.search.recipient"].invalidate_model(flush=False)

    def _other_members(self):
        """Return the SELECT of who is not the best reachable one of a family.

        The best is whom fewest of the ways wanted refuse, then whom fewest of all
        refuse, then the head, then who comes first.
        """
        wanted = SQL(" + ").join(
            SQL("coalesce((%s <> '')::int, 0)", SQL.identifier("r", column))
            for column in self._wanted_refusals()
        )
        return SQL(
            """
            SELECT partner_id FROM (
                SELECT partner_id, row_number() OVER (
                       PARTITION BY family_id ORDER BY ways, all_ways, not_head, place
                       ) AS number
                  FROM (
                    SELECT r.partner_id, r.family_id, min(r.sequence) AS place,
                           min(%s) AS ways,
                           min(coalesce((r.refusal_email <> '')::int, 0)
                               + coalesce((r.refusal_sms <> '')::int, 0)
                               + coalesce((r.refusal_post <> '')::int, 0)) AS all_ways,
                           min((f.head_id <> r.partner_id)::int) AS not_head
                      FROM customer_search_recipient r
                      JOIN customer_family f ON f.id = r.family_id
                     WHERE r.run_id = %s AND r.sequence > 0
                  GROUP BY r.partner_id, r.family_id) AS member
                ) AS ranked
             WHERE number > 1
            """,
            wanted,
            self.id,
        )

    def _wanted_refusals(self):
        """Return the columns of the ways by which this run goes to customers."""
        keys = set(self._keys(self.outputs))
        wanted = [f"refusal_{key}" for key in ("email", "sms") if key in keys]
        if keys & {"labels", "postcards", "letters"} or not wanted:
            wanted.append("refusal_post")
        return wanted
