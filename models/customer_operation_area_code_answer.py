# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.address_hash import mask
from .customer_consent import OPT_OUT
from .customer_operation_area_code_follow import BY_NUMBER


class CustomerConsent(models.Model):
    _inherit = "customer.consent"

    method = fields.Selection(
        selection_add=[("renumbered", "Number got another area code")],
        ondelete={"renumbered": "cascade"},
    )


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("answer", "Answer for the new number")],
        ondelete={"answer": "cascade"},
    )


class CustomerOperation(models.Model):
    """What was said about a number follows it to its new area code.

    It was said about a line, which has another number now: answers and suppressions
    get a second row for the new number, and those of the old one stay. After the undo
    the new number is nobody's, and what was said about it ends, unless somebody has it
    in spite of that: a no is never lost with a number that is in use.
    """

    _inherit = "customer.operation"

    @api.model
    def _area_hashes(self, rows):
        """Return {old number: (its hash, hash of the new one)} of those numbers about
        which anything was said."""
        consents = self.env["customer.consent"]
        consents.flush_model()
        self.env["customer.suppression"].flush_model()
        numbers = {row[3]: row[5] for row in rows}
        old = consents._hashes("sms", {number: number for number in numbers})
        known = {
            digest
            for (digest,) in self.env.execute_query(
                SQL(
                    """
                    SELECT t.digest FROM unnest(%(digests)s::varchar[]) AS t (digest)
                     WHERE EXISTS (SELECT FROM customer_consent c
                                    WHERE c.address_hash = t.digest)
                        OR EXISTS (SELECT FROM customer_suppression s
                                    WHERE s.address_hash = t.digest)
                    """,
                    digests=list(old.values()),
                )
            )
        }
        said = {number for number, digest in old.items() if digest in known}
        new = consents._hashes("sms", {number: numbers[number] for number in said})
        return {number: (old[number], new[number]) for number in said}

    def _area_answers(self, rows):
        """What was said about a number holds for the new one, too."""
        if hashes := self._area_hashes(rows):
            rows = [row for row in rows if row[3] in hashes]
            self._area_consents(rows, hashes)
            self._area_suppressions(hashes)

    def _area_consents(self, rows, hashes):
        """The answers of these customers hold for the new number, too.

        They are written into the log without words: nobody answered anything today.
        """
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_consent (
                       partner_id, purpose_id, channel, address_hash, address_hint,
                       state, changed_at, valid_until, method, user_id, note,
                       create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (c.id)
                       c.partner_id, c.purpose_id, c.channel, t.new, t.hint, c.state,
                       c.changed_at, c.valid_until, 'renumbered', %(uid)s, c.note,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(partners)s::int[], %(old)s::varchar[],
                              %(new)s::varchar[], %(hints)s::varchar[])
                       AS t (partner_id, old, new, hint)
                  JOIN customer_consent c
                    ON c.address_hash = t.old AND c.channel IN %(channels)s
                   -- anybody's no counts for the number
                   AND (c.partner_id = t.partner_id OR c.state IN %(no)s)
                 WHERE NOT EXISTS (
                       SELECT FROM customer_consent other
                        WHERE other.address_hash = t.new
                          AND other.partner_id IS NOT DISTINCT FROM c.partner_id
                          AND other.purpose_id = c.purpose_id
                          AND other.channel = c.channel)
             RETURNING id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                partners=[row[1] for row in rows],
                old=[hashes[row[3]][0] for row in rows],
                new=[hashes[row[3]][1] for row in rows],
                hints=[mask("sms", row[5]) for row in rows],
                channels=BY_NUMBER,
                no=OPT_OUT,
            )
        )
        consents = self.env["customer.consent"]
        consents.invalidate_model()
        made = consents.browse(row_id for (row_id,) in found)
        made._write_down(is_worded=False)
        if made:
            line = self._line_of("customer_consent", made.ids[0], "answer")
            line.update(res_ids=made.ids, count=len(made))
            self.env["customer.operation.line"]._insert([line])

    def _area_suppressions(self, hashes):
        pairs = list({*hashes.values()})
        self._make_rows(
            "customer_suppression",
            [
                "address_hash",
                "channel",
                "reason",
                "suppressed_at",
                "user_id",
                "note",
                "company_id",
                "subject_uid",
                "active",
            ],
            SQL(
                """
                SELECT t.new, s.channel, s.reason, s.suppressed_at, s.user_id, s.note,
                       s.company_id, s.subject_uid, s.active
                  FROM unnest(%s::varchar[], %s::varchar[]) AS t (old, new)
                  JOIN customer_suppression s
                    ON s.address_hash = t.old AND s.channel IN %s AND s.active
                """,
                [old for old, _new in pairs],
                [new for _old, new in pairs],
                BY_NUMBER,
            ),
            kind="answer",
        )
        self.env["customer.suppression"].invalidate_model()

    # -- undo ------------------------------------------------------------------------

    def _undo_answers(self):
        """End what was said about numbers that are nobody's any more."""
        ids = {
            table: rows
            for table, rows in self.env.execute_query(
                SQL(
                    """
                    SELECT table_name, array_agg(e.key::int)
                      FROM customer_operation_line l,
                           jsonb_array_elements_text(l.res_ids) AS e (key)
                     WHERE l.operation_id = %s AND l.kind = 'answer'
                  GROUP BY table_name
                    """,
                    self.id,
                )
            )
        }
        if not ids:
            return
        kept = self._numbers_in_use()
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_suppression"
                " WHERE id = ANY(%s) AND address_hash <> ALL(%s)",
                ids.get("customer_suppression", []),
                kept,
            )
        )
        self.env["customer.suppression"].invalidate_model()
        self._end_answers(ids.get("customer_consent", []), kept)

    def _numbers_in_use(self):
        """Return the hashes of the new numbers that somebody has nevertheless."""
        numbers = [
            number
            for (number,) in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT c.number_e164
                      FROM customer_operation_line l
                      JOIN customer_phone c
                        ON c.number_e164 = l.after->>'number_e164'
                     WHERE l.operation_id = %s AND l.kind = 'value'
                       AND l.table_name = 'customer_phone'
                    """,
                    self.id,
                )
            )
        ]
        hashes = self.env["customer.consent"]._hashes("sms", dict(enumerate(numbers)))
        return list(hashes.values())

    def _end_answers(self, ids, kept):
        """The log cannot be taken back: it gets a row that says that they ended."""
        consents = self.env["customer.consent"]
        ended = [
            row_id
            for (row_id,) in self.env.execute_query(
                SQL(
                    """
                    UPDATE customer_consent SET state = 'expired', changed_at = %s,
                           user_id = %s, write_date = %s, write_uid = %s
                     WHERE id = ANY(%s) AND method = 'renumbered'
                       AND state <> 'expired' AND address_hash <> ALL(%s)
                 RETURNING id
                    """,
                    fields.Datetime.now(),
                    self.env.uid,
                    fields.Datetime.now(),
                    self.env.uid,
                    ids,
                    kept,
                )
            )
        ]
        consents.invalidate_model()
        consents.browse(ended)._write_down(is_worded=False)
