# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.measured_values import is_finite
from ..tools.odometer import convert
from ..tools.reading_check import Shown, doubt

# Behind every saved reading of its day.
NEWEST = 2**31 - 1
NAMES = ("value", "unit", "date", "is_exchange", "exchange_start", "exchange_end")
MOST_NAMED = 5


class CustomerAssetReading(models.Model):
    """A reading that cannot be is asked about, not refused: clocks are exchanged, and
    sometimes it was the last one that was wrong."""

    _inherit = "customer.asset.reading"

    @api.constrains("asset_id", "source", "is_confirmed", *NAMES)
    def _check_doubts(self):
        asked = self.filtered(
            lambda each: not each.is_confirmed and is_finite(each.value)
        )
        questions = [question for question in asked._questions() if question]
        if not questions:
            return
        more = len(questions) - MOST_NAMED
        if more > 0:
            questions[MOST_NAMED:] = [self.env._("And %s more.", more)]
        raise ValidationError(
            "\n".join(
                [
                    *questions,
                    self.env._(
                        "Correct the reading, or say that the clock was exchanged, or"
                        " confirm that the reading is correct although unusual."
                    ),
                ]
            )
        )

    def _questions(self):
        """Return a sentence, or an empty text, for each of the records.

        They may be new: a dialog asks before it saves. The readings on either side of
        all of them are found by one query.
        """
        neighbours = self._neighbours()
        return [
            reading._question(*sides)
            for reading, sides in zip(self, neighbours, strict=True)
        ]

    def _neighbours(self):
        """Return [(reading before, reading after)] as dicts, None where there is none.

        Estimates are no witnesses: what was read later may well be less.
        """
        rows = [
            SQL(
                "(%s, %s, %s::date, %s)",
                number,
                reading.asset_id.id or 0,
                reading.date or None,
                reading._origin.id or NEWEST,
            )
            for number, reading in enumerate(self)
        ]
        found = [[None, None] for _reading in self]
        if not rows:
            return found
        self.flush_model(["asset_id", "source", *NAMES])
        for row in self.env.execute_query_dict(self._neighbour_query(rows)):
            found[row["number"]][row["is_after"]] = row
        return found

    @api.model
    def _neighbour_query(self, rows):
        """One step to each side along the index over vehicle, date and id."""
        side = """
            SELECT asked.number, %(is_after)s AS is_after, other.*
              FROM asked, LATERAL (
                   SELECT value, unit, date, is_exchange, exchange_start, exchange_end
                     FROM customer_asset_reading reading
                    WHERE reading.asset_id = asked.asset_id
                      AND reading.source != 'estimate'
                      AND (reading.date, reading.id) %(than)s (asked.date, asked.id)
                    ORDER BY reading.date %(way)s, reading.id %(way)s
                    LIMIT 1
                   ) other
        """
        return SQL(
            "WITH asked (number, asset_id, date, id) AS (VALUES %s) %s UNION ALL %s",
            SQL(", ").join(rows),
            SQL(side, is_after=0, than=SQL("<"), way=SQL("DESC")),
            SQL(side, is_after=1, than=SQL(">"), way=SQL("ASC")),
        )

    def _question(self, before, after):
        """Return the sentence that names both readings, empty without a doubt."""
        unit = self.asset_id.odometer_unit or self.unit
        shown = self._shown({name: self[name] for name in NAMES}, unit)
        found = doubt(
            shown,
            before and self._shown(before, unit),
            after and self._shown(after, unit),
            unit,
        )
        if not found:
            return ""
        reason, _other = found
        other = after if reason in ("later", "fast_later") else before
        return self._sentences()[reason] % {
            "asset": self.asset_id.display_name,
            "reading": self._said(self.value, self.unit, self.date),
            "other": self._said(other["value"], other["unit"], other["date"]),
        }

    @api.model
    def _shown(self, values, unit):
        """Return values of a reading in the unit of its clock."""
        read_in = values["unit"] if "h" not in (unit, values["unit"]) else unit
        value, start, end = (
            convert(values[name] or 0.0, read_in, unit)
            for name in ("value", "exchange_start", "exchange_end")
        )
        return Shown(
            values["date"],
            value,
            bool(values["is_exchange"]),
            start,
            end or None,
            read_in,
        )

    @api.model
    def _sentences(self):
        return {
            "backwards": self.env._(
                "%(asset)s: %(reading)s is less than %(other)s before."
            ),
            "tenfold": self.env._(
                "%(asset)s: %(reading)s is ten times as much as %(other)s or more."
            ),
            "fast": self.env._(
                "%(asset)s: from %(other)s to %(reading)s is more than anybody drives"
                " or works in the days between."
            ),
            "later": self.env._(
                "%(asset)s: %(reading)s is more than %(other)s afterwards."
            ),
            "fast_later": self.env._(
                "%(asset)s: from %(reading)s to %(other)s is more than anybody drives"
                " or works in the days between."
            ),
        }
