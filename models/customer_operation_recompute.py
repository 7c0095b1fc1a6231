# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL


class CustomerOperation(models.Model):
    """Stored fields that describe a record are right after a merge and its undo.

    What a document took from its customer (terms, prices, addresses) keeps its value:
    only the fields of the merged model itself are computed again, and only of records
    whose inputs the journal says were changed.
    """

    _inherit = "customer.operation"

    def _recompute_described(self):
        """Compute what depends on what the journal's lines changed."""
        moved = self._moved_records()
        for field in self.env[self.model]._fields.values():
            if not (
                field.compute and field.store and field.readonly and field.column_type
            ):
                continue
            records = (
                moved
                | self._changed_records(self._columns_read_by(field))
                | self._ends_of(self._places_read_by(field))
            )
            if records:
                self.env.add_to_compute(field, records)
        self.env.flush_all()

    def _moved_records(self):
        """Return the records of the model whose own reference was given away."""
        return self._records(
            SQL(
                """
                SELECT DISTINCT e.key::int
                  FROM customer_operation_line l,
                       jsonb_array_elements_text(l.res_ids) AS e (key)
                 WHERE l.operation_id = %s AND l.table_name = %s
                   AND l.kind = 'moved' AND l.key_name = 'id'
                """,
                self.id,
                self.env[self.model]._table,
            )
        )

    def _columns_read_by(self, field):
        """Return the columns of the record itself that a computed field reads."""
        return sorted(
            {
                path.split(".")[0]
                for path in self.env.registry.field_depends.get(field, ())
            }
        )

    def _changed_records(self, columns):
        """Return the records of the model in which one of these values changed."""
        return self._records(
            SQL(
                """
                SELECT DISTINCT (l.res_ids->>0)::int
                  FROM customer_operation_line l
                 WHERE l.operation_id = %s AND l.table_name = %s
                   AND l.kind = 'value' AND l.after ?| %s
                """,
                self.id,
                self.env[self.model]._table,
                columns,
            )
        )

    def _places_read_by(self, field):
        """Return the places whose rows a computed field reads: {"user_ids.share"} ->
        ["res.users.partner_id"]."""
        model = self.env[self.model]
        places = set()
        for path in self.env.registry.field_depends.get(field, ()):
            first = model._fields.get(path.split(".")[0])
            if first is not None and first.type == "one2many" and first.inverse_name:
                places.add(f"{first.comodel_name}.{first.inverse_name}")
        return sorted(places)

    def _ends_of(self, places):
        """Return who gave and who got rows of these places."""
        if not places:
            return self.env[self.model]
        return self._records(
            SQL(
                """
                SELECT unnest(ARRAY[source_id, survivor_id])
                  FROM customer_operation_line
                 WHERE operation_id = %s AND kind IN ('moved', 'kept')
                   AND link = ANY(%s) AND survivor_id IS NOT NULL
                """,
                self.id,
                places,
            )
        )

    def _records(self, query):
        ids = {each for (each,) in self.env.execute_query(query)}
        return self.env[self.model].browse(sorted(filter(None, ids))).exists()
