# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a customer can propose: how it is read, typed, shown and written.

A kind knows one field of a customer or of a vehicle, animal or equipment. Its values
are plain JSON, so that a proposal says what it said when links are long gone.
"""

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import email_normalize, format_date

from ..tools.typed_text import tidy

OLDEST = date(1900, 1, 1)


class Text:
    """A line of text."""

    def __init__(self, column, longest=128, is_required=False):
        self.column, self.longest, self.is_required = column, longest, is_required

    def value_of(self, record):
        return record[self.column] or None

    def clean(self, record, raw):
        """Return the value of what was typed, or raise what is wrong with it."""
        text = tidy(raw)
        if self.is_required and not text:
            raise UserError(record.env._("Please fill this in."))
        if len(text) > self.longest:
            raise UserError(
                record.env._("Please use at most %s characters.", self.longest)
            )
        return text or None

    def text(self, record, value):
        return value or ""

    def doubt(self, record, value):
        """Return what a clerk should know before taking it over, empty for nothing."""
        return ""

    def take_over(self, record, value):
        record.write({self.column: value or False})


class Email(Text):
    def clean(self, record, raw):
        text = super().clean(record, raw)
        # one address and nothing around it
        if text and email_normalize(text) not in (text, text.lower()):
            raise UserError(record.env._("This is not an e-mail address."))
        return text


class Phone(Text):
    """The number we call first; see `res.partner._take_phones` for the others."""

    def clean(self, record, raw):
        text = super().clean(record, raw)
        if not text:
            return None
        numbers = record._read_phone(text)
        if len(numbers) != 1 or not numbers[0].is_understood:
            raise UserError(
                record.env._(
                    "This is not a telephone number that we understand. Please type one"
                    " number, with its country: +48 …"
                )
            )
        return numbers[0].typed


class Day(Text):
    def value_of(self, record):
        return Date.to_string(record[self.column]) or None

    def clean(self, record, raw):
        text = super().clean(record, raw)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise UserError(record.env._("This is not a date.")) from error
        if not OLDEST <= day <= Date.context_today(record):
            raise UserError(record.env._("Please choose a day from 1900 until today."))
        return day.isoformat()

    def text(self, record, value):
        return format_date(record.env, value) if value else ""


class Flag(Text):
    def value_of(self, record):
        return bool(record[self.column])

    def clean(self, record, raw):
        return raw == "yes"

    def text(self, record, value):
        return record.env._("Yes") if value else record.env._("No")


class Parts(Text):
    """Several columns that make sense together only, as {column: value}."""

    columns = {}  # {column: longest}
    links = {}  # {column: model}

    def __init__(self):
        super().__init__(None)

    def value_of(self, record):
        values = {name: record[name] or None for name in self.columns}
        links = {name: record[name].id or None for name in self.links}
        return values | links

    def clean(self, record, raw):
        value = {}
        for name, longest in self.columns.items():
            value[name] = Text(name, longest).clean(record, raw.get(name))
        for name in self.links:
            value[name] = self._link(record, name, raw.get(name))
        return value

    def _link(self, record, name, raw):
        text = tidy(raw)
        if not text:
            return None
        # sudo: names of countries, states and titles are no secret
        known = record.env[self.links[name]].sudo()
        is_id = text.isdecimal() and len(text) <= 9
        link = known.browse(int(text)).exists() if is_id else known
        if not link:
            raise UserError(record.env._("Please choose one of the list."))
        return link.id

    def _name(self, record, name, value):
        # sudo: as above
        links = record.env[self.links[name]].sudo()
        return links.browse(value.get(name) or []).exists().display_name or ""

    def take_over(self, record, value):
        record.write({name: value.get(name) or False for name in value})


class Address(Parts):
    columns = {"street": 128, "street2": 128, "zip": 24, "city": 64}
    links = {"state_id": "res.country.state", "country_id": "res.country"}

    def clean(self, record, raw):
        value = super().clean(record, raw)
        # sudo: as above
        state = record.env["res.country.state"].sudo().browse(value["state_id"] or [])
        if state and state.country_id.id != value["country_id"]:
            value["state_id"] = None
        return value

    def text(self, record, value):
        value = value or {}
        town = " ".join(value[name] for name in ("zip", "city") if value.get(name))
        parts = [value.get("street"), value.get("street2"), town]
        parts += [self._name(record, name, value) for name in self.links]
        return ", ".join(part for part in parts if part)


class Remark(Text):
    """What has no field: somebody reads it and does what is to be done."""

    def value_of(self, record):
        return None

    def take_over(self, record, value):
        """Nothing is written by itself."""


PARTNER_KINDS = {
    "name": Text("name", is_required=True),
    "email": Email("email"),
    "phone": Phone("phone", 64),
    "birth_date": Day("birth_date"),
    "address": Address(),
    "remark": Remark(None),
}
