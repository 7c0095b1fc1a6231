# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_operation_links import PAIRS

# Never taken from a source: what a record is by itself, or what a step of its own sets.
OWN = {
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "active",
    "merged_into_id",
    "company_id",
}


class CustomerOperation(models.Model):
    """What the survivor does not have it takes from the first source that has it."""

    _inherit = "customer.operation"

    def _merge_fill(self):
        """Fill the blanks of all survivors in one statement."""
        if names := self._wanting_columns():
            self._change_rows(
                self.env[self.model]._table,
                self._source_values(names),
                {name: self._filled_value(name) for name in names},
            )

    def _wanting_columns(self):
        """Return the columns in which any source has what its survivor has not.

        A contact has a hundred columns, and of most of them nobody has anything.
        """
        names = self._filled_columns()
        table = SQL.identifier(self.env[self.model]._table)
        probes = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s pair JOIN %s s ON s.id = pair.source"
                " JOIN %s t ON t.id = pair.survivor",
                SQL(", ").join(
                    SQL("bool_or(%s)", self._is_wanting(name)) for name in names
                ),
                PAIRS,
                table,
                table,
            )
        )
        return [name for name, wanting in zip(names, probes[0], strict=True) if wanting]

    def _is_wanting(self, name):
        """Return the SQL condition that survivor `t` may take something of `s`."""
        field = self.env[self.model]._fields[name]
        has = self._is_set(name, "s")
        if name in self._summed() or name in self._joined():
            return has
        if field.company_dependent or field.type == "properties":
            return SQL(
                "%s IS DISTINCT FROM %s AND %s",
                SQL.identifier("s", name),
                SQL.identifier("t", name),
                has,
            )
        return SQL("%s AND NOT (%s)", has, self._is_set(name, "t"))

    def _merge_choose(self):
        """Take the fields of a source that somebody chose over the survivor's own."""
        by_field = {}
        for source, names in self.request["choices"].items():
            for name in names:
                by_field.setdefault(name, []).append(int(source))
        table = self.env[self.model]._table
        for name, sources in by_field.items():
            if name not in self._filled_columns() + self._choosable():
                raise UserError(
                    self.env._("%s cannot be chosen from another record.", name)
                )
            new = SQL(
                "SELECT pair.survivor AS id, s.%(name)s AS value"
                " FROM %(pairs)s pair JOIN %(table)s s ON s.id = pair.source"
                " WHERE pair.source = ANY(%(sources)s)",
                name=SQL.identifier(name),
                pairs=PAIRS,
                table=SQL.identifier(table),
                sources=sources,
            )
            self._change_rows(table, new, {name: SQL("new.value")})

    def _choosable(self):
        """Columns that are never filled by themselves, but may be chosen."""
        return []

    def _filled_columns(self):
        """Return the columns that may be filled: what somebody typed, not computed."""
        return [
            name
            for name, field in self.env[self.model]._fields.items()
            if field.store
            and field.column_type
            and name not in self._never_filled()
            and field.type not in ("boolean", "binary")
            and (not field.compute or not field.readonly)
        ]

    def _never_filled(self):
        return OWN

    def _blocks(self):
        """Columns that go together: none is filled where one of them is set."""
        return []

    def _joined(self):
        """Columns of text that are joined."""
        return []

    def _summed(self):
        """Columns of numbers that are added."""
        return []

    def _source_values(self, names):
        """Query of one row for each survivor: what its sources have, first come first.

        For each column `c`: `c`, the first value that is not blank.
        """
        table = SQL.identifier(self.env[self.model]._table)
        return SQL(
            """
            SELECT pair.survivor AS id, %s
              FROM %s pair JOIN %s s ON s.id = pair.source
          GROUP BY pair.survivor
            """,
            SQL(", ").join(
                SQL("%s AS %s", self._of_sources(name), SQL.identifier(name))
                for name in names
            ),
            PAIRS,
            table,
        )

    def _of_sources(self, name):
        field = self.env[self.model]._fields[name]
        column = SQL("s.%s", SQL.identifier(name))
        if name in self._summed():
            return SQL("sum(%s)", column)
        if name in self._joined():
            return SQL(
                "string_agg(%s, '<hr/>' ORDER BY pair.position) FILTER (WHERE %s)",
                column,
                self._is_set(name, "s"),
            )
        if field.company_dependent or field.type == "properties":
            # of two sources with a value for the same company the first one wins
            return SQL(
                "(SELECT jsonb_object_agg(e.key, e.value) FROM"
                " unnest(array_agg(%s ORDER BY pair.position DESC)) AS v,"
                " jsonb_each(v) e)",
                column,
            )
        for block in self._blocks():
            if name in block:
                # all of a block from the same source, the first that has any of it
                return SQL(
                    "(array_agg(%s ORDER BY pair.position) FILTER (WHERE %s))[1]",
                    column,
                    SQL(" OR ").join(self._is_set(each, "s") for each in block),
                )
        return SQL(
            "(array_agg(%s ORDER BY pair.position) FILTER (WHERE %s))[1]",
            column,
            self._is_set(name, "s"),
        )

    def _filled_value(self, name):
        """Return the SQL of what the survivor `t` has after the merge."""
        field = self.env[self.model]._fields[name]
        mine, theirs = (
            SQL("t.%s", SQL.identifier(name)),
            SQL("new.%s", SQL.identifier(name)),
        )
        if name in self._summed():
            return SQL("coalesce(%s, 0) + coalesce(%s, 0)", mine, theirs)
        if name in self._joined():
            return SQL(
                "CASE WHEN new.%(name)s IS NULL OR new.%(name)s = t.%(name)s"
                " THEN t.%(name)s"
                " WHEN %(is_set)s THEN t.%(name)s || '<hr/>' || new.%(name)s"
                " ELSE new.%(name)s END",
                name=SQL.identifier(name),
                is_set=self._is_set(name, "t"),
            )
        if field.company_dependent or field.type == "properties":
            return SQL(
                "CASE WHEN %(theirs)s IS NULL THEN %(mine)s"
                " ELSE %(theirs)s || coalesce(%(mine)s, '{}'::jsonb) END",
                mine=mine,
                theirs=theirs,
            )
        blank = SQL("NOT (%s)", self._is_set(name, "t"))
        for block in self._blocks():
            if name in block:
                blank = SQL(
                    "NOT (%s)", SQL(" OR ").join(self._is_set(n, "t") for n in block)
                )
        return SQL(
            "CASE WHEN %s AND %s IS NOT NULL THEN %s ELSE %s END",
            blank,
            theirs,
            theirs,
            mine,
        )

    def _is_set(self, name, alias):
        """Return the SQL condition that a column has a value."""
        field = self.env[self.model]._fields[name]
        column = SQL("%s.%s", SQL.identifier(alias), SQL.identifier(name))
        if field.company_dependent or field.type in ("properties", "json"):
            return SQL("(%s IS NOT NULL AND %s <> '{}'::jsonb)", column, column)
        if field.type in ("char", "text", "html") and not field.translate:
            return SQL("(coalesce(%s::text, '') <> '')", column)
        if field.type in ("integer", "float", "monetary"):
            return SQL("(coalesce(%s, 0) <> 0)", column)
        return SQL("(%s IS NOT NULL)", column)
