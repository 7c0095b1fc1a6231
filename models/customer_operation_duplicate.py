# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_operation_asset import ASSET
from .customer_operation_links import PAIRS

# The columns of the list of duplicates that a merge of this model answers.
COLUMNS = {
    "res.partner": ("partner_id", "other_id"),
    ASSET: ("asset_id", "other_asset_id"),
}
KEPT = (
    "decision",
    "decided_by_id",
    "decided_at",
    "verdict",
    "score",
    "reasons",
    "scan_id",
)


class CustomerOperation(models.Model):
    """A merge answers the question whether two are one; its undo asks it again."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        if self.model in COLUMNS:
            steps = ["_merge_answer", "_merge_decisions", *steps]
        return steps

    def _merge_answer(self):
        """Say of the pairs that become one that they were merged."""
        one, other = map(SQL.identifier, COLUMNS[self.model])
        self._change_rows(
            "customer_duplicate",
            SQL("SELECT id FROM (%s) pair WHERE one = other", self._pairs_after()),
            {
                "decision": SQL("'merged'"),
                "decided_by_id": SQL("%s", self.user_id.id),
                "decided_at": SQL("now() AT TIME ZONE 'UTC'"),
            },
        )

    def _merge_decisions(self):
        """What was found distinct, or family, of a source holds for the survivor.

        A row whose smaller number becomes the larger one cannot move; it is written
        anew, and the undo removes that.
        """
        one, other = COLUMNS[self.model]
        kept = SQL(", ").join(SQL("d.%s", SQL.identifier(name)) for name in KEPT)
        self._make_rows(
            "customer_duplicate",
            [one, other, *KEPT],
            SQL(
                """
                SELECT DISTINCT ON (pair.other, pair.one) pair.other, pair.one, %(kept)s
                  FROM (%(pairs)s) pair JOIN customer_duplicate d ON d.id = pair.id
                 WHERE pair.one > pair.other AND d.decision IN ('distinct', 'family')
                   AND NOT EXISTS (
                       SELECT FROM customer_duplicate known
                        WHERE known.%(one)s = pair.other AND known.%(other)s = pair.one)
              ORDER BY pair.other, pair.one, d.id
                """,
                kept=kept,
                pairs=self._pairs_after(),
                one=SQL.identifier(one),
                other=SQL.identifier(other),
            ),
        )

    def _pairs_after(self):
        """A query of the known pairs of the sources: id, and whom they will be about.

        One of a pair may have been merged by an earlier batch.
        """
        one, other = map(SQL.identifier, COLUMNS[self.model])
        return SQL(
            """
            SELECT d.id,
                   coalesce(first.survivor, a.merged_into_id, d.%(one)s) AS one,
                   coalesce(second.survivor, b.merged_into_id, d.%(other)s) AS other
              FROM customer_duplicate d
              JOIN %(table)s a ON a.id = d.%(one)s
              JOIN %(table)s b ON b.id = d.%(other)s
              LEFT JOIN %(pairs)s first ON first.source = d.%(one)s
              LEFT JOIN %(pairs)s second ON second.source = d.%(other)s
             WHERE d.id IN (
                   SELECT mine.id FROM customer_duplicate mine
                     JOIN %(pairs)s pair ON pair.source = mine.%(one)s
                    UNION
                   SELECT mine.id FROM customer_duplicate mine
                     JOIN %(pairs)s pair ON pair.source = mine.%(other)s)
            """,
            one=one,
            other=other,
            pairs=PAIRS,
            table=SQL.identifier(self.env[self.model]._table),
        )

    def _show(self):
        """Return the action that shows this operation."""
        return self._open()
