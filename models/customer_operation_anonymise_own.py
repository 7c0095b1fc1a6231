# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import fields, models
from odoo.tools import SQL

from ..tools.data_review import INVOICE
from .customer_operation_anonymise_rows import ROWS

LOST = "lost"
# The operations that name one of these: one index each.
NAMED = """
    SELECT operation_id FROM customer_operation_line
     WHERE kind = 'pair' AND source_id = ANY(%(ids)s)
     UNION
    SELECT operation_id FROM customer_operation_line
     WHERE kind = 'pair' AND survivor_id = ANY(%(ids)s)
     UNION
    SELECT operation_id FROM customer_operation_line
     WHERE kind = 'forgotten' AND source_id = ANY(%(ids)s)
     UNION
    SELECT operation_id FROM customer_operation_line
     WHERE kind = 'refused' AND source_id = ANY(%(ids)s)
     UNION
    -- numbers that the customer had twice
    SELECT operation_id FROM customer_operation_line
     WHERE kind = 'removed' AND source_id = ANY(%(ids)s)
"""
# Their lines that say something about one of these.
MINE = """
    SELECT line.id FROM customer_operation_line line
      JOIN customer_operation op ON op.id = line.operation_id
     WHERE op.id IN (SELECT operation_id FROM named)
       AND op.model = 'res.partner'
       AND (op.kind <> 'anonymise' OR line.kind = 'refused')
       AND (line.source_id = ANY(%(ids)s)
            OR line.survivor_id = ANY(%(ids)s))
     UNION
    SELECT line.id FROM customer_operation_line line
      JOIN %(rows)s r ON r.table_name = line.table_name
       AND r.id = (line.res_ids->>0)::int
     WHERE line.before IS NOT NULL
"""


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[(LOST, "Anonymised since")], ondelete={LOST: "cascade"}
    )

    _refused_idx = models.Index("(source_id) WHERE kind = 'refused'")
    _removed_idx = models.Index("(source_id) WHERE kind = 'removed'")


class CustomerOperation(models.Model):
    """Anonymise: what is about the person in another way than by a text of a row."""

    _inherit = "customer.operation"

    def _anonymise_journals(self, subjects, outcome):
        """Empty what earlier operations wrote down about these rows.

        What they did to others can still be undone; for these rows the undo finds
        nothing it could give back.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH named AS (%(named)s), mine AS (%(mine)s), emptied AS (
                    UPDATE customer_operation_line line
                       SET before = NULL, after = NULL, note = NULL,
                           kind = CASE WHEN kind IN ('value', 'removed', 'moved',
                                                     'left')
                                       THEN %(lost)s ELSE kind END
                      FROM mine
                     WHERE mine.id = line.id AND line.kind <> %(lost)s
                       AND (line.before IS NOT NULL OR line.after IS NOT NULL
                            OR line.note IS NOT NULL
                            OR line.kind IN ('value', 'removed', 'moved', 'left'))
                 RETURNING line.operation_id
                )
                SELECT operation_id, count(*) FROM emptied GROUP BY operation_id
                """,
                named=SQL(NAMED, ids=subjects),
                mine=SQL(MINE, ids=subjects, rows=ROWS),
                lost=LOST,
            )
        )
        found = dict(self.env.cr.fetchall())
        if found:
            outcome["masked"]["customer.operation.line"] = int(sum(found.values()))
            self._empty_operations(list(found))

    def _empty_operations(self, ids):
        """Words about an operation may name who it was about."""
        self.env.cr.execute(
            SQL(
                "UPDATE customer_operation SET reason = NULL, error = NULL,"
                " preview = NULL, request = request - 'override' - 'seen'"
                " WHERE id = ANY(%s) AND kind <> 'anonymise'",
                ids,
            )
        )

    def _anonymise_logins(self, subjects, outcome):
        """A login of a customer is closed for good, with all it could log in by."""
        users = [
            each
            for (each,) in self.env.execute_query(
                SQL("SELECT id FROM res_users WHERE partner_id = ANY(%s)", subjects)
            )
        ]
        if not users:
            return
        facts = self._column_facts("res_users")
        secrets = [
            SQL("%s = NULL", SQL.identifier(name))
            for name in ("password", "totp_secret", "signature", "oauth_uid")
            if name in facts
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE res_users SET active = FALSE, %s"
                " WHERE id = ANY(%s) AND (active OR password IS NOT NULL)",
                SQL(", ").join(secrets),
                users,
            )
        )
        if self.env.cr.rowcount:
            outcome["masked"]["res.users"] = self.env.cr.rowcount
            self.env.registry.clear_cache()
        known = self.env["customer.data.map"]._tables()
        for table in ("res_users_apikeys", "auth_totp_device", "res_device_log"):
            if table in known:
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE user_id = ANY(%s)",
                        SQL.identifier(table),
                        users,
                    )
                )

    def _anonymise_ties(self, subjects, outcome):
        """What says something about a person by pointing to it: tags, interests, the
        employer. Their family they left when they were forgotten."""
        partners = self.env["res.partner"]
        count = 0
        for name in ("category_id", "interest_ids"):
            field = partners._fields.get(name)
            if field is not None and field.store:
                count += self._cut(field.relation, field.column1, subjects)
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET parent_id = NULL, commercial_partner_id = id,"
                " commercial_company_name = NULL WHERE id = ANY(%(ids)s)"
                " AND (parent_id IS NOT NULL OR commercial_partner_id <> id)",
                ids=subjects,
            )
        )
        count += self.env.cr.rowcount
        if count:
            outcome["removed"]["res.partner.category"] = count

    def _cut(self, table, column, ids):
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
        )
        return self.env.cr.rowcount

    def _anonymise_people(self, subjects, _outcome):
        """They stay as rows that documents point to, and are nobody."""
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET is_anonymised = TRUE, active = FALSE,"
                " anonymised_on = %s WHERE id = ANY(%s) AND is_anonymised IS NOT TRUE",
                fields.Datetime.now(),
                subjects,
            )
        )

    def _anonymise_files(self, _subjects, outcome):
        """Files of rows that are kept stay with them; the others' are removed.

        The file itself goes by Odoo's own way: it is marked, and a job removes marked
        files that nothing refers to any more, so that a transaction that fails removes
        nothing.
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(rows)s r USING ir_attachment a, account_move m
                 WHERE r.model = 'ir.attachment' AND a.id = r.id
                   AND a.res_model = 'account.move' AND m.id = a.res_id
                   AND m.state = 'posted' AND NOT %(is_over)s
                   AND (a.res_field IS NOT NULL
                        OR a.id = m.message_main_attachment_id)
                """,
                rows=ROWS,
                is_over=self._is_move_over(),
            )
        )
        self._keep_printed_accounts(outcome)
        names = self.env.execute_query(
            SQL(
                "SELECT DISTINCT a.store_fname FROM ir_attachment a JOIN %s r"
                " ON r.model = 'ir.attachment' AND r.id = a.id"
                " WHERE a.store_fname IS NOT NULL",
                ROWS,
            )
        )
        attachments = self.env["ir.attachment"]
        for (name,) in names:
            attachments._mark_for_gc(name)
        if names:
            self.env.ref("customer_care.cron_remove_files")._trigger()

    def _anonymise_lists(self, subjects, outcome):
        """Files made of searches name others, too: nothing can be taken out of them,
        so they go whole. Who was in the list stays known, without a name."""
        people = self.env["res.partner"].browse(subjects)
        if files := self.env["customer.search.file"]._delete_about(people):
            outcome["removed"]["customer.search.file"] = len(files)

    def _keep_printed_accounts(self, outcome):
        """A bank account that a posted document prints is kept as long as that is."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(rows)s r USING account_move m
                 WHERE r.model = 'res.partner.bank' AND m.partner_bank_id = r.id
                   AND m.state = 'posted' AND NOT %(is_over)s
                """,
                rows=ROWS,
                is_over=self._is_move_over(),
            )
        )
        if count := self.env.cr.rowcount:
            reason = self.env["customer.data.map"]._say(INVOICE)
            outcome["kept"]["res.partner.bank"] = {"rows": count, "reason": reason}

    def _is_move_over(self):
        firsts = self._first_kept_days("invoice")
        values = json.dumps({str(key): str(day) for key, day in firsts.items() if day})
        return SQL(
            "(coalesce(m.invoice_date, m.date)"
            " < coalesce((%s::jsonb->>m.company_id::text)::date, 'infinity'::date))",
            values,
        )
