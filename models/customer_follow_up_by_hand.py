# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

SUBJECT = SQL(
    """CASE WHEN t.asset_id IS NOT NULL THEN 'a' || t.asset_id
            WHEN t.move_id IS NOT NULL THEN 'm' || t.move_id
            ELSE 'p' || t.partner_id END"""
)


class CustomerFollowUp(models.Model):
    """What people decided by hand: whom a rule takes besides, and whom never."""

    _inherit = "customer.follow.up"

    # replaces: there nobody is tagged by hand
    def _tagged(self, upper):
        """Return the SELECT of who was tagged for this rule up to a day."""
        self.env["customer.follow.up.tag"].flush_model()
        return SQL(
            """SELECT t.partner_id, t.asset_id, t.move_id, t.date AS basis,
                      t.date AS occurrence, 't' || t.id AS cycle, TRUE AS is_tagged
                 FROM customer_follow_up_tag t
                WHERE t.follow_up_id = %s AND t.entry_id IS NULL AND t.date <= %s""",
            self.id,
            upper,
        )

    def _found(self, lower, upper):
        """Leave out whom somebody tagged for the same time: they had it already.

        In a rule that is once for each any tag stands for it, else one that entered
        between the day it follows from and the day it is due.
        """
        found = super()._found(lower, upper)
        if found is None:
            return None
        self.env["customer.follow.up.entry"].flush_model()
        same = SQL(
            """e.entered_on BETWEEN least(f.basis, f.occurrence)
                                AND greatest(f.basis, f.occurrence)"""
        )
        return SQL(
            """SELECT f.* FROM (%(found)s) AS f
                WHERE NOT EXISTS (
                      SELECT FROM customer_follow_up_entry e
                       WHERE e.follow_up_id = %(rule)s AND e.is_tagged
                         AND e.partner_id = f.partner_id
                         AND e.asset_id IS NOT DISTINCT FROM f.asset_id
                         AND e.move_id IS NOT DISTINCT FROM f.move_id
                         AND %(same)s)""",
            found=found,
            rule=self.id,
            same=SQL("TRUE") if self.repetition == "once" else same,
        )

    # replaces: there nobody is left out by hand
    def _excluded(self):
        """Return who is never to be in this rule, as a condition on `c`."""
        self.env["customer.follow.up.exclusion"].flush_model()
        return SQL(
            """EXISTS (SELECT FROM customer_follow_up_exclusion x
                        WHERE x.active IS TRUE AND x.partner_id = c.partner_id
                          AND (x.follow_up_id IS NULL OR x.follow_up_id = %s))""",
            self.id,
        )

    def _entered(self):
        """Say of each tag that is due which entry serves it."""
        result = super()._entered()
        tags = self.env["customer.follow.up.tag"]
        tags.flush_model()
        self.env["customer.follow.up.entry"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_follow_up_tag t SET entry_id = e.id
                     FROM customer_follow_up_entry e
                    WHERE t.follow_up_id = %(rule)s AND t.entry_id IS NULL
                      AND t.date <= %(day)s AND e.follow_up_id = t.follow_up_id
                      AND (e.state = 'running' AND e.subject = %(subject)s
                           OR e.cycle_key = %(rule)s || ':' || %(subject)s
                              || ':t' || t.id)""",
                rule=self.id,
                day=self._today(),
                subject=SUBJECT,
            )
        )
        tags.invalidate_model(flush=False)
        return result
