# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

# How many of the numbers found a preview shows.
SHOWN = 80


class CustomerPhone(models.Model):
    """Numbers that one customer has twice: same number, same type, any notation."""

    _inherit = "customer.phone"

    @api.model
    def _double_key(self):
        """Return SQL: what two notations of a number have in common."""
        return SQL(
            "coalesce(nullif(c.number_e164, ''),"
            r" lower(regexp_replace(c.number, '[\s()./-]', '', 'g')))"
        )

    @api.model
    def _double_scope(self):
        """Return SQL: whose numbers a tool may clean.

        Those of the companies at work and above; data whose processing is restricted
        stay as they are (Art. 18 GDPR).
        """
        return SQL(
            "(p.company_id IS NULL OR p.company_id = ANY(%s))"
            " AND p.is_restricted IS NOT TRUE AND p.is_forgotten IS NOT TRUE",
            self.env.companies._with_parents().ids,
        )

    @api.model
    def _doubles(self, ids=None):
        """Return a query of groups: `partner_id` and `ids`, the row that stays first.

        It is the primary one, else the one with a remark, else the upper one.

        :param ids: rows that may go; without them all
        """
        self.flush_model()
        self.env["res.partner"].flush_model()
        key = self._double_key()
        wanted = SQL("AND c.id = ANY(%s)", list(ids)) if ids is not None else SQL()
        return SQL(
            """
            WITH doubled AS MATERIALIZED (
                SELECT c.partner_id, c.type, %(key)s AS key,
                       coalesce(c.extension, '') AS extension
                  FROM customer_phone c
              GROUP BY 1, 2, 3, 4
                HAVING count(*) > 1
            ),
            ranked AS (
                SELECT c.id, c.partner_id,
                       first_value(c.id) OVER best AS kept_id,
                       row_number() OVER best AS place
                  FROM doubled d
                  JOIN res_partner p ON p.id = d.partner_id
                  JOIN customer_phone c
                    ON c.partner_id = d.partner_id AND c.type = d.type
                   AND coalesce(c.extension, '') = d.extension AND %(key)s = d.key
                 WHERE %(scope)s
                WINDOW best AS (
                       PARTITION BY c.partner_id, d.type, d.key, d.extension
                       ORDER BY c.is_primary DESC NULLS LAST,
                                coalesce(c.note, '') <> '' DESC, c.sequence, c.id)
            )
            SELECT c.partner_id, c.kept_id, array_agg(c.id ORDER BY c.id) AS ids
              FROM ranked c
             WHERE c.place > 1 %(wanted)s
          GROUP BY c.partner_id, c.kept_id
          ORDER BY c.partner_id, c.kept_id
            """,
            key=key,
            scope=self._double_scope(),
            wanted=wanted,
        )
