# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.anonymise_sql import changed, new_value
from ..tools.data_link import MANY2ONE
from ..tools.data_review import SECRET
from ..tools.value_needles import MARK, needles

ROWS = SQL.identifier("customer_anonymise_row")
# The same in every language: a second run must find it as it would write it.
MASK = "Anonymised"
# Emptied by steps of their own, since an undo reads them.
OWN_STEPS = ("customer.operation", "customer.operation.line")
# Who has the same address is another person, not a row about this one.
WHOLE_PERSONS = (
    "res.partner",
    "res.users",
    "res.company",
    "hr.employee",
    "hr.version",
)


class CustomerOperation(models.Model):
    """Anonymise: rows of the persons, and what the data map says of their columns.

    Which rows are theirs is found before anything changes: what is changed first is
    what leads to the rest.
    """

    _inherit = "customer.operation"

    def _load_rows(self, customers, values):
        """Write the rows of these persons into a table of the transaction."""
        data_map = self.env["customer.data.map"]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE IF NOT EXISTS %s"
                " (model varchar, table_name varchar, id int,"
                " PRIMARY KEY (model, id)) ON COMMIT DROP",
                ROWS,
            )
        )
        for model, query in data_map._person_rows(customers).items():
            self._add_rows(model, query)
        for model, query in self._unlinked_rows(customers, values):
            self._add_rows(model, query)
        self._leave_own_rows()
        self.env.cr.execute(SQL("ANALYZE %s", ROWS))

    def _add_rows(self, model, query):
        if model in OWN_STEPS or self._is_written_once(model):
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s SELECT %s, %s, found.id FROM %s AS found (id)"
                " WHERE found.id IS NOT NULL ON CONFLICT DO NOTHING",
                ROWS,
                model,
                self.env[model]._table,
                query,
            )
        )

    def _unlinked_rows(self, customers, values):
        """Yield (model, query) of rows that hold an address of theirs and name nobody.

        What names somebody else is somebody else's, whatever the address.
        """
        data_map = self.env["customer.data.map"]
        wanted = {
            kind: [text for each, text in values if each == kind]
            for kind in ("email", "phone")
        }
        pattern = "|".join(
            f"(?:{needle.pattern})"
            for needle in needles(values)
            if needle.kind in wanted
        )
        if not pattern:
            return
        persons = data_map._subjects(customers).ids
        # notices to open browsers, which Odoo keeps for a day
        yield (
            "bus.bus",
            SQL("(SELECT t.id FROM bus_bus t WHERE t.message ~* %s)", pattern),
        )
        for model, query in data_map._person_key_rows(wanted).items():
            if model in WHOLE_PERSONS:
                continue
            yield (
                model,
                SQL(
                    "(SELECT t.id FROM %s t WHERE t.id IN %s AND concat_ws(%s, %s)"
                    " ~* %s AND %s)",
                    SQL.identifier(self.env[model]._table),
                    query,
                    MARK,
                    SQL(", ").join(
                        SQL("t.%s", SQL.identifier(column))
                        for column, _kind in data_map._key_columns()[model]
                    ),
                    pattern,
                    self._names_nobody_else(model, persons),
                ),
            )

    def _names_nobody_else(self, model, persons):
        columns = {
            tie.link.column
            for tie in self.env["customer.data.map"]._subject_ties()
            if tie.model == model
            and tie.parent == "res.partner"
            and tie.link.kind == MANY2ONE
        }
        return SQL(" AND ").join(
            [
                SQL("TRUE"),
                *(
                    SQL(
                        "(t.%(column)s IS NULL OR t.%(column)s = ANY(%(persons)s))",
                        column=SQL.identifier(column),
                        persons=persons,
                    )
                    for column in sorted(columns)
                ),
            ]
        )

    def _leave_own_rows(self):
        """What anonymising itself wrote is not to be anonymised by the next run."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s r USING customer_event e WHERE r.model = %s"
                " AND e.id = r.id AND e.kind = 'anonymise'",
                ROWS,
                "customer.event",
            )
        )

    def _discard_tracking(self):
        """What was changed in this transaction before is not to be told by Odoo's
        tracking at its end: it would write down the old values."""
        for key in list(self.env.cr.precommit.data):
            model = str(key).removeprefix("mail.tracking.")
            if model == key or model not in self.env:
                continue
            ids = [
                each
                for (each,) in self.env.execute_query(
                    SQL("SELECT id FROM %s WHERE model = %s", ROWS, model)
                )
            ]
            self.env[model].browse(ids)._track_discard()

    def _drop_rows(self):
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", ROWS))

    def _is_written_once(self, model):
        """The consent log is about a number nobody can tie to a person any more."""
        once = self.env.registry["customer.append.only"]
        return issubclass(self.env.registry[model], once)

    def _row_models(self):
        """Return {model: rows} of what was found."""
        return dict(
            self.env.execute_query(
                SQL("SELECT model, count(*)::int FROM %s GROUP BY model", ROWS)
            )
        )

    def _anonymise_places(self, _subjects, outcome):
        """Remove rows, blank and mask columns, as the map says."""
        data_map = self.env["customer.data.map"]
        removed = []
        for model in sorted(self._row_models()):
            places = data_map._places(model)
            if any(place.anonymise == "delete" for place in places):
                removed.append(model)
                continue
            if count := self._blank(model, places, self._may_be_blanked(model)):
                outcome["masked"][model] = outcome["masked"].get(model, 0) + count
        self._remove_rows(removed, outcome)

    def _may_be_blanked(self, _model):
        """Return a condition on row `t` of a model, None for all: what is kept whole
        for a time says so here."""
        return None

    def _blank(self, model, places, condition=None):
        """Blank or mask columns of the rows of a model; return how many changed."""
        table = self.env[model]._table
        facts = self._column_facts(table)
        values = {
            place.column: new_value(
                (
                    *facts[place.column],
                    place.anonymise == "mask" and self._is_unique(table, place.column),
                ),
                fate_of(place),
                MASK,
            )
            for place in places
            if place.anonymise in ("blank", "mask") and place.column in facts
        }
        if not values:
            return 0
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s t SET %(values)s FROM %(rows)s r"
                " WHERE r.model = %(model)s AND r.id = t.id AND %(condition)s"
                " AND (%(changed)s)",
                table=SQL.identifier(table),
                values=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in values.items()
                ),
                rows=ROWS,
                model=model,
                condition=condition or SQL("TRUE"),
                changed=changed(values),
            )
        )
        return self.env.cr.rowcount

    def _is_unique(self, table, column):
        return bool(self.env["customer.data.map"]._rules_of(table, column)[0])

    def _column_facts(self, table):
        """Return {column: (type, may it be empty)}."""
        return {
            name: (kind, is_free)
            for name, kind, is_free in self.env.execute_query(
                SQL(
                    """
                    SELECT att.attname, typ.typname, NOT att.attnotnull
                      FROM pg_attribute att JOIN pg_type typ ON typ.oid = att.atttypid
                     WHERE att.attrelid = to_regclass(%s) AND att.attnum > 0
                       AND NOT att.attisdropped
                    """,
                    table,
                )
            )
        }


def fate_of(place):
    """A key that opens something is emptied, or made one that nobody can guess."""
    return "secret" if place.withheld == SECRET else place.anonymise
