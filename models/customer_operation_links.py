# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools import data_link

# The pairs of the merge at work: source, survivor, commercial, position.
PAIRS = SQL.identifier("customer_merge_pair")
BY_COLUMN = (data_link.MANY2ONE, data_link.MANY2MANY, data_link.RES_ID)


class CustomerOperation(models.Model):
    """Moving references: one statement for all pairs and one place of the data map.

    What may not move is found first: rows that would meet a row of the survivor in a
    unique index, or break a CHECK. They stay on the merged record, named in the log.
    Nothing is deleted to make an update fit.
    """

    _inherit = "customer.operation"

    def _merge_links(self):
        """Give every reference to the sources to their survivors."""
        for link in self.env["customer.data.map"]._links(self.model):
            if link.policy == data_link.MOVE:
                self._move_link(link)

    def _move_link(self, link):
        if link.kind in BY_COLUMN:
            self._move_column(link)
        elif link.kind == data_link.REFERENCE:
            self._move_reference(link)
        else:
            getattr(self, f"_move_{link.kind}")(link)

    # -- many2one, many2many, number beside a model ----------------------------------

    def _move_column(self, link):
        """Move the rows of a column, all but those that must stay."""
        stay = self._staying_condition(link)
        if kept := self._colliding_rows(link, stay):
            self._log_kept(link, kept)
        self.env.cr.execute(
            SQL(
                """
                WITH moved AS (
                    UPDATE %(table)s t
                       SET %(column)s = pair.%(target)s
                      FROM %(pairs)s pair
                     WHERE t.%(column)s = pair.source
                       AND t.%(column)s IS DISTINCT FROM pair.%(target)s
                       AND %(beside)s AND NOT (%(stay)s) AND %(free)s
                 RETURNING t.%(key)s AS key, pair.source, pair.%(target)s AS target
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link_kind, link, table_name, column_name,
                       key_name, source_id, survivor_id, res_ids, count)
                SELECT %(operation)s, 'moved', %(kind)s, %(link)s, %(table_name)s,
                       %(column_name)s, %(key_name)s, source, target,
                       jsonb_agg(key), count(*)
                  FROM moved
              GROUP BY source, target
                """,
                table=SQL.identifier(link.table),
                column=SQL.identifier(link.column),
                key=SQL.identifier(link.key),
                pairs=PAIRS,
                target=self._target_of(link),
                beside=self._beside(link),
                stay=stay,
                free=self._not_among(link, kept),
                operation=self.id,
                kind=link.kind,
                link=link.name,
                table_name=link.table,
                column_name=link.column,
                key_name=link.key,
            )
        )

    def _target_of(self, link):
        """Return the column of the pairs that a reference gets."""
        is_commercial = link.name in self._commercial_links()
        return SQL.identifier("commercial" if is_commercial else "survivor")

    def _commercial_links(self):
        """Places that hold the firm of a contact, never the contact."""
        return {
            link.name
            for link in self.env["customer.data.map"]._links(self.model)
            if link.column == "commercial_partner_id"
        } | {"account.move.line.partner_id"}

    def _beside(self, link):
        """Of a number beside a model's name: only where it is this model."""
        if link.kind != data_link.RES_ID:
            return SQL("TRUE")
        return SQL("t.%s = %s", SQL.identifier(link.model_column), self.model)

    def _staying_condition(self, link):
        """Return the SQL condition on `t` of rows that stay on the source."""
        found = self._staying_rows().get(link.name)
        return found or SQL("FALSE")

    def _staying_rows(self):
        """Return {name of a place: SQL condition on `t`}; extended by what knows why.

        Pictures of a record are attachments: the survivor's own stays, or that of the
        first source that has one.
        """
        return {
            "ir.attachment.res_id": SQL(
                "t.res_field IS NOT NULL AND %s",
                self._exists_before(
                    "ir_attachment",
                    "res_id",
                    SQL("own.res_model = t.res_model AND own.res_field = t.res_field"),
                ),
            )
        }

    def _exists_before(self, table, column, condition):
        """Return the SQL condition that a row `own` like `t` is there before it: of the
        survivor, or of a source that comes before `pair.source`.

        Two questions, each with the index of the column; with OR there is none.
        """
        return SQL(
            """
            (EXISTS (SELECT FROM %(table)s own
                      WHERE own.%(column)s = pair.survivor AND %(condition)s)
             OR EXISTS (SELECT FROM %(pairs)s other
                          JOIN %(table)s own ON own.%(column)s = other.source
                         WHERE other.survivor = pair.survivor
                           AND other.position < pair.position AND %(condition)s))
            """,
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            pairs=PAIRS,
            condition=condition,
        )

    def _not_among(self, link, kept):
        if not kept:
            return SQL("TRUE")
        return SQL(
            "NOT EXISTS (SELECT FROM unnest(%s::int[], %s::int[]) AS k (key, source)"
            " WHERE k.key = t.%s AND k.source = pair.source)",
            [key for key, _source in kept],
            [source for _key, source in kept],
            SQL.identifier(link.key),
        )

    # -- what cannot move ------------------------------------------------------------

    def _colliding_rows(self, link, stay):
        """Return [(key, source)] of the rows that would meet another one."""
        uniques, rules = self.env["customer.data.map"]._rules_of(
            link.table, link.column
        )
        kept = {}
        for key in uniques:
            for row in self.env.execute_query(self._collision_query(link, key, stay)):
                kept[row] = True
        if rules:
            for row in self.env.execute_query(self._check_query(link, rules, stay)):
                kept[row] = True
        return list(kept)

    def _as_moved(self, link, where):
        """Return the query of the rows of a place as they would be after the move.

        All columns under their own names, so that the expressions of an index or of a
        constraint can be put beside them as PostgreSQL prints them.
        """
        columns = SQL(", ").join(
            SQL("t.%s", SQL.identifier(name))
            for name in self._columns_of(link.table)
            if name != link.column
        )
        return SQL(
            """
            SELECT %(columns)s, coalesce(pair.%(target)s, t.%(column)s) AS %(column)s,
                   t.%(key)s AS customer_merge_key,
                   pair.source AS customer_merge_source,
                   pair.position AS customer_merge_position
              FROM %(table)s t
         LEFT JOIN %(pairs)s pair
                ON pair.source = t.%(column)s AND %(beside)s
             WHERE %(where)s
            """,
            columns=columns,
            target=self._target_of(link),
            table=SQL.identifier(link.table),
            column=SQL.identifier(link.column),
            key=SQL.identifier(link.key),
            pairs=PAIRS,
            beside=self._beside(link),
            where=where,
        )

    def _columns_of(self, table):
        return self.env["customer.data.map"]._columns_of(table)

    def _collision_query(self, link, unique, stay):
        """Return the query of the rows that are not the first of their unique key.

        The survivor's own row comes first, then those of the sources in their order.
        Indexes compare no NULLs, unless they say so.
        """
        parts = [SQL(part.replace("%", "%%")) for part in unique.parts]
        parts_sql = SQL(", ").join(parts)
        predicate = SQL((unique.predicate or "TRUE").replace("%", "%%"))
        nulls = (
            SQL("TRUE")
            if unique.nulls_equal
            else SQL(" AND ").join(SQL("(%s) IS NOT NULL", part) for part in parts)
        )
        touched = SQL(
            "t.%(column)s IN (SELECT source FROM %(pairs)s"
            " UNION SELECT %(target)s FROM %(pairs)s)"
            " AND %(beside)s AND (pair.source IS NULL OR NOT (%(stay)s))",
            column=SQL.identifier(link.column),
            pairs=PAIRS,
            target=self._target_of(link),
            beside=self._beside(link),
            stay=stay,
        )
        return SQL(
            """
            SELECT customer_merge_key, customer_merge_source
              FROM (SELECT customer_merge_key, customer_merge_source,
                           row_number() OVER (
                               PARTITION BY %(parts)s
                               ORDER BY customer_merge_position NULLS FIRST,
                                        customer_merge_key) AS place
                      FROM (%(rows)s) AS moved
                     WHERE %(predicate)s AND %(nulls)s) AS placed
             WHERE place > 1 AND customer_merge_source IS NOT NULL
            """,
            parts=parts_sql,
            rows=self._as_moved(link, touched),
            predicate=predicate,
            nulls=nulls,
        )

    def _check_query(self, link, rules, stay):
        """Return the query of the rows that a CHECK would refuse after the move."""
        rule = SQL(" AND ").join(SQL("(%s)", SQL(r.replace("%", "%%"))) for r in rules)
        where = SQL("pair.source IS NOT NULL AND NOT (%s)", stay)
        return SQL(
            "SELECT customer_merge_key, customer_merge_source FROM (%s) AS moved"
            " WHERE NOT (%s)",
            self._as_moved(link, where),
            rule,
        )

    def _log_kept(self, link, kept):
        by_source = {}
        for key, source in kept:
            by_source.setdefault(source, []).append(key)
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "kept",
                    "link_kind": link.kind,
                    "link": link.name,
                    "table_name": link.table,
                    "column_name": link.column,
                    "key_name": link.key,
                    "source_id": source,
                    "res_ids": keys,
                    "count": len(keys),
                    "note": self.env._("The survivor has the same already."),
                }
                for source, keys in by_source.items()
            ]
        )
