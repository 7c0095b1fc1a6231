# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from itertools import chain

from odoo import models
from odoo.tools import SQL

# Places of the list that are asked about at once: each time costs a look at all
# customers, and a million reasons at once would not fit into the memory of a worker.
BATCH = 200_000
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
        after, last = self._place_of("gate"), self._last_place()
        # sudo: whoever searches may name every purpose, but not look at their list
        purpose = self.search_id.sudo().purpose_id or None
        while after < last:
            until = min(after + BATCH, last)
            partners = self._partners_of(after, until)
            refused = {
                column: partners._contact_refusals(channel, purpose)
                for column, channel in WAYS.items()
            }
            self._write_refusals(refused, after, until)
            after = until
            self._commit_output("gate", after)

    def _partners_of(self, after, until):
        """Return the customers between two places of the list."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner_id FROM customer_search_recipient
                    WHERE run_id = %s AND sequence > %s AND sequence <= %s""",
                self.id,
                after,
                until,
            )
        )
        return self.env["res.partner"].browse(partner_id for (partner_id,) in rows)

    def _write_refusals(self, refused, after, until):
        """Write down why not, all ways at once; what was said before stays.

        :param refused: {column: {partner id: sentence}}
        """
        ids = list(dict.fromkeys(chain.from_iterable(refused.values())))
        if not ids:
            return
        said = list(dict.fromkeys(chain(*(r.values() for r in refused.values()))))
        # a few sentences about very many: their places travel, not the sentences
        place = {None: None, **{sentence: n for n, sentence in enumerate(said, 1)}}
        columns = {
            SQL.identifier(column): [place[reasons.get(each)] for each in ids]
            for column, reasons in refused.items()
        }
        self.env.cr.execute(
            SQL(
                """UPDATE customer_search_recipient r SET %(values)s
                     FROM unnest(%(ids)s::int[], %(places)s) AS asked (id, %(names)s)
                    WHERE r.run_id = %(run)s AND r.partner_id = asked.id
                      AND r.sequence > %(after)s AND r.sequence <= %(until)s""",
                values=SQL(", ").join(
                    SQL(
                        "%(name)s = coalesce(r.%(name)s, (%(said)s)[asked.%(name)s])",
                        name=name,
                        said=said,
                    )
                    for name in columns
                ),
                ids=ids,
                places=SQL(", ").join(
                    SQL("%s::int[]", each) for each in columns.values()
                ),
                names=SQL(", ").join(columns),
                run=self.id,
                after=after,
                until=until,
            )
        )
        recipients = self.env["customer.search.recipient"]
        recipients.invalidate_model(list(refused), flush=False)
