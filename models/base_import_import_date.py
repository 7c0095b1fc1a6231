# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import contextlib
import datetime

from odoo import fields, models
from odoo.tools import DEFAULT_SERVER_DATE_FORMAT, DEFAULT_SERVER_DATETIME_FORMAT

from odoo.addons.base_import.models.base_import import ImportValidationError

from ..tools.import_dates import read_date
from .base_import_import import FIRST_ROW, SHOWN


# Beside the models whose rows it brings.
class BaseImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Dates of older systems, also in a column where they are written in several ways.

    Core reads one format in a file and stops at the first cell that has another one,
    with the words of Python.
    """

    _inherit = "base_import.import"

    def _parse_date_from_data(self, data, index, name, field_type, options):
        if not self._customer_columns(self.res_model):
            return super()._parse_date_from_data(data, index, name, field_type, options)
        write = (fields.Date if field_type == "date" else fields.Datetime).to_string
        formats = [
            *([options.get("datetime_format")] if field_type == "datetime" else []),
            options.get("date_format"),
            DEFAULT_SERVER_DATETIME_FORMAT,
            DEFAULT_SERVER_DATE_FORMAT,
        ]
        wrong = []
        for number, row in enumerate(data):
            cell = row[index]
            if not cell or isinstance(cell, datetime.date):
                continue
            moment = self._customer_moment(cell.strip(), filter(None, formats))
            if moment:
                row[index] = write(moment)
            else:
                wrong.append((number, cell))
        if wrong:
            raise self._customer_wrong_dates(wrong, name, field_type)
        return None

    def _customer_moment(self, text, formats):
        """Return what a cell says by the formats that were chosen, else by itself."""
        for form in formats:
            with contextlib.suppress(ValueError):
                return datetime.datetime.strptime(text, form)
        return read_date(text)

    def _customer_wrong_dates(self, wrong, name, field_type):
        first = self.env.context.get(FIRST_ROW) or 1
        rows = [
            self.env._("row %(row)s “%(text)s”", row=first + number, text=text[:30])
            for number, text in wrong[:SHOWN]
        ]
        if len(wrong) > SHOWN:
            rows.append(self.env._("and %s more", len(wrong) - SHOWN))
        return ImportValidationError(
            self.env._(
                "No date, or not sure which one: %s. Write it as 2024-05-31, or say at"
                " Date Format how it is written; nothing was imported.",
                ", ".join(rows),
            ),
            field=name,
            field_type=field_type,
        )
