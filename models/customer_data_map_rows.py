# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..tools import data_link
from .customer_data_map_tie import ASSET, PERSON

# The rows found in this transaction, each search with a number of its own.
ROWS = SQL.identifier("customer_person_row")


class CustomerDataMap(models.AbstractModel):
    """Every row that is about some persons.

    The rows are found round by round: those that name the person, those that hang on
    these, and so on until nothing is new. They are written down in a temporary table,
    so that who clears the very columns they were found by still knows them.
    """

    _inherit = "customer.data.map"

    @api.model
    def _person_rows(self, partners):
        """Return {model: SQL subquery of ids} of every row about these partners.

        A statement for each model that has such rows and round, whether one person is
        asked about or five hundred. Models without a row are there too.
        """
        batch = self._person_batch(partners)
        return {
            model: self._rows_query(batch, model) for model in self._person_models()
        }

    @api.model
    def _person_batch(self, partners):
        """Write down the rows about these partners; return the number they have."""
        batch = self._new_batch()
        self._add_person_rows(batch, PERSON, self._subjects(partners).ids)
        self._add_person_rows(batch, ASSET, self._subject_assets(partners).ids)
        self._follow_ties(batch)
        return batch

    @api.model
    def _rows_query(self, batch, model):
        return SQL(
            "(SELECT res_id FROM %s WHERE batch = %s AND model = %s)",
            ROWS,
            batch,
            model,
        )

    @api.model
    def _new_batch(self):
        """Make the table when it is not there, and return the number of a search."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(SQL("SELECT to_regclass('pg_temp.customer_person_row')"))
        if not cr.fetchone()[0]:
            cr.execute(
                SQL(
                    """
                    CREATE TEMPORARY TABLE %s (
                        batch int NOT NULL, model text NOT NULL, res_id int NOT NULL,
                        round int NOT NULL,
                        PRIMARY KEY (batch, model, res_id)) ON COMMIT DROP
                    """,
                    ROWS,
                )
            )
        cr.execute(SQL("SELECT coalesce(max(batch), 0) + 1 FROM %s", ROWS))
        return cr.fetchone()[0]

    @api.model
    def _add_person_rows(self, batch, model, ids):
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s SELECT %s, %s, id, 0 FROM unnest(%s::int[]) id",
                ROWS,
                batch,
                model,
                list(ids),
            )
        )

    @api.model
    def _follow_ties(self, batch):
        """Add what hangs on the rows of a search, round by round."""
        fresh = {PERSON, ASSET}
        number = 0
        while fresh:
            number += 1
            by_model = {}
            for tie in self._subject_ties():
                if not tie.parent or tie.parent in fresh:
                    by_model.setdefault(tie.model, []).append(tie)
            fresh = {
                model
                for model, ties in by_model.items()
                if self._follow(batch, number, model, ties)
            }

    @api.model
    def _follow(self, batch, number, model, ties):
        """Add the rows of one model; return how many are new."""
        cr = self.env.cr
        cr.execute(
            SQL(
                "INSERT INTO %s SELECT %s, %s, found.id, %s FROM (%s) AS found (id)"
                " WHERE found.id IS NOT NULL ON CONFLICT DO NOTHING",
                ROWS,
                batch,
                model,
                number,
                SQL(" UNION ").join(self._tied(tie, batch, number - 1) for tie in ties),
            )
        )
        return cr.rowcount

    @api.model
    def _tied(self, tie, batch, number):
        """Return the query of the rows that a tie adds to those of a round."""
        link = tie.link
        table, column = SQL.identifier(link.table), SQL.identifier(link.column)
        condition = self._tie_condition(tie, batch)
        if link.kind == data_link.RES_ID:
            return SQL(
                "SELECT t.id FROM %s r JOIN %s t ON t.%s = r.model AND t.%s = r.res_id"
                " WHERE r.batch = %s AND r.round = %s AND %s",
                ROWS,
                table,
                SQL.identifier(link.model_column),
                column,
                batch,
                number,
                condition,
            )
        if link.kind == data_link.REFERENCE:
            return SQL(
                "SELECT t.id FROM %s r JOIN %s t ON t.%s = r.model || ',' || r.res_id"
                " WHERE r.batch = %s AND r.round = %s AND %s",
                ROWS,
                table,
                column,
                batch,
                number,
                condition,
            )
        return SQL(
            "SELECT t.%s FROM %s t WHERE t.%s IN (%s) AND %s",
            SQL.identifier(link.key),
            table,
            column,
            self._parent_keys(tie, batch, number),
            condition,
        )

    @api.model
    def _parent_keys(self, tie, batch, number):
        rows = SQL(
            "SELECT r.res_id FROM %s r"
            " WHERE r.batch = %s AND r.round = %s AND r.model = %s",
            ROWS,
            batch,
            number,
            tie.parent,
        )
        if tie.by == "id":
            return rows
        return SQL(
            "SELECT p.%s FROM %s p WHERE p.id IN (%s)",
            SQL.identifier(tie.by),
            SQL.identifier(self.env[tie.parent]._table),
            rows,
        )

    @api.model
    def _tie_condition(self, tie, batch):
        """Return what must also be true of a row `t`, as SQL.

        What is about a vehicle and names its customer is about that customer: the
        history under a former owner stays the former owner's.
        """
        if tie.parent == ASSET and (owner := self._owner_column(tie.model)):
            column = SQL.identifier(owner)
            return SQL(
                "(t.%s IS NULL OR t.%s IN (%s))",
                column,
                column,
                self._rows_query(batch, PERSON),
            )
        return SQL("TRUE")

    @api.model
    def _owner_column(self, model):
        """Return the column in which rows of a model name their customer, or None."""
        for tie in self._subject_ties():
            if tie.model == model and tie.parent == PERSON and tie.link.key == "id":
                return tie.link.column
        return None
