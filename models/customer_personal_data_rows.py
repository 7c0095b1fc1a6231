# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import re

from odoo import api, models
from odoo.tools import SQL

from ..tools.data_review import SETTING, TECHNICAL, TWICE
from .customer_personal_data import BATCH, DataColumn

READ = (
    "char text html date datetime integer float monetary boolean selection many2one"
    " many2one_reference reference json properties many2many"
).split()
# Of every row, and of nobody.
NOBODYS = frozenset(
    "id create_uid write_uid write_date parent_path currency_id company_currency_id"
    " message_main_attachment_id sequence color is_seo_optimized".split()
)
# What is no information about a person is not counted as withheld from them.
NOT_SAID = (SETTING, TECHNICAL, TWICE)
SECRET = re.compile(r"token|passw|secret|totp|api_?key|signup|hash$|signature$")
# Links that are setup of the program and tell nothing of a person.
SETUP = ("ir.", "res.groups", "account.account", "account.journal", "uom.", "bus.")


class CustomerPersonalData(models.AbstractModel):
    """The rows of a place: which columns are told, and the values in words."""

    _inherit = "customer.personal.data"

    @api.model
    def _columns(self, scope, records, places, count):
        """Return the columns of a model that are told, and note those withheld.

        The map decides on texts; dates, amounts, choices and links around them are
        told too, because a text without them says little.
        """
        reviewed = {place.field: place for place in places}
        columns, labels = [], set()
        for name, column in records._fields.items():
            place = reviewed.get(name)
            if not self._is_told(records, name, column, place):
                continue
            if place and place.export == "withheld":
                if count and place.withheld not in NOT_SAID:
                    scope.withheld[records._name, self._why(place)] = count
                continue
            export = place.export if place else "observed"
            if scope.provided_only and export == "derived":
                continue
            choices = ()
            if column.type == "selection":
                choices = tuple(column._description_selection(records.env))
            label = column._description_string(records.env) or name
            if label in labels:
                label = f"{label} ({name})"
            labels.add(label)
            # addons keep pages in plain text fields; nobody is told the source of one
            is_page = column.type == "text" and name.endswith("_html")
            kind = "html" if is_page else column.type
            columns.append(DataColumn(name, label, kind, export, choices))
        return columns

    @api.model
    def _why(self, place):
        """Why a column is not handed over, in words."""
        map_ = self.env["customer.data.map"]
        if not place.withheld:
            return self.env._("It would open something if it were known.")
        return map_._say(place.withheld)

    @api.model
    def _is_told(self, records, name, column, place):
        if column.type not in READ or not column.store or name in NOBODYS:
            return False
        if not column.column_type and column.type != "many2many":
            return False
        if SECRET.search(name) and not place:
            return False
        if column.relational:
            return (
                column.comodel_name in self.env
                and not column.comodel_name.startswith(SETUP)
            )
        return True

    @api.model
    def _read(self, scope, records, columns, query, limit):
        """Yield lists of {column: value in words}, each row with its number `id`."""
        stored, others = self._by_reading(records, columns)
        last, left = 0, limit
        while left is None or left > 0:
            size = BATCH if left is None else min(BATCH, left)
            rows = self.env.execute_query_dict(
                SQL(
                    "SELECT %s FROM %s WHERE id IN (%s) AND id > %s"
                    " ORDER BY id LIMIT %s",
                    SQL(", ").join(map(SQL.identifier, ["id", *stored])),
                    SQL.identifier(records._table),
                    query,
                    last,
                    size,
                )
            )
            if not rows:
                return
            last = rows[-1]["id"]
            self._read_others(records, others, rows)
            self._in_words(scope, records, columns, rows)
            self._without_others(scope, records, columns, rows)
            yield rows
            if left is not None:
                left -= len(rows)

    @api.model
    def _by_reading(self, records, columns):
        """Return the columns that are read as they are stored, and those by the ORM.

        As stored is several times as fast, and the truth: no addon's reading changes
        it. Translations, values by company, properties and lists need the ORM.
        """
        stored, others = [], []
        for column in columns:
            field = records._fields[column.name]
            is_plain = (
                field.column_type
                and field.type != "properties"
                and not field.translate
                and not field.company_dependent
            )
            (stored if is_plain else others).append(column.name)
        return stored, others

    @api.model
    def _read_others(self, records, names, rows):
        if not names:
            return
        batch = records.browse([row["id"] for row in rows])
        for row, read in zip(rows, batch.read(names, load=""), strict=True):
            row.update(read)
        batch.invalidate_recordset(flush=False)

    @api.model
    def _in_words(self, scope, records, columns, rows):
        """Turn links, choices and properties into words, a column at a time."""
        for column in columns:
            name = column.name
            if column.type in ("float", "monetary"):
                for row in rows:
                    row[name] = row[name] and float(row[name])
            elif column.type not in ("boolean", "many2many"):
                for row in rows:
                    row[name] = None if row[name] is False else row[name]
            turn = getattr(self, f"_words_{column.type}", None)
            if turn:
                turn(scope, records, column, rows)

    @api.model
    def _words_selection(self, scope, records, column, rows):
        words, name = dict(column.choices), column.name
        for row in rows:
            if row[name]:
                row[name] = words.get(row[name], row[name])

    @api.model
    def _words_many2one(self, scope, records, column, rows):
        comodel, name = records._fields[column.name].comodel_name, column.name
        words = self._names(scope, comodel, {row[name] for row in rows if row[name]})
        self._hide_beside(scope, records, column, rows)
        for row in rows:
            row[name] = words.get(row[name]) or ""

    @api.model
    def _words_many2many(self, scope, records, column, rows):
        comodel, name = records._fields[column.name].comodel_name, column.name
        ids = {each for row in rows for each in row[name]}
        words = self._names(scope, comodel, ids)
        for row in rows:
            row[name] = ", ".join(filter(None, map(words.get, row[name])))

    @api.model
    def _words_many2one_reference(self, scope, records, column, rows):
        """The kind of document and its number; the document has a table of its own."""
        beside = records._fields[column.name].model_field
        if not self._stored(records, beside):
            return
        kinds = records.browse([row["id"] for row in rows]).read([beside], load="")
        models_ = {row["id"]: row[beside] for row in kinds}
        for row in rows:
            model = models_.get(row["id"])
            row[column.name] = self._document(scope, model, row[column.name])

    @api.model
    def _words_reference(self, scope, records, column, rows):
        for row in rows:
            value = row[column.name] or ""
            model, _comma, number = str(value).partition(",")
            row[column.name] = self._document(scope, model, number) if value else ""

    @api.model
    def _document(self, scope, model, number):
        if not number or model not in self.env:
            return str(number or "")
        title = self.env["ir.model"].with_env(scope.partners.env)._get(model).name
        return f"{title} {number}"

    @api.model
    def _words_properties(self, scope, records, column, rows):
        for row in rows:
            row[column.name] = "; ".join(
                f"{each.get('string') or each.get('name')}: {each.get('value')}"
                for each in row[column.name] or ()
                if each.get("value") not in (None, False, "")
            )

    @api.model
    def _words_json(self, scope, records, column, rows):
        for row in rows:
            value = row[column.name]
            row[column.name] = (
                json.dumps(value, ensure_ascii=False, default=str) if value else ""
            )

    @api.model
    def _names(self, scope, comodel, ids):
        """Return {id: what people call it}; other persons are not called."""
        known = scope.names.setdefault(comodel, {})
        missing = [each for each in ids if each not in known]
        if missing:
            records = self.env[comodel].with_env(scope.partners.env).browse(missing)
            hidden = self._others(scope, records)
            for record in records.exists():
                known[record.id] = (
                    self.env._("another person (withheld)")
                    if record.id in hidden
                    else record.display_name
                )
            records.invalidate_recordset(flush=False)
        return known
