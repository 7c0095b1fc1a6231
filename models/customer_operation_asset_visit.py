# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL, format_date

from ..tools.local_day_sql import local_day
from .calendar_event_customer import VISITED


class CustomerOperation(models.Model):
    """Who was here after the other one had died is another animal."""

    _inherit = "customer.operation"

    def _guard_asset_visits(self, pairs, facts):
        """Compare the end of the one with the last visit of the other."""
        doubtful = [
            (source, ended, living)
            for source, survivor in pairs
            for ended, living in ((source, survivor), (survivor, source))
            if facts[ended]["ended"] and not facts[living]["ended"]
        ]
        if not doubtful:
            return {}
        return {
            source: self.env._(
                "%(ended)s died or was scrapped on %(day)s, but %(living)s was here on"
                " %(visit)s.",
                ended=facts[ended]["name"],
                living=facts[living]["name"],
                day=format_date(self.env, facts[ended]["ended"]),
                visit=format_date(self.env, visit),
            )
            for source, ended, living, visit in self._visits_after(doubtful, facts)
        }

    def _visits_after(self, doubtful, facts):
        """Return (source, ended, living, day of the last visit), where there is one."""
        places = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS asset, %s AS day FROM %s v WHERE %s AND v.%s = ANY(%s)",
                SQL("v.%s", SQL.identifier(column)),
                day,
                SQL.identifier(self.env[model]._table),
                condition,
                SQL.identifier(column),
                [living for _source, _ended, living in doubtful],
            )
            for model, column, day, condition in self._visit_places()
            if model in self.env
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT pair.source, pair.ended, pair.living, max(visit.day)
                  FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[])
                       AS pair (source, ended, living, day)
                  JOIN (%s) AS visit ON visit.asset = pair.living
                   AND visit.day > pair.day
              GROUP BY pair.source, pair.ended, pair.living
                """,
                [source for source, _ended, _living in doubtful],
                [ended for _source, ended, _living in doubtful],
                [living for _source, _ended, living in doubtful],
                [facts[ended]["ended"] for _source, ended, _living in doubtful],
                places,
            )
        )

    def _visit_places(self):
        """Return where a visit leaves a trace: (model, column of the asset, SQL of the
        day, SQL condition), all of the row `v`; a model may be absent."""
        posted = SQL(
            "v.state = 'posted' AND v.move_type IN ('out_invoice', 'out_receipt')"
        )
        return [
            ("account.move", "customer_asset_id", SQL("v.invoice_date"), posted),
            (
                "account.move.line",
                "customer_asset_id",
                SQL("v.date"),
                SQL("v.parent_state = 'posted' AND v.display_type = 'product'"),
            ),
            ("customer.asset.reading", "asset_id", SQL("v.date"), SQL("TRUE")),
            ("customer.asset.inspection", "asset_id", SQL("v.date"), SQL("TRUE")),
            ("customer.measurement", "asset_id", SQL("v.date"), SQL("TRUE")),
            (
                "calendar.event",
                "customer_asset_id",
                SQL(
                    "CASE WHEN v.allday THEN v.start_date ELSE %s END",
                    local_day(SQL("v.start"), str(self.env.tz)),
                ),
                SQL("v.customer_state IN %s", VISITED),
            ),
        ]
