# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# In this transaction: the numbers that change, for all steps.
ROWS = SQL.identifier("customer_area_row")


class CustomerOperation(models.Model):
    """What a batch of a change of area code does: the numbers, then what follows them.

    When which numbers are done is `customer_operation_area_code_batch.py`.
    """

    _inherit = "customer.operation"

    def _run_area_code(self):
        """Change what was shown, at once or in the background."""
        self._begin_phones(())
        left = self._pairs_left()
        if len(left) > self._area_at_once():
            return self._queue()
        if not self._merge_batch(left):
            raise UserError(
                self.env._(
                    "None of these numbers has the old area code any more: nothing was"
                    " changed."
                )
            )
        return self._finish()

    def _change_numbers(self, rows):
        """Change the numbers of one batch, and all that goes with them.

        :param rows: as of `_renumbered`, those without a problem
        """
        self._load_area_rows(rows)
        for step in self._area_code_steps():
            getattr(self, step)(rows)
        self._log_renumbered(
            SQL("SELECT partner_id, number AS old, new_number AS new FROM %s", ROWS)
        )
        self.env.cr.execute(SQL("DROP TABLE %s", ROWS))
        self.env.invalidate_all()

    @api.model
    def _area_code_steps(self):
        """The names of the steps; each takes the rows of `_renumbered`, which are in
        the table ROWS, too."""
        return [
            "_area_phones",
            "_area_partners",
            "_area_aliases",
            "_area_answers",
            "_area_messages",
            "_area_other_models",
        ]

    def _load_area_rows(self, rows):
        """Write the rows into a table: nothing is sent to PostgreSQL twice, which then
        knows how many they are."""
        columns = ([row[0] for row in rows], *([r[at] for r in rows] for at in (4, 5)))
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                SELECT c.id, c.partner_id, c.number, c.number_e164, c.digits,
                       c.is_primary, t.new_number, t.new_e164
                  FROM ROWS FROM (
                       jsonb_array_elements_text(%s), jsonb_array_elements_text(%s),
                       jsonb_array_elements_text(%s)) AS t (id, new_number, new_e164)
                  JOIN customer_phone c ON c.id = t.id::int
                """,
                ROWS,
                *map(json.dumps, columns),
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", ROWS))

    def _area_phones(self, rows):
        self._change_rows(
            "customer_phone",
            SQL("SELECT * FROM %s", ROWS),
            {
                "number": SQL("new.new_number"),
                "number_e164": SQL("new.new_e164"),
                "digits": SQL("substr(new.new_e164, 2)"),
            },
            whole=True,
            before={
                name: SQL("new.%s", SQL.identifier(name))
                for name in ("number", "number_e164", "digits")
            },
        )

    def _area_partners(self, rows):
        """The primary number stands in `phone`, too."""
        self._change_rows(
            "res_partner",
            SQL(
                "SELECT partner_id AS id, number, new_number, new_e164 FROM %s"
                " WHERE is_primary",
                ROWS,
            ),
            {
                "phone": SQL(
                    "CASE WHEN t.phone = new.number THEN new.new_number"
                    " ELSE t.phone END"
                ),
                "phone_sanitized": SQL(
                    "CASE WHEN t.phone = new.number AND t.phone_sanitized <> ''"
                    " THEN new.new_e164 ELSE t.phone_sanitized END"
                ),
            },
            whole=True,
        )
        self.env["res.partner"].invalidate_model(["phone", "phone_sanitized"])
