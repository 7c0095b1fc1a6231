# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a customer can propose about a vehicle, an animal or equipment of theirs."""

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import format_date

from ..tools.typed_text import tidy, typed_number
from .customer_proposal_kind import Day, Flag, Parts, Text


class Plate(Parts):
    columns = {"plate": 15}
    links = {"plate_country_id": "res.country"}

    def text(self, record, value):
        value = value or {}
        country = self._name(record, "plate_country_id", value)
        plate = value.get("plate") or ""
        return f"{plate} ({country})" if plate and country else plate


class Reading(Text):
    """What the clock shows today; not a correction, but reported the same way."""

    def __init__(self):
        super().__init__(None)

    def value_of(self, record):
        if not record.odometer:
            return None
        return {"value": record.odometer, "unit": record.odometer_unit or "km"}

    def clean(self, record, raw):
        raw = raw if isinstance(raw, dict) else {"value": raw}
        if not tidy(raw.get("value")):
            return None
        value = typed_number(raw["value"])
        if not value or value > 9_999_999:
            raise UserError(
                record.env._("Please type what the clock shows, e.g. 123 456.")
            )
        today = Date.context_today(record)
        try:
            day = date.fromisoformat(tidy(raw.get("date")) or today.isoformat())
        except ValueError as error:
            raise UserError(record.env._("This is not a date.")) from error
        if not (today.year - 10) <= day.year or day > today:
            raise UserError(
                record.env._("Please choose a day of the last ten years until today.")
            )
        return {
            "value": value,
            "unit": record.odometer_unit or "km",
            "date": day.isoformat(),
        }

    def text(self, record, value):
        if not value:
            return ""
        units = dict(record._fields["odometer_unit"]._description_selection(record.env))
        number = record.env["ir.qweb.field.float"].value_to_html(
            value["value"], {"precision": 0 if value["value"] % 1 == 0 else 1}
        )
        text = f"{number} {units[value['unit']]}"
        day = value.get("date")
        return f"{text}, {format_date(record.env, day)}" if day else text

    def _values(self, record, value):
        return {
            "asset_id": record.id,
            "date": value["date"],
            "value": value["value"],
            "unit": value["unit"],
            "source": "customer",
        }

    def doubt(self, record, value):
        readings = record.env["customer.asset.reading"]
        if not hasattr(readings, "_questions"):
            return ""
        return readings.new(self._values(record, value))._questions()[0]

    def take_over(self, record, value):
        readings = record.env["customer.asset.reading"]
        values = self._values(record, value)
        if "is_confirmed" in readings._fields:
            # who accepts it has read what is doubtful about it
            values["is_confirmed"] = True
        readings.create(values)


class Death(Day):
    def take_over(self, record, value):
        if not value:
            record.write({"death_date": False, "gone": False, "gone_on": False})
        else:
            record.write({"death_date": value, "gone": "died", "gone_on": value})


ASSET_KINDS = {
    "plate": Plate(),
    "reading": Reading(),
    "asset_name": Text("name", 64, is_required=True),
    "asset_birth_date": Day("birth_date"),
    "is_neutered": Flag("is_neutered"),
    "death_date": Death("death_date"),
}
# {kind of the asset: what its owner can propose}
PROPOSED = {
    "vehicle": ("plate", "reading"),
    "animal": ("asset_name", "asset_birth_date", "is_neutered", "death_date"),
    "equipment": ("reading",),
}
