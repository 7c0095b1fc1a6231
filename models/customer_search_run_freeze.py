# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

BATCH = 20_000
WAYS = {"refusal_email": "email", "refusal_sms": "sms", "refusal_post": "letter"}
# Of a merged customer, who answers for them today; merges are two deep.
SURVIVOR = "coalesce(second.merged_into_id, first.merged_into_id, found.partner_id)"


class CustomerSearchRun(models.Model):
    """The list is made once, in one statement; then the gate is asked about all."""

    _inherit = "customer.search.run"

    def _freeze(self):
        """Write down what the conditions find now, by the runner's rights."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_search_recipient
                       (run_id, sequence, row_id, partner_id, family_id)
                SELECT %s, found.place, found.row_id, p.id, %s
                  FROM (%s) AS found
                  LEFT JOIN res_partner first ON first.id = found.partner_id
                        AND first.merged_into_id IS NOT NULL
                  LEFT JOIN res_partner second ON second.id = first.merged_into_id
                        AND second.merged_into_id IS NOT NULL
                  JOIN res_partner p ON p.id = %s
                """,
                self.id,
                SQL("p.family_id") if self.search_id.is_family else SQL("NULL::int"),
                self._found(),
                SQL(SURVIVOR),
            )
        )
        # sudo: how many there are is written by the program alone
        self.sudo().count = self.env.cr.rowcount
        self.env["customer.search.recipient"].invalidate_model(flush=False)
        self.invalidate_recordset(["recipient_ids"], flush=False)

    def _found(self):
        """Return the SELECT of (place, row_id, partner_id) of what is found."""
        model, search = self._row_model(), self.search_id
        query = search._query()
        partner = {
            "res.partner": "id",
            "account.move": "commercial_partner_id",
        }.get(model._name, "partner_id")
        order = query.order or SQL.identifier(query.table, "id")
        return query.select(
            SQL("row_number() OVER (ORDER BY %s) AS place", order),
            SQL("%s AS row_id", SQL.identifier(query.table, "id")),
            SQL("%s AS partner_id", SQL.identifier(query.table, partner)),
        )

    def _ask_gate(self):
        """Ask the gate about everybody in the list, by every way, in sets.

        A no stays: who was refused when the list was made is not asked again.
        """
        after = self._place_of("gate")
        while ids := self._asked_next(after):
            after = ids[-1]
            partners = self.env["res.partner"].browse(ids)
            # sudo: whoever searches may name every purpose, but not look at their list
            purpose = self.search_id.sudo().purpose_id or None
            for column, channel in WAYS.items():
                refused = partners._contact_refusals(channel, purpose)
                self._write_refusals(column, refused)
            self._commit_output("gate", after)

    def _asked_next(self, after):
        """Return the next customers of the list, in the order of their ids."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner_id FROM customer_search_recipient
                    WHERE run_id = %s AND partner_id > %s
                 ORDER BY partner_id LIMIT %s""",
                self.id,
                after,
                BATCH,
            )
        )
        return [partner_id for (partner_id,) in rows]

    def _write_refusals(self, column, refused):
        self.env.cr.execute(
            SQL(
                """UPDATE customer_search_recipient r
                      SET %(column)s = said.reason
                     FROM unnest(%(ids)s::int[], %(reasons)s::text[])
                       AS said (id, reason)
                    WHERE r.run_id = %(run)s AND r.partner_id = said.id
                      AND %(old)s IS NULL""",
                column=SQL.identifier(column),
                old=SQL.identifier("r", column),
                ids=list(refused),
                reasons=list(refused.values()),
                run=self.id,
            )
        )
        self.env["customer.search.recipient"].invalidate_model([column], flush=False)
