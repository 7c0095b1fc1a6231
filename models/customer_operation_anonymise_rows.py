# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.anonymise_sql import changed, delete_order, new_value

ROWS = SQL.identifier("customer_anonymise_row")


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
        self._drop_rows()
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s (model varchar, table_name varchar, id int,"
                " PRIMARY KEY (model, id)) ON COMMIT DROP",
                ROWS,
            )
        )
        found = [
            *data_map._person_rows(customers).items(),
            *data_map._person_key_rows(values).items(),
        ]
        for model, query in found:
            if model not in self.env or self._is_written_once(model):
                continue
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s SELECT %s, %s, found.id FROM (%s) AS found (id)"
                    " WHERE found.id IS NOT NULL ON CONFLICT DO NOTHING",
                    ROWS,
                    model,
                    self.env[model]._table,
                    query,
                )
            )
        self.env.cr.execute(SQL("ANALYZE %s", ROWS))

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
            if count := self._blank(model, places):
                outcome["masked"][model] = outcome["masked"].get(model, 0) + count
        self._remove_rows(removed, outcome)

    def _blank(self, model, places, condition=SQL("TRUE")):
        """Blank or mask columns of the rows of a model; return how many changed."""
        table = self.env[model]._table
        facts = self._column_facts(table)
        values = {
            place.column: new_value(
                facts[place.column], place.anonymise == "mask", self._masked_word()
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
                condition=condition,
                changed=changed(values),
            )
        )
        return self.env.cr.rowcount

    def _masked_word(self):
        return self.env._("Anonymised")

    def _column_facts(self, table):
        """Return {column: (type, may it be empty, must it be unique)}."""
        return {
            name: (kind, is_free, is_unique)
            for name, kind, is_free, is_unique in self.env.execute_query(
                SQL(
                    """
                    SELECT att.attname, typ.typname, NOT att.attnotnull,
                           EXISTS (SELECT FROM pg_index idx
                                    WHERE idx.indrelid = att.attrelid
                                      AND idx.indisunique
                                      AND att.attnum = ANY(idx.indkey::int2[]))
                      FROM pg_attribute att JOIN pg_type typ ON typ.oid = att.atttypid
                     WHERE att.attrelid = to_regclass(%s) AND att.attnum > 0
                       AND NOT att.attisdropped
                    """,
                    table,
                )
            )
        }

    def _remove_rows(self, names, outcome):
        """Remove rows, those first that others refer to last."""
        tables = {self.env[name]._table: name for name in names}
        for table in delete_order(tables, self._restricting(list(tables))):
            model = tables[table]
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s t USING %s r WHERE r.model = %s AND r.id = t.id",
                    SQL.identifier(table),
                    ROWS,
                    model,
                )
            )
            if count := self.env.cr.rowcount:
                outcome["removed"][model] = outcome["removed"].get(model, 0) + count

    def _restricting(self, tables):
        """Return [(table, table it refers to)] where PostgreSQL would refuse."""
        return self.env.execute_query(
            SQL(
                """
                SELECT rel.relname, ref.relname FROM pg_constraint con
                  JOIN pg_class rel ON rel.oid = con.conrelid
                  JOIN pg_class ref ON ref.oid = con.confrelid
                 WHERE con.contype = 'f' AND rel.relname = ANY(%(tables)s)
                   AND ref.relname = ANY(%(tables)s) AND rel.oid <> ref.oid
                   AND con.confdeltype IN ('r', 'a')
                """,
                tables=tables,
            )
        )
