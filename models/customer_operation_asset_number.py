# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.asset_twin import CHIP, LOOK_ALIKES, VIN
from .customer_operation_links import PAIRS

# What somebody confirmed of a number belongs to it.
CONFIRMED = {"vin": "is_vin_confirmed", "chip": "is_chip_confirmed"}


class CustomerOperation(models.Model):
    """VIN, chip and plates of merged vehicles and animals: the best one stays.

    The others still find the survivor: a search follows `merged_into_id`, however many
    merges deep, and plates become former plates.
    """

    _inherit = "customer.operation"

    def _merge_numbers(self):
        """A whole VIN or chip number replaces a part of one.

        Not where somebody has chosen with both before their eyes.
        """
        if self.request.get("is_shown"):
            return
        for name in CONFIRMED:
            self._change_rows(
                "customer_asset",
                SQL(
                    """
                    SELECT pair.survivor AS id,
                           (array_agg(s.%(name)s ORDER BY pair.position))[1] AS number
                      FROM %(pairs)s pair
                      JOIN customer_asset s ON s.id = pair.source AND %(theirs)s
                      JOIN customer_asset o ON o.id = pair.survivor AND NOT %(mine)s
                  GROUP BY pair.survivor
                    """,
                    name=SQL.identifier(name),
                    pairs=PAIRS,
                    theirs=self._is_whole(name, "s"),
                    mine=self._is_whole(name, "o"),
                ),
                {name: SQL("new.number")},
            )

    def _is_whole(self, name, alias):
        """Return the SQL condition that a record has a number with nothing missing."""
        key = SQL.identifier(alias, f"{name}_key")
        if name == "vin":
            key = SQL("translate(%s, %s, %s)", key, *LOOK_ALIKES)
        return SQL("coalesce(%s ~ %s, FALSE)", key, VIN if name == "vin" else CHIP)

    def _merge_confirmations(self):
        """Who took a number took with it that somebody had compared it."""
        for name, flag in CONFIRMED.items():
            if flag not in self.env[self.model]._fields:
                continue
            self._change_rows(
                "customer_asset",
                SQL(
                    """
                    SELECT pair.survivor AS id
                      FROM %(pairs)s pair
                      JOIN customer_asset s ON s.id = pair.source AND s.%(flag)s
                      JOIN customer_asset o ON o.id = pair.survivor
                       AND o.%(name)s = s.%(name)s
                  GROUP BY pair.survivor
                    """,
                    pairs=PAIRS,
                    flag=SQL.identifier(flag),
                    name=SQL.identifier(name),
                ),
                {flag: SQL("TRUE")},
            )

    def _merge_plates(self):
        """All plates but the one that stays are former plates of the survivor.

        The key of a plate that was just taken is that of the source it came from: it is
        computed anew at the end only.
        """
        self._make_rows(
            "customer_asset_plate",
            ["asset_id", "plate", "plate_key", "country_id"],
            SQL(
                """
                WITH changed AS (
                    SELECT (l.res_ids->>0)::int AS id, l.before
                      FROM customer_operation_line l
                     WHERE l.operation_id = %(operation)s AND l.kind = 'value'
                       AND l.table_name = 'customer_asset' AND l.after ? 'plate'
                ),
                stays AS (
                    SELECT t.id, CASE WHEN EXISTS (
                               SELECT FROM changed c WHERE c.id = t.id)
                           THEN coalesce((
                               SELECT s.plate_key FROM %(pairs)s pair
                                 JOIN customer_asset s ON s.id = pair.source
                                WHERE pair.survivor = t.id AND s.plate = t.plate
                             ORDER BY pair.position LIMIT 1), t.plate_key)
                           ELSE t.plate_key END AS key
                      FROM customer_asset t
                     WHERE t.id IN (SELECT survivor FROM %(pairs)s)
                ),
                plates AS (
                    SELECT pair.survivor AS id, s.plate, s.plate_key AS key,
                           s.plate_country_id AS country, pair.position
                      FROM %(pairs)s pair JOIN customer_asset s ON s.id = pair.source
                     UNION ALL
                    SELECT t.id, c.before->>'plate', t.plate_key,
                           CASE WHEN c.before ? 'plate_country_id'
                                THEN (c.before->>'plate_country_id')::int
                                ELSE t.plate_country_id END, 0
                      FROM changed c JOIN customer_asset t ON t.id = c.id
                     WHERE t.id IN (SELECT survivor FROM %(pairs)s)
                )
                SELECT DISTINCT ON (plates.id, plates.key)
                       plates.id, plates.plate, plates.key, plates.country
                  FROM plates JOIN stays USING (id)
                 WHERE plates.plate <> '' AND plates.key <> ''
                   AND plates.key IS DISTINCT FROM stays.key
                   AND NOT EXISTS (
                       SELECT FROM customer_asset_plate f
                        WHERE f.asset_id = plates.id AND f.plate_key = plates.key)
              ORDER BY plates.id, plates.key, plates.position
                """,
                operation=self.id,
                pairs=PAIRS,
            ),
        )
