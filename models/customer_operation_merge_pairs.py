# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """The pairs of a merge: each with the last of its chain, locked, in a table."""

    _inherit = "customer.operation"

    def _resolved_pairs(self):
        """Return the pairs with every survivor the last one of its chain."""
        asked = self.request["pairs"]
        if not asked:
            raise UserError(self.env._("Choose at least two records to merge."))
        survivors = {}
        for source, survivor in asked:
            if survivors.setdefault(source, survivor) != survivor:
                raise UserError(
                    self.env._(
                        "%s cannot be merged into two different records.",
                        self._name_of(source),
                    )
                )
        pairs = []
        for source in survivors:
            seen, last = {source}, survivors[source]
            while last in survivors and last not in seen:
                seen.add(last)
                last = survivors[last]
            if last in seen:
                raise UserError(
                    self.env._(
                        "%s cannot be merged into itself.", self._name_of(source)
                    )
                )
            pairs.append((source, last))
        return pairs

    def _name_of(self, record_id):
        record = self.env[self.model].browse(record_id).exists()
        return record.display_name or str(record_id)

    def _lock_records(self, ids):
        """Lock in the order of ids, so that two merges never wait for each other.

        Under REPEATABLE READ a record changed since our snapshot raises a
        serialisation error: Odoo then repeats the request, and the guards speak.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
                SQL.identifier(self.env[self.model]._table),
                sorted(ids),
            )
        )

    def _load_pairs(self, pairs):
        """Put the pairs where every statement finds them."""
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS %s", PAIRS))
        cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE %s (
                    source int PRIMARY KEY, survivor int NOT NULL,
                    commercial int NOT NULL, position int NOT NULL) ON COMMIT DROP
                """,
                PAIRS,
            )
        )
        cr.execute(
            SQL(
                "INSERT INTO %s SELECT source, survivor, survivor, position"
                " FROM unnest(%s::int[], %s::int[]) WITH ORDINALITY"
                " AS t (source, survivor, position)",
                PAIRS,
                [source for source, _survivor in pairs],
                [survivor for _source, survivor in pairs],
            )
        )
        cr.execute(SQL("CREATE INDEX ON %s (survivor)", PAIRS))
        self._complete_pairs()
        cr.execute(SQL("ANALYZE %s", PAIRS))
        cr.execute(
            SQL(
                """
                INSERT INTO customer_operation_line (
                       operation_id, kind, source_id, survivor_id, note)
                SELECT %s, 'pair', pair.source, pair.survivor, s.%s
                  FROM %s pair JOIN %s s ON s.id = pair.source
              ORDER BY pair.position
                """,
                self.id,
                SQL.identifier(self._label_column()),
                PAIRS,
                SQL.identifier(self.env[self.model]._table),
            )
        )

    def _label_column(self):
        """Return the column with which people name a record."""
        return self.env[self.model]._rec_name or "id"

    def _complete_pairs(self):
        """Fill what a model knows about its pairs."""
