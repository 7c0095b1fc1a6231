# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from .customer_data_map_rows import ROWS
from .customer_data_map_tie import PERSON

LINE = "customer.operation.line"


class CustomerOperationLine(models.Model):
    _inherit = LINE

    # what an operation overwrote in a row, found by the row
    _row_idx = models.Index(
        "(table_name, ((res_ids->>0)::int)) WHERE before IS NOT NULL"
    )


class CustomerDataMap(models.AbstractModel):
    """Values that journals of operations keep, so that these can be undone."""

    _inherit = "customer.data.map"

    @api.model
    def _person_models(self):
        return (*super()._person_models(), LINE)

    @api.model
    def _follow_ties(self, batch):
        result = super()._follow_ties(batch)
        self._add_journal_rows(batch)
        return result

    @api.model
    def _add_journal_rows(self, batch):
        """Add the lines that name these persons, or keep what a row of theirs held."""
        tables = {model: self.env[model]._table for model in self._person_models()}
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(rows)s
                SELECT %(batch)s, %(line)s, found.id, -1 FROM (
                    SELECT l.id FROM customer_operation_line l
                      JOIN customer_operation o ON o.id = l.operation_id
                     WHERE l.kind IN ('pair', 'forgotten') AND o.model = %(person)s
                       AND l.source_id IN %(people)s
                     UNION
                    SELECT l.id FROM customer_operation_line l
                      JOIN customer_operation o ON o.id = l.operation_id
                     WHERE l.kind = 'pair' AND o.model = %(person)s
                       AND l.survivor_id IN %(people)s
                     UNION
                    SELECT l.id
                      FROM unnest(%(models)s::text[], %(tables)s::text[])
                           AS t (model, name)
                      JOIN %(rows)s r ON r.batch = %(batch)s AND r.model = t.model
                      JOIN customer_operation_line l
                        ON l.table_name = t.name AND (l.res_ids->>0)::int = r.res_id
                     WHERE l.before IS NOT NULL
                       AND coalesce(l.key_name, 'id') = 'id') found
                """,
                rows=ROWS,
                batch=batch,
                line=LINE,
                person=PERSON,
                people=self._rows_query(batch, PERSON),
                models=list(tables),
                tables=list(tables.values()),
            )
        )
