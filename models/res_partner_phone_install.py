# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging

from odoo import api, models
from odoo.tools import SQL

from ..tools.phone_numbers import propose_type, read_numbers

_logger = logging.getLogger(__name__)
BATCH = 20000


class ResPartner(models.Model):
    """Numbers of contacts who were there before us, or were made past the ORM."""

    _inherit = "res.partner"

    @api.model
    def _post_init_phones(self):
        """Give a row to each number that stands in `phone`, and say what is unclear.

        `phone` itself is what is printed on paper and stays as it is, also where it
        holds two numbers: both become rows, and the field follows them once somebody
        changes one. What Odoo's parser made of it in `phone_sanitized` is corrected.
        """
        count, unclear = self._complete_all_phones()
        if unclear:
            _logger.warning(
                "%s of %s phone numbers were not understood and are kept as typed:"
                " they are marked on the page Phones of their customers",
                unclear,
                count,
            )

    @api.autovacuum
    def _complete_all_phones(self):
        """Make the rows that are missing; return how many, and how many are unclear."""
        # sudo: run by the system for all companies
        partners = self.sudo().with_context(active_test=False)
        partners.env.flush_all()
        count = unclear = last = 0
        while batch := partners._phones_without_row(last):
            last = batch[-1][0]
            rows = [
                (partner_id, number, propose_type(number, is_company), position)
                for partner_id, phone, is_company, mine, company in batch
                for position, number in enumerate(read_numbers(phone, mine, company))
            ]
            partners._insert_phones(rows)
            partners._correct_sanitized([row[0] for row in batch])
            count += len(rows)
            unclear += sum(not row[1].is_understood for row in rows)
        partners.env.invalidate_all()
        return count, unclear

    @api.model
    def _phones_without_row(self, last):
        """The rows of those who were merged are with who stayed, until the undo."""
        return self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.phone, p.is_company, coalesce(mine.code, ''),
                       coalesce(own.code, %(default)s)
                  FROM res_partner p
             LEFT JOIN res_country mine ON mine.id = p.country_id
             LEFT JOIN res_company company ON company.id = p.company_id
             LEFT JOIN res_partner seat ON seat.id = company.partner_id
             LEFT JOIN res_country own ON own.id = seat.country_id
                 WHERE p.id > %(last)s AND trim(p.phone) <> ''
                   AND p.merged_into_id IS NULL
                   AND NOT EXISTS (
                       SELECT FROM customer_phone c WHERE c.partner_id = p.id
                   )
              ORDER BY p.id
                 LIMIT %(batch)s
                """,
                default=self.env.company.country_id.code or "",
                last=last,
                batch=BATCH,
            )
        )

    @api.model
    def _insert_phones(self, rows):
        columns = zip(
            *(
                (
                    partner_id,
                    (position + 1) * 10,
                    kind,
                    number.typed,
                    number.e164 or None,
                    number.is_understood,
                    number.digits,
                    number.extension or None,
                    number.remark or None,
                    position == 0,
                )
                for partner_id, number, kind, position in rows
            ),
            strict=True,
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_phone (partner_id, sequence, type, number,
                            number_e164, is_understood, digits, extension, note,
                            is_primary, create_uid, create_date, write_uid, write_date)
                     SELECT t.*, %s, now_utc, %s, now_utc
                       FROM unnest(%s::int[], %s::int[], %s::varchar[], %s::varchar[],
                                   %s::varchar[], %s::bool[], %s::varchar[],
                                   %s::varchar[], %s::varchar[], %s::bool[]) AS t,
                            timezone('UTC', now()) AS now_utc
                """,
                self.env.uid,
                self.env.uid,
                *map(list, columns),
            )
        )

    @api.model
    def _correct_sanitized(self, ids):
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p
                   SET phone_sanitized = CASE WHEN c.type <> 'fax'
                                              THEN c.number_e164 END
                  FROM customer_phone c
                 WHERE c.partner_id = p.id AND c.is_primary AND p.id = ANY(%s)
                   AND p.phone_sanitized IS DISTINCT FROM
                       CASE WHEN c.type <> 'fax' THEN c.number_e164 END
                """,
                ids,
            )
        )
