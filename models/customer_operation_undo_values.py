# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

# The changes of one table that are still to be undone, in this transaction.
LINES = SQL.identifier("customer_undo_line")


class CustomerOperation(models.Model):
    """Undo: values that still are what the operation made of them are given back.

    Most rows were changed once and are as they were left: each of them is given back
    whole, in one statement for all. What is left over is undone column by column.
    """

    _inherit = "customer.operation"

    def _undo_values(self):
        """Give back the values of each table.

        A row can have been changed by more than one step: the last one is undone
        first.
        """
        for (table,) in self.env.execute_query(
            SQL(
                "SELECT DISTINCT table_name FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = 'value'",
                self.id,
            )
        ):
            self._undo_table(table)

    def _undo_table(self, table):
        self._load_undo_lines(table)
        existing = set(self._columns_of(table))
        for (names,) in self.env.execute_query(
            SQL("SELECT DISTINCT names FROM %s WHERE turns = 1", LINES)
        ):
            if existing.issuperset(names):
                self._undo_rows(table, names)
        for turn, column in self.env.execute_query(
            SQL(
                "SELECT DISTINCT turn, unnest(names) AS name FROM %s ORDER BY turn",
                LINES,
            )
        ):
            if column in existing:
                self._undo_column(table, column, turn)
        self.env.cr.execute(SQL("DROP TABLE %s", LINES))

    def _load_undo_lines(self, table):
        """Write down what is to be undone; `turn` 1 is the last change of a row."""
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                SELECT id, key, before, after, link, names,
                       row_number() OVER (PARTITION BY key ORDER BY id DESC) AS turn,
                       count(*) OVER (PARTITION BY key) AS turns
                  FROM (SELECT id, (res_ids->>0)::int AS key, before, after, link,
                               ARRAY(SELECT jsonb_object_keys(before) ORDER BY 1)
                               AS names
                          FROM customer_operation_line
                         WHERE operation_id = %s AND kind = 'value'
                           AND table_name = %s) AS line
                """,
                LINES,
                self.id,
                table,
            )
        )

    def _undo_rows(self, table, names):
        """Give back rows that were changed once, in these columns, and not since."""
        columns = [SQL.identifier(name) for name in names]
        types = self._column_types(table)
        typed = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(types[name])) for name in names
        )
        self.env.cr.execute(
            SQL(
                """
                WITH back AS (
                    UPDATE %(table)s t SET %(sets)s
                      FROM %(lines)s line,
                           jsonb_to_record(line.before) AS b (%(typed)s),
                           jsonb_to_record(line.after) AS a (%(typed)s)
                     WHERE t.id = line.key AND line.turns = 1
                       AND line.names = %(names)s AND %(same)s
                 RETURNING line.id
                )
                DELETE FROM %(lines)s WHERE id IN (SELECT id FROM back)
                """,
                table=SQL.identifier(table),
                lines=LINES,
                sets=SQL(", ").join(SQL("%s = b.%s", each, each) for each in columns),
                typed=typed,
                names=names,
                same=SQL(" AND ").join(
                    SQL("t.%s IS NOT DISTINCT FROM a.%s", each, each)
                    for each in columns
                ),
            )
        )

    def _column_types(self, table):
        """Return {column: its type, as PostgreSQL writes it}."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT attname, format_type(atttypid, atttypmod)"
                    " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                    " AND NOT attisdropped",
                    table,
                )
            )
        )

    def _undo_column(self, table, column, turn):
        """Undo the last but `turn` change of each row in one column."""
        names = {
            "table": SQL.identifier(table),
            "column": SQL.identifier(column),
        }
        before, after = (
            SQL(
                "(jsonb_populate_record(NULL::%(table)s, mine.%(side)s)).%(column)s",
                side=SQL.identifier(side),
                **names,
            )
            for side in ("before", "after")
        )
        self.env.cr.execute(
            SQL(
                """
                WITH mine AS (
                    SELECT key, before, after, link FROM %(lines)s
                     WHERE turn = %(turn)s AND before ? %(name)s
                ),
                back AS (
                    UPDATE %(table)s t SET %(column)s = %(before)s
                      FROM mine
                     WHERE t.id = mine.key
                       AND t.%(column)s IS NOT DISTINCT FROM %(after)s
                 RETURNING mine.key
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, column_name, res_ids,
                       count, before, after, note)
                SELECT %(operation)s, 'left', link, %(table_name)s, %(name)s,
                       jsonb_build_array(key), 1,
                       jsonb_build_object(%(name)s, before->%(name)s),
                       jsonb_build_object(%(name)s, after->%(name)s), %(note)s
                  FROM mine WHERE key NOT IN (SELECT key FROM back)
                """,
                lines=LINES,
                operation=self.id,
                table_name=table,
                name=column,
                turn=turn,
                before=before,
                after=after,
                note=self.env._("Changed or deleted since."),
                **names,
            )
        )
