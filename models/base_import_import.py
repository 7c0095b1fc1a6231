# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv

from odoo import api, models

from odoo.addons.base_import.models.base_import import ImportValidationError

from ..tools.import_columns import by_header, header_key
from ..tools.import_file import (
    LARGEST,
    BrokenRows,
    check_archive,
    csv_rows,
    encoding,
    separator,
)
from .ir_sequence import TRIAL

FIRST_ROW = "customer_import_first_row"  # of the data, as a spreadsheet counts
HEADERS = "customer_import_headers"  # {header: field}, of the model that is imported
SHOWN = 10


# Beside the models whose rows it brings, which read its constants.
class BaseImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Files of older systems for our records, through Odoo's own import.

    What is read by other models is read as ever.
    """

    _inherit = "base_import.import"

    @api.model
    def _customer_columns(self, model):
        """Return the columns that a model of ours understands; none for any other."""
        columns = getattr(self.env.get(model), "_import_columns", None)
        return columns() if columns else []

    def execute_import(self, fields, columns, options, dryrun=False):
        """Say rows as a spreadsheet counts them; a test draws no customer code."""
        first = 2 if options.get("has_headers") else 1
        named = self.with_context(
            **{FIRST_ROW: first + (options.get("skip") or 0), TRIAL: dryrun}
        )
        return super(BaseImport, named).execute_import(fields, columns, options, dryrun)

    # -- columns -----------------------------------------------------------------------

    @api.model
    def get_fields_tree(self, model, depth=3):
        """Offer the columns that are no field, too."""
        tree = super().get_fields_tree(model, depth=depth)
        if depth < 3:
            return tree
        known = {field["name"] for field in tree}
        return tree + [
            {
                "id": column.name,
                "name": column.name,
                "string": column.label,
                "required": False,
                "fields": [],
                "type": "char",
                "model_name": model,
            }
            for column in self._customer_columns(model)
            if column.is_own and column.name not in known
        ]

    def _get_mapping_suggestions(self, headers, header_types, fields_tree):
        """Several columns may be one field: first name and surname, two phones."""
        names = by_header(self._customer_columns(self.res_model))
        known = self.with_context(**{HEADERS: names})
        suggestions = super(BaseImport, known)._get_mapping_suggestions(
            headers, header_types, fields_tree
        )
        for key in enumerate(headers):
            name = names.get(header_key(key[1]))
            if name and not suggestions.get(key):
                suggestions[key] = {"field_path": name.split("/"), "distance": -1}
        return suggestions

    def _get_mapping_suggestion(
        self, header, fields_tree, header_types, mapping_fields
    ):
        """What the user chose before comes first, then the names we know."""
        if header.lower() not in mapping_fields:
            names = self.env.context.get(HEADERS) or {}
            if name := names.get(header_key(header)):
                return {"field_path": name.split("/"), "distance": -1}
        return super()._get_mapping_suggestion(
            header, fields_tree, header_types, mapping_fields
        )

    # -- the file ----------------------------------------------------------------------

    def parse_preview(self, options, count=10):
        """Let the client know that each file is looked at anew."""
        answer = super().parse_preview(options, count=count)
        if self._customer_columns(self.res_model):
            answer["customer_guesses"] = True
        return answer

    def _read_file(self, options):
        if self._customer_columns(self.res_model):
            self._refuse_harmful_file()
        return super()._read_file(options)

    def _refuse_harmful_file(self):
        """Refuse what would fill the memory of the server, before it is unpacked."""
        if not self.file:
            raise ImportValidationError(
                self.env._("The file is empty. Choose another one.")
            )
        try:
            check_archive(self.file)
        except ValueError as error:
            sentences = {
                "too_large": self.env._(
                    "Unpacked, this file is larger than %s MB. Split it into several"
                    " files, or save it as CSV.",
                    LARGEST // 2**20,
                ),
                "too_many_cells": self.env._(
                    "The sheet goes on for millions of empty rows or columns. Delete"
                    " them, or copy the table into a new file."
                ),
                "damaged": self.env._(
                    "This file is damaged. Open it in a spreadsheet and save it anew."
                ),
            }
            raise ImportValidationError(sentences[str(error)]) from error

    def _read_csv(self, options):
        """Read it as the office wrote it, and name each row that is broken.

        Core guesses the encoding by statistics, which takes Windows-1250 for Western
        European, and finds no separator as soon as one row is broken.
        """
        if not self._customer_columns(self.res_model):
            return super()._read_csv(options)
        content = self.file or b""
        country = self.env.company.country_id.code or ""
        options["encoding"] = options.get("encoding") or encoding(content, country)
        try:
            text = content.decode(options["encoding"])
        except (UnicodeDecodeError, LookupError) as error:
            raise ImportValidationError(
                self.env._(
                    "The file is not written in %s. Choose another encoding.",
                    options["encoding"],
                )
            ) from error
        quote = options.get("quoting") or '"'
        options["separator"] = options.get("separator") or separator(text, quote)
        rows = self._customer_csv_rows(text, options["separator"], quote)
        return len(rows), rows

    def _customer_csv_rows(self, text, delimiter, quote):
        if "\0" in text or not text.strip():
            raise ImportValidationError(
                self.env._("This is no text file. Save the table as CSV or XLSX.")
            )
        try:
            return csv_rows(text, delimiter, quote)
        except BrokenRows as error:
            rows = [
                self.env._("row %(row)s has %(count)s", row=row, count=count)
                for row, count in error.rows[:SHOWN]
            ]
            if len(error.rows) > SHOWN:
                rows.append(self.env._("and %s more", len(error.rows) - SHOWN))
            raise ImportValidationError(
                self.env._(
                    "The first row has %(width)s cells, but %(rows)s. A separator, a"
                    " quotation mark or a line break there is wrong; nothing was"
                    " imported.",
                    width=error.width,
                    rows=", ".join(rows),
                )
            ) from error
        except (csv.Error, TypeError) as error:
            raise ImportValidationError(
                self.env._(
                    "The file cannot be read as a table (%s). A quotation mark is"
                    " missing, or it is another kind of file.",
                    error,
                )
            ) from error
