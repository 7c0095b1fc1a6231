# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

# A company `c` is `own`, or one above or below it.
IN_LINE = SQL(
    "(starts_with(c.parent_path, own.parent_path)"
    " OR starts_with(own.parent_path, c.parent_path))"
)


class CustomerAlias(models.Model):
    """What a customer is, or was, known by: a code, a number, a merged record's id.

    Codes are unique here and not on `res_partner`, where a constraint would break
    core's merge and let companies without a value repeat one. A code stays with its
    customer for ever, so that an old invoice is never read as somebody else's.
    """

    _name = "customer.alias"
    _description = "Former code or number"
    _order = "partner_id, kind, id"
    _check_company_domain = models.check_company_domain_parent_of
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("code", "Customer code"),
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("barcode", "Barcode"),
            ("plate", "Plate"),
            ("vin", "VIN"),
            ("merged_id", "Merged record"),
        ],
        required=True,
    )
    value = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade"
    )
    operation_id = fields.Many2one(
        "customer.operation", index="btree_not_null", ondelete="set null"
    )

    _code_unique = models.UniqueIndex(
        "(upper(value), coalesce(company_id, 0)) WHERE kind = 'code'",
        "This customer code is already in use.",
    )
    _value_idx = models.Index("(upper(value), kind)")
    _prefix_idx = models.Index("(upper(value) text_pattern_ops)")

    @api.model
    def _code_owner(self, code, company):
        """Return the id of whose code this is, or was, in a company; or None."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.partner_id
                  FROM customer_alias a
                  LEFT JOIN res_company c ON c.id = a.company_id
                 WHERE a.kind = 'code' AND upper(a.value) = upper(%s)
                   AND (a.company_id IS NULL OR EXISTS (
                        SELECT FROM res_company own WHERE own.id = %s AND %s))
                """,
                code,
                company.id,
                IN_LINE,
            )
        )
        return rows[0][0] if rows else None

    @api.model
    def _claim_codes(self, codes):
        """Reserve codes for customers; return those that are somebody else's.

        :param codes: list of (partner id, code, company id or None)
        :return: {(partner id, code)}: who did not get which code

        A code of a company must not equal a shared one, nor one of a company above or
        below: a branch sees the customers of both. Under REPEATABLE READ no lock
        could prove that, since rows committed after our snapshot are not seen; the
        unique index does see them. So the row of the opposite scope is inserted and
        removed again, in one transaction: whoever tries the same at the same time waits
        for the end of the other, and is either refused or repeated by Odoo.
        """
        self.flush_model()
        codes = self._without_own_codes(codes)
        if not codes:
            return set()
        claimed = self._insert_codes(codes)
        refused = {code[:2] for code in codes} - claimed.keys()
        clashing = self._clashing_scope(claimed)
        if clashing:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM customer_alias WHERE id = ANY(%s)",
                    list(clashing.values()),
                )
            )
            refused |= clashing.keys()
        self.invalidate_model()
        return refused

    @api.model
    def _without_own_codes(self, codes):
        """Leave out the codes that are the customer's own, current or former."""
        own = set(
            self.env.execute_query(
                SQL(
                    """
                    SELECT partner_id, upper(value), coalesce(company_id, 0)
                      FROM customer_alias
                     WHERE kind = 'code' AND partner_id = ANY(%s)
                    """,
                    [code[0] for code in codes],
                )
            )
        )
        uppers = self._upper([value for _id, value, _company in codes])
        return [
            code
            for code, upper in zip(codes, uppers, strict=True)
            if (code[0], upper, code[2] or 0) not in own
        ]

    @api.model
    def _upper(self, values):
        """Upper case as PostgreSQL does it, for it is what the index compares."""
        return [
            text
            for (text,) in self.env.execute_query(
                SQL(
                    "SELECT upper(value) FROM unnest(%s::varchar[])"
                    " WITH ORDINALITY t(value, n) ORDER BY n",
                    values,
                )
            )
        ]

    @api.model
    def _insert_codes(self, codes):
        """Insert what is free; return {(partner id, code): alias id}."""
        ids, values, companies = zip(*codes, strict=True)
        return {
            (partner, value): alias
            for partner, value, alias in self.env.execute_query(
                SQL(
                    """
                    INSERT INTO customer_alias (partner_id, kind, value, company_id,
                                                create_uid, create_date, write_uid,
                                                write_date)
                    SELECT partner_id, 'code', value, company_id, %(uid)s, now_utc,
                    %(uid)s, now_utc
                      FROM unnest(%(ids)s::int[], %(values)s::varchar[],
                      %(companies)s::int[])
                           AS t (partner_id, value, company_id),
                           timezone('UTC', now()) AS now_utc
                        ON CONFLICT DO NOTHING
                 RETURNING partner_id, value, id
                    """,
                    uid=self.env.uid,
                    ids=list(ids),
                    values=list(values),
                    companies=[company or None for company in companies],
                )
            )
        }

    @api.model
    def _clashing_scope(self, claimed):
        """Which of the new rows equal a code of the opposite scope.

        :param claimed: {(partner id, code): alias id}
        :return: the part of it that must not stay
        """
        probes = self.env.execute_query(
            SQL(
                """
                WITH wanted AS (%(wanted)s),
                     probe AS (
                         INSERT INTO customer_alias (partner_id, kind, value,
                         company_id) SELECT partner_id, 'code', value, company_id FROM
                         wanted
                             ON CONFLICT DO NOTHING
                      RETURNING id, value, company_id
                     )
                SELECT wanted.partner_id, wanted.value, wanted.id, probe.id
                  FROM wanted
             LEFT JOIN probe ON probe.value = wanted.value
                            AND probe.company_id IS NOT DISTINCT FROM wanted.company_id
                """,
                wanted=self._opposite_scope(claimed),
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_alias WHERE id = ANY(%s)",
                [probe for *_alias, probe in probes if probe],
            )
        )
        return {
            (partner, value): alias
            for partner, value, alias, probe in probes
            if not probe
        }

    @api.model
    def _opposite_scope(self, claimed):
        """Return the query of these rows as of the companies that must not have them.

        A shared one as of all companies; another as shared, and as of the companies
        above and below its own.
        """
        return SQL(
            """
            SELECT a.id, a.partner_id, a.value, c.id AS company_id
              FROM customer_alias a
              JOIN res_company c ON a.company_id IS NULL
             WHERE a.id = ANY(%(ids)s)
         UNION ALL
            SELECT a.id, a.partner_id, a.value, NULL
              FROM customer_alias a
             WHERE a.id = ANY(%(ids)s) AND a.company_id IS NOT NULL
         UNION ALL
            SELECT a.id, a.partner_id, a.value, c.id
              FROM customer_alias a
              JOIN res_company own ON own.id = a.company_id
              JOIN res_company c ON c.id <> own.id AND %(in_line)s
             WHERE a.id = ANY(%(ids)s)
            """,
            ids=list(claimed.values()),
            in_line=IN_LINE,
        )
