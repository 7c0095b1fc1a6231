# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """After a merge two inspections are of one vehicle: the newest alone reminds, and
    decides on what older ones advised."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        if self.model != "customer.asset":
            return steps
        return [*steps, "_merge_inspection_actions", "_merge_advised_work"]

    def _merge_inspection_actions(self):
        self._change_rows(
            "customer_action",
            SQL(
                """
                SELECT action.id
                  FROM customer_asset_inspection older
                  JOIN customer_action action ON action.id = older.action_id
                 WHERE older.asset_id IN (SELECT survivor FROM %s)
                   AND older.state = 'done' AND action.state = 'open'
                   AND EXISTS (
                       SELECT FROM customer_asset_inspection newer
                        WHERE newer.asset_id = older.asset_id
                          AND newer.state = 'done'
                          AND newer.checklist_id
                              IS NOT DISTINCT FROM older.checklist_id
                          AND (newer.date, newer.id) > (older.date, older.id))
                """,
                PAIRS,
            ),
            {"state": SQL("'done'")},
            link="customer.action.state",
            note=self.env._("A newer inspection reminds."),
        )

    def _merge_advised_work(self):
        self._change_rows(
            "customer_asset_inspection_line",
            SQL(
                """
                SELECT * FROM (
                    SELECT line.id, lead(line.id) OVER (
                               PARTITION BY line.asset_id, line.point_id
                               ORDER BY inspection.date, inspection.id, line.id
                           ) AS newer
                      FROM customer_asset_inspection_line line
                      JOIN customer_asset_inspection inspection
                        ON inspection.id = line.inspection_id
                     WHERE inspection.asset_id IN (SELECT survivor FROM %s)
                       AND inspection.state = 'done'
                       AND line.point_id IS NOT NULL
                       AND line.state <> 'unchecked'
                ) looked WHERE newer IS NOT NULL
                """,
                PAIRS,
            ),
            {
                "superseded_by_id": SQL("new.newer"),
                "work_state": SQL("nullif(t.work_state, 'open')"),
            },
            link="customer.asset.inspection.line.superseded_by_id",
            note=self.env._("A newer inspection says how it is now."),
        )
