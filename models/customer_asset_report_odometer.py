# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from .customer_asset_band import KM_PER_MILE

# In the context: the unit of the bands, when it is not the company's.
UNIT = "customer_asset_band_unit"


class CustomerAssetReport(models.Model):
    """How far a vehicle had gone at a visit, and in which band that is."""

    _inherit = "customer.asset.report"

    @api.model
    def _odometer_column(self, source):
        """Return the kilometres at a visit: of its document, else the last ones before.

        By a query of one row for each line, which costs nothing where nobody asks.
        """
        return SQL(
            """(SELECT %(kilometres)s + %(offset)s
                  FROM customer_asset_reading seen
                 WHERE seen.asset_id = %(asset)s
                   AND seen.unit IN ('km', 'mi')
                   AND (seen.date <= %(day)s OR seen.move_id = %(move)s)
              ORDER BY seen.move_id = %(move)s DESC NULLS LAST,
                       seen.date DESC, seen.id DESC
                 LIMIT 1)""",
            asset=source["asset"],
            day=source["day"],
            move=source["reading_move"],
            kilometres=self._kilometres(SQL("seen"), SQL("seen.value")),
            offset=self._offset_column(),
        )

    @api.model
    def _kilometres(self, reading, value):
        return SQL(
            "%s * CASE %s.unit WHEN 'mi' THEN %s ELSE 1 END",
            value,
            reading,
            SQL(f"{KM_PER_MILE}::float8"),
        )

    @api.model
    def _offset_column(self):
        """Return what clocks before the one read had counted, in kilometres.

        Of an old clock that nobody looked at, its last reading. Few vehicles ever had
        another clock; for all others nothing is asked.
        """
        return SQL(
            """CASE WHEN coalesce(asset.clock_offset, 0) = 0 THEN 0 ELSE coalesce((
               SELECT sum(coalesce(%(end)s, (
                          SELECT %(last)s
                            FROM customer_asset_reading old
                           WHERE old.asset_id = new.asset_id
                             AND old.unit IN ('km', 'mi')
                             AND (old.date, old.id) < (new.date, new.id)
                        ORDER BY old.date DESC, old.id DESC
                           LIMIT 1), 0) - coalesce(%(start)s, 0))
                 FROM customer_asset_reading new
                WHERE new.asset_id = seen.asset_id
                  AND new.is_exchange
                  AND new.unit IN ('km', 'mi')
                  AND (new.date, new.id) <= (seen.date, seen.id)), 0) END""",
            end=self._kilometres(SQL("new"), SQL("nullif(new.exchange_end, 0)")),
            start=self._kilometres(SQL("new"), SQL("new.exchange_start")),
            last=self._kilometres(SQL("old"), SQL("old.value")),
        )

    @api.model
    def _band_column(self, odometer):
        """Return the band of a number of kilometres, NULL without one."""
        # sudo: a setting of ours of the company
        unit = self.env.context.get(UNIT) or self.env.company.sudo().odometer_band_unit
        bands = self.env["customer.asset.band"].search([("unit", "=", unit)])
        if not bands:
            return SQL("NULL")
        factor = KM_PER_MILE if unit == "mi" else 1
        starts = [float("-inf"), *(band.start * factor for band in bands[1:])]
        return SQL(
            "(%s::int4[])[width_bucket(%s, %s::float8[])]", bands.ids, odometer, starts
        )
