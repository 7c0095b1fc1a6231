# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_operation_links import PAIRS

ASSET = "customer.asset"
# Ends that are true of the thing itself, whoever owns it.
ENDED = ("died", "scrapped")


class CustomerOperation(models.Model):
    """A merge of vehicles, animals or equipment: the customers' engine, configured."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        if self.model != ASSET:
            return steps
        return [
            "_merge_ends",
            "_merge_owners",
            "_merge_readings",
            *steps,
            "_merge_numbers",
            "_merge_confirmations",
            "_merge_plates",
            "_merge_open_actions",
        ]

    # -- filling ---------------------------------------------------------------------

    def _never_filled(self):
        names = super()._never_filled()
        if self.model != ASSET:
            return names
        return names | {"kind", "partner_id", "gone", "gone_on"} | self._read_columns()

    def _choosable(self):
        if self.model != ASSET:
            return super()._choosable()
        names = ["is_birth_estimated", "gone", "gone_on"]
        return [*super()._choosable(), *names]

    def _blocks(self):
        if self.model != ASSET:
            return super()._blocks()
        return [*super()._blocks(), ("plate", "plate_country_id")]

    def _joined(self):
        if self.model != ASSET:
            return super()._joined()
        return [*super()._joined(), "note"]

    def _read_columns(self):
        """Return the columns that are computed of the readings: they follow them."""
        depends = self.env.registry.field_depends
        return {
            name
            for name, field in self.env[ASSET]._fields.items()
            if field.store
            and field.compute
            and any(path.startswith("reading_ids") for path in depends.get(field, ()))
        }

    # -- rows that stay --------------------------------------------------------------

    def _staying_rows(self):
        """What the survivor has, or gets from an earlier source, is not doubled.

        Two periods of today's owner become one.
        """
        rows = super()._staying_rows()
        if self.model != ASSET:
            return rows
        same = self._has_same
        return {
            **rows,
            "customer.asset.reading.asset_id": same(
                "customer_asset_reading", "date", "value", "unit", "is_exchange"
            ),
            "customer.asset.plate.asset_id": same(
                "customer_asset_plate", "plate_key", "date_from", "date_to"
            ),
            "customer.asset.owner.asset_id": SQL(
                "(%s OR t.date_to IS NULL AND %s)",
                same("customer_asset_owner", "partner_id", "date_from", "date_to"),
                same("customer_asset_owner", "partner_id", "date_to"),
            ),
        }

    def _has_same(self, table, *columns):
        """Whether the survivor, or an earlier source of it, has a row like `t`."""
        condition = SQL(" AND ").join(
            SQL("own.%s IS NOT DISTINCT FROM t.%s", *[SQL.identifier(name)] * 2)
            for name in columns
        )
        return self._exists_before(table, "asset_id", condition)

    # -- steps -----------------------------------------------------------------------

    def _merge_ends(self):
        """Death, scrapping and neutering are never lost; a birth keeps its doubt.

        That one of them was sold says nothing of the thing: the survivor's word stays.
        """
        self._change_rows(
            "customer_asset",
            SQL(
                """
                SELECT id, bool_or(neutered) AS neutered,
                       (array_agg(gone ORDER BY position)
                           FILTER (WHERE gone IS NOT NULL))[1] AS gone,
                       (array_agg(gone_on ORDER BY position)
                           FILTER (WHERE gone IS NOT NULL))[1] AS gone_on,
                       (array_agg(estimated ORDER BY position)
                           FILTER (WHERE born IS NOT NULL))[1] AS estimated
                  FROM (SELECT pair.survivor AS id, pair.position,
                               s.is_neutered AS neutered, s.birth_date AS born,
                               s.is_birth_estimated AS estimated,
                               CASE WHEN s.gone IN %(ended)s THEN s.gone
                                    WHEN s.death_date IS NOT NULL THEN 'died' END
                                   AS gone,
                               CASE WHEN s.gone IN %(ended)s
                                    THEN coalesce(s.gone_on, s.death_date)
                                    ELSE s.death_date END AS gone_on
                          FROM %(pairs)s pair
                          JOIN customer_asset s ON s.id = pair.source) AS sources
              GROUP BY id
                """,
                ended=ENDED,
                pairs=PAIRS,
            ),
            {
                "is_neutered": SQL(
                    "CASE WHEN new.neutered THEN TRUE ELSE t.is_neutered END"
                ),
                "gone": SQL(
                    "CASE WHEN t.gone IN %s THEN t.gone"
                    " ELSE coalesce(new.gone, t.gone) END",
                    ENDED,
                ),
                "gone_on": SQL(
                    "CASE WHEN new.gone IS NULL THEN t.gone_on"
                    " WHEN t.gone IN %s THEN coalesce(t.gone_on, new.gone_on)"
                    " ELSE coalesce(t.death_date, new.gone_on) END",
                    ENDED,
                ),
                "is_birth_estimated": SQL(
                    "CASE WHEN t.birth_date IS NULL"
                    " THEN coalesce(new.estimated, t.is_birth_estimated)"
                    " ELSE t.is_birth_estimated END"
                ),
            },
        )

    def _merge_readings(self):
        """A reading that is there twice keeps the invoice and the note of the other."""
        self._change_rows(
            "customer_asset_reading",
            SQL(
                """
                SELECT own.id, min(same.move_id) AS move_id, min(same.note) AS note
                  FROM %(pairs)s pair
                  JOIN customer_asset_reading same ON same.asset_id = pair.source
                  JOIN customer_asset_reading own ON own.asset_id = pair.survivor
                   AND own.date = same.date AND own.value = same.value
                   AND own.unit = same.unit
                   AND own.is_exchange IS NOT DISTINCT FROM same.is_exchange
              GROUP BY own.id
                """,
                pairs=PAIRS,
            ),
            {
                "move_id": SQL("coalesce(t.move_id, new.move_id)"),
                "note": SQL("coalesce(nullif(t.note, ''), new.note)"),
            },
        )

    def _merge_open_actions(self):
        """Nobody is reminded for an animal of which one record said that it died."""
        self._change_rows(
            "customer_action",
            SQL(
                """
                SELECT a.id FROM customer_action a
                  JOIN customer_asset t ON t.id = a.asset_id
                 WHERE a.state = 'open' AND t.gone IN %s
                   AND t.id IN (SELECT survivor FROM %s)
                """,
                ENDED,
                PAIRS,
            ),
            {"state": SQL("'cancelled'")},
            link="customer.action.state",
            note=self.env._("It is dead or scrapped."),
        )
