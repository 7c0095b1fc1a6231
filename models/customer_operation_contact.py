# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """Numbers, addresses and codes of merged customers: all kept, none twice."""

    _inherit = "customer.operation"

    def _has_number(self, row, pair):
        """Whether the survivor, or an earlier source of it, has the same number."""
        return SQL(
            """
            EXISTS (SELECT FROM customer_phone own
                     WHERE coalesce(own.number_e164, own.digits)
                           = coalesce(%(row)s.number_e164, %(row)s.digits)
                       AND coalesce(own.extension, '') = coalesce(%(row)s.extension, '')
                       AND (own.partner_id = %(pair)s.survivor
                            OR own.partner_id IN (
                               SELECT other.source FROM %(pairs)s other
                                WHERE other.survivor = %(pair)s.survivor
                                  AND other.position < %(pair)s.position)))
            """,
            row=SQL.identifier(row),
            pair=SQL.identifier(pair),
            pairs=PAIRS,
        )

    def _merge_phones(self):
        """One number is the primary one: the survivor's, or the first source's."""
        self._change_rows(
            "customer_phone",
            SQL(
                """
                SELECT ph.id FROM customer_phone ph
                  JOIN %(pairs)s pair ON pair.source = ph.partner_id
                 WHERE ph.is_primary
                   AND EXISTS (SELECT FROM customer_phone own
                                WHERE own.is_primary
                                  AND (own.partner_id = pair.survivor
                                       OR own.partner_id IN (
                                          SELECT other.source FROM %(pairs)s other
                                           WHERE other.survivor = pair.survivor
                                             AND other.position < pair.position)))
                """,
                pairs=PAIRS,
            ),
            {"is_primary": SQL("FALSE")},
            link="customer.phone.is_primary",
        )
        # a number that stays behind leaves what was written beside it
        self._change_rows(
            "customer_phone",
            SQL(
                """
                SELECT own.id, min(same.note) AS note
                  FROM customer_phone same
                  JOIN %(pairs)s pair ON pair.source = same.partner_id
                  JOIN customer_phone own
                    ON own.partner_id = pair.survivor
                   AND coalesce(own.number_e164, own.digits)
                       = coalesce(same.number_e164, same.digits)
                   AND coalesce(own.extension, '') = coalesce(same.extension, '')
                 WHERE coalesce(own.note, '') = '' AND same.note <> ''
              GROUP BY own.id
                """,
                pairs=PAIRS,
            ),
            {"note": SQL("new.note")},
            link="customer.phone.note",
        )

    def _merge_aliases(self):
        """The sources' ids, e-mail addresses and barcodes keep finding the survivor."""
        self.env.cr.execute(
            SQL(
                """
                WITH wanted AS (
                    SELECT pair.survivor, 'merged_id' AS kind,
                           pair.source::text AS value
                      FROM %(pairs)s pair
                     UNION
                    SELECT pair.survivor, 'email', s.email_normalized
                      FROM %(pairs)s pair
                      JOIN res_partner s ON s.id = pair.source
                      JOIN res_partner t ON t.id = pair.survivor
                     WHERE s.email_normalized <> ''
                       AND s.email_normalized IS DISTINCT FROM t.email_normalized
                     UNION
                    SELECT pair.survivor, 'barcode', e.value
                      FROM %(pairs)s pair JOIN res_partner s ON s.id = pair.source,
                           jsonb_each_text(s.barcode) e
                     WHERE e.value <> ''
                ),
                made AS (
                    INSERT INTO customer_alias (
                           partner_id, kind, value, operation_id, create_uid,
                           create_date, write_uid, write_date)
                    SELECT survivor, kind, value, %(operation)s, %(uid)s, now_utc,
                           %(uid)s, now_utc
                      FROM wanted, timezone('UTC', now()) AS now_utc
                     WHERE NOT EXISTS (
                           SELECT FROM customer_alias a
                            WHERE a.partner_id = survivor AND a.kind = wanted.kind
                              AND a.value = wanted.value)
                 RETURNING id
                )
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, res_ids, count)
                SELECT %(operation)s, 'made', 'customer.alias', 'customer_alias',
                       jsonb_agg(id), count(*)
                  FROM made HAVING count(*) > 0
                """,
                pairs=PAIRS,
                operation=self.id,
                uid=self.env.uid,
            )
        )
