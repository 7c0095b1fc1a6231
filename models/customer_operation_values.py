# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """Changing values, with what they were before; references inside of values."""

    _inherit = "customer.operation"

    def _set_values(self, table, rows, link=None, note=None):
        """Write columns of rows and journal what changes; one statement.

        :param table: its name
        :param rows: {id: {column: value}}, values as JSON allows them; all rows the
            same columns
        """
        if not rows:
            return
        columns = list(next(iter(rows.values())))
        new = SQL(
            "SELECT (value->>'id')::int AS id, value->'row' AS row"
            " FROM jsonb_array_elements(%s::jsonb)",
            json.dumps([{"id": key, "row": row} for key, row in rows.items()]),
        )
        fresh = {
            name: SQL(
                "(jsonb_populate_record(NULL::%s, new.row)).%s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
            for name in columns
        }
        self._change_rows(table, new, fresh, link, note)

    def _change_rows(
        self, table, new, values, link=None, note=None, whole=False, before=None
    ):
        """Update rows of a table from a query, journal those that change.

        :param new: SQL query with a column `id`; beside it what `values` refers to, as
            `new`
        :param values: {column: SQL expression over `t` (the row) and `new`}
        :param whole: journal all these columns of a changed row and not only those
            that differ; quicker where all of them do
        :param before: {column: SQL expression over `new`}: the old values, where the
            query has them; otherwise the rows are read once more
        :return: how many rows changed
        """
        sets = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        differs = SQL(" OR ").join(
            SQL("t.%s IS DISTINCT FROM %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        picked = list(values)
        again = SQL("JOIN %s was ON was.id = new.id", SQL.identifier(table))
        old, fresh = SQL("changed.old"), SQL("changed.new")
        if not whole:
            old, fresh = _differing(old, fresh), _differing(fresh, old)
        self.env.cr.execute(
            SQL(
                """
                WITH new AS (%(new)s),
                changed AS (
                    UPDATE %(table)s t SET %(sets)s
                      FROM new %(again)s
                     WHERE t.id = new.id AND (%(differs)s)
                 RETURNING t.id, %(before)s AS old, %(after)s AS new
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, key_name, res_ids, count,
                       before, after, note)
                SELECT %(operation)s, 'value', %(link)s, %(table_name)s, 'id',
                       jsonb_build_array(changed.id), 1, %(old)s, %(fresh)s, %(note)s
                  FROM changed
                """,
                new=new,
                again=SQL() if before else again,
                before=_as_json(before) if before else row_as_json("was", picked),
                after=row_as_json("t", picked),
                table=SQL.identifier(table),
                sets=sets,
                differs=differs,
                operation=self.id,
                link=link or table,
                table_name=table,
                old=old,
                fresh=fresh,
                note=note,
            )
        )
        return self.env.cr.rowcount

    # -- references inside of values -------------------------------------------------

    def _move_reference(self, link):
        """A Reference: model and id as one text."""
        column = SQL.identifier(link.column)
        new = SQL(
            "SELECT r.id, %(model)s || ',' || pair.survivor AS value"
            " FROM %(table)s r JOIN %(pairs)s pair"
            " ON r.%(column)s = %(model)s || ',' || pair.source",
            model=self.model,
            table=SQL.identifier(link.table),
            pairs=PAIRS,
            column=column,
        )
        self._change_rows(
            link.table, new, {link.column: SQL("new.value")}, link=link.name
        )

    def _move_company_dependent(self, link):
        """A value for each company, in one JSON object."""
        new = SQL(
            """
            SELECT r.id, jsonb_object_agg(
                       e.key, coalesce(to_jsonb(pair.survivor), e.value)) AS value
              FROM %(table)s r, jsonb_each(r.%(column)s) e
         LEFT JOIN %(pairs)s pair ON e.value = to_jsonb(pair.source)
             WHERE r.%(column)s IS NOT NULL
          GROUP BY r.id
            HAVING count(pair.source) > 0
            """,
            table=SQL.identifier(link.table),
            column=SQL.identifier(link.column),
            pairs=PAIRS,
        )
        self._change_rows(
            link.table, new, {link.column: SQL("new.value")}, link=link.name
        )

    def _move_default(self, link):
        """The defaults of users for fields that refer to the model."""
        new = SQL(
            """
            SELECT d.id, pair.survivor::text AS value
              FROM ir_default d
              JOIN ir_model_fields f ON f.id = d.field_id
              JOIN %s pair ON d.json_value = pair.source::text
             WHERE f.ttype IN ('many2one', 'many2one_reference') AND f.relation = %s
            """,
            PAIRS,
            self.model,
        )
        self._change_rows(
            "ir_default", new, {"json_value": SQL("new.value")}, link=link.name
        )

    def _move_property(self, link):
        """Properties whose definition says that they refer to the model."""
        names = self._properties_of(link)
        if not names:
            return
        survivors = self._survivors()
        table, column = SQL.identifier(link.table), SQL.identifier(link.column)
        rows = {}
        for key, value in self.env.execute_query(
            SQL(
                "SELECT id, %(column)s FROM %(table)s WHERE %(column)s ?| %(names)s",
                column=column,
                table=table,
                names=list(names),
            )
        ):
            moved = {
                name: moved_ids(each, survivors) if name in names else each
                for name, each in value.items()
            }
            if moved != value:
                rows[key] = {link.column: moved}
        self._set_values(link.table, rows, link=link.name)

    def _properties_of(self, link):
        """Return the names of the properties of a field that refer to the model."""
        field = self.env[link.model]._fields[link.field]
        container = self.env[link.model]._fields.get(field.definition_record)
        if container is None:
            return set()
        owner = self.env[container.comodel_name]
        column = owner._fields[field.definition_record_field]
        if not column.store or owner._abstract:
            return set()
        return {
            name
            for (name,) in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT d->>'name' FROM %(table)s r,"
                    " jsonb_array_elements(r.%(column)s) d"
                    " WHERE jsonb_typeof(r.%(column)s) = 'array'"
                    " AND d->>'comodel' = %(model)s"
                    " AND d->>'type' IN ('many2one', 'many2many')",
                    table=SQL.identifier(owner._table),
                    column=SQL.identifier(column.name),
                    model=self.model,
                )
            )
        }

    @api.model
    def _survivors(self):
        """{source: survivor} of the pairs at work."""
        return dict(
            self.env.execute_query(SQL("SELECT source, survivor FROM %s", PAIRS))
        )

    def _journal(self):
        """The lines of this operation."""
        return self.env["customer.operation.line"].search(
            Domain("operation_id", "=", self.id)
        )


def _differing(row, other):
    """Return the SQL of those keys of an object that differ in another one."""
    return SQL(
        "(SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(%s) e"
        " WHERE e.value IS DISTINCT FROM %s->e.key)",
        row,
        other,
    )


def _as_json(values):
    """Return the SQL of an object of {column: SQL expression}."""
    return SQL(
        "jsonb_build_object(%s)",
        SQL(", ").join(
            SQL("%s, to_jsonb(%s)", name, value) for name, value in values.items()
        ),
    )


def row_as_json(alias, columns):
    """Return the SQL of an object of these columns of a row."""
    # a function of PostgreSQL takes a hundred arguments
    pieces = [columns[at : at + 50] for at in range(0, len(columns), 50)]
    return SQL(" || ").join(
        SQL(
            "jsonb_build_object(%s)",
            SQL(", ").join(
                SQL(
                    "%s, to_jsonb(%s.%s)",
                    name,
                    SQL.identifier(alias),
                    SQL.identifier(name),
                )
                for name in piece
            ),
        )
        for piece in pieces
    )


def moved_ids(value, survivors):
    """Replace ids in a number or a list of numbers; others are left.

    >>> moved_ids([1, 2, "x"], {2: 9})
    [1, 9, 'x']
    >>> moved_ids(2, {2: 9}), moved_ids(True, {1: 9})
    (9, True)
    """
    if isinstance(value, (list, tuple)):
        return type(value)(moved_ids(each, survivors) for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return survivors.get(value, value)
    return value
