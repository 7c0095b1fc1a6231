# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

# In this transaction, of one table: the lines whose row was given back whole, and the
# changes that are still to be undone.
BACK = SQL.identifier("customer_undo_back")
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
                "SELECT DISTINCT table_name FROM customer_operation_line l"
                " WHERE %s AND kind = 'value'",
                self._undo_scope(),
            )
        ):
            self._undo_table(table)

    def _undo_table(self, table):
        existing = set(self._columns_of(table))
        self.env.cr.execute(
            SQL("CREATE TEMPORARY TABLE %s (id int) ON COMMIT DROP", BACK)
        )
        count = self._undo_whole_rows(table, existing)
        if count:
            self._load_undo_lines(table)
            for turn, column in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT turn, unnest(names) AS name FROM %s ORDER BY turn",
                    LINES,
                )
            ):
                if column in existing:
                    self._undo_column(table, column, turn)
            self.env.cr.execute(SQL("DROP TABLE %s", LINES))
        self.env.cr.execute(SQL("DROP TABLE %s", BACK))

    def _undo_whole_rows(self, table, existing):
        """Give back rows that were changed once and not since.

        :return: how many changes are left
        """
        groups = self.env.execute_query(
            SQL(
                """
                SELECT names, count(*), count(DISTINCT key)
                  FROM %s line GROUP BY GROUPING SETS ((names), ())
                """,
                self._value_lines(table),
            )
        )
        [(lines, rows)] = [(all_, keys) for names, all_, keys in groups if not names]
        if lines == rows:
            for names, count, _keys in groups:
                if names and existing.issuperset(names):
                    lines -= self._undo_rows(table, names, count == rows)
        return lines

    def _value_lines(self, table):
        return SQL(
            """
            (SELECT id, (res_ids->>0)::int AS key, before, after, link,
                    ARRAY(SELECT jsonb_object_keys(before) ORDER BY 1) AS names
               FROM customer_operation_line l
              WHERE %s AND kind = 'value' AND table_name = %s)
            """,
            self._undo_scope(),
            table,
        )

    def _load_undo_lines(self, table):
        """Write down what is to be undone; `turn` 1 is the last change of a row."""
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                SELECT key, before, after, link, names,
                       row_number() OVER (PARTITION BY key ORDER BY id DESC) AS turn
                  FROM %s line
                 WHERE NOT EXISTS (SELECT FROM %s back WHERE back.id = line.id)
                """,
                LINES,
                self._value_lines(table),
                BACK,
            )
        )

    def _undo_rows(self, table, names, is_all):
        """Give back these columns of rows that still are as they were left.

        :param is_all: all changes of the table are of these columns
        :return: how many
        """
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
                     WHERE t.id = line.key AND %(alike)s AND %(same)s
                 RETURNING line.id
                )
                INSERT INTO %(back)s SELECT id FROM back
                """,
                table=SQL.identifier(table),
                lines=self._value_lines(table),
                back=BACK,
                sets=SQL(", ").join(SQL("%s = b.%s", each, each) for each in columns),
                typed=typed,
                alike=SQL("TRUE") if is_all else SQL("line.names = %s", names),
                same=SQL(" AND ").join(
                    SQL("t.%s IS NOT DISTINCT FROM a.%s", each, each)
                    for each in columns
                ),
            )
        )
        return self.env.cr.rowcount

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

    def _is_one_value(self, table):
        """Whether the columns of a row say one thing: half of them is nothing, so that
        a row changed since is left as a whole."""
        return False

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
                     WHERE t.id = mine.key AND NOT %(is_whole)s
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
                is_whole=self._is_one_value(table),
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
