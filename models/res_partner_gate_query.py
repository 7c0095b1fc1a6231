# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..tools.address_hash import medium
from ..tools.phone_kind import mobile_pattern
from .customer_consent import CONSENT_CHANNEL
from .customer_consent_hash import PLAIN
from .res_partner_address import BOUNCE_LIMIT

# Media whose plain addresses need not leave the database.
PLAIN_SOURCES = ("email", "phone", "post")
# The place of a row whose address only Python can bring into its normal form.
UNREAD = -1


class ResPartner(models.Model):
    """The gate's query: a relation `asked` and the first condition that holds."""

    _inherit = "res.partner"

    @api.model
    def _gate_places(self, channel, asked, purpose, reasons):
        """Return {partner_id: place of the reason}, nothing for who may be contacted.

        :param asked: SQL of the relation, see `_gate_steps`
        """
        with_said = said = SQL()
        if purpose:
            # sudo: consents are read for everybody, see the gate
            consents = self.env["customer.consent"].sudo()
            decisions = consents._decisions_query(
                purpose, SQL("asked"), SQL("asked.id"), self._gate_kept(channel)
            )
            with_said = SQL(", said AS (%s)", decisions)
            said = SQL("LEFT JOIN said ON said.id = asked.id")
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH asked AS MATERIALIZED (%(asked)s)%(with_said)s
                    SELECT * FROM (
                        SELECT asked.id, CASE WHEN asked.problem = 'unread'
                               THEN %(unread)s %(cases)s END AS place
                          FROM asked %(said)s
                        OFFSET 0) AS judged  -- else each condition is asked twice
                     WHERE place IS NOT NULL
                    """,
                    asked=asked,
                    with_said=with_said,
                    unread=UNREAD,
                    cases=SQL(" ").join(
                        SQL("WHEN %s THEN %s", condition, place)
                        for place, (_sentence, condition) in enumerate(reasons)
                    ),
                    said=said,
                )
            )
        )

    @api.model
    def _gate_kept(self, channel):
        """The channel under which answers are kept, for the planner to know."""
        return SQL("%s::varchar", CONSENT_CHANNEL.get(channel, channel))

    @api.model
    def _gate_asked(self, columns, tables):
        """Return the relation `asked`; `tables` has the customers as `p`."""
        self.env["res.partner"].flush_model()
        return SQL(
            """
            SELECT wanted.id, p.id IS NOT NULL AS is_known, p.merged_into_id,
                   p.is_forgotten, p.is_restricted, p.active, %(columns)s
              FROM %(tables)s
            """,
            columns=columns,
            tables=tables,
        )

    @api.model
    def _gate_plain(self, channel, partner_ids):
        """`asked` with the e-mail address or number each customer has now.

        What `_gate_problem` says of a row is said here in SQL. Unread comes first: a
        row with another problem still needs its digest, for a caller who leaves the
        step of addresses out.
        """
        # sudo: the key is the program's
        consents = self.env["customer.consent"].sudo()
        kind = medium(channel)
        address, key = self._gate_plain_address(kind)
        return self._gate_asked(
            SQL(
                "%s AS problem, %s AS address, %s AS digest",
                getattr(self, f"_gate_plain_{kind}")(channel),
                address,
                consents._plain_hash(key, SQL("pads")),
            ),
            SQL(
                """
                unnest(%s::int[]) AS wanted (id)
                LEFT JOIN res_partner p ON p.id = wanted.id
                CROSS JOIN (%s) AS pads
                """,
                partner_ids,
                consents._hash_pads(channel),
            ),
        )

    @api.model
    def _gate_plain_address(self, kind):
        """Return (address, what is hashed of it)."""
        if kind == "post":
            return self._gate_plain_address_post()
        column = SQL("p.email_normalized" if kind == "email" else "p.phone_sanitized")
        return column, SQL('lower(%s COLLATE "C")', column)

    @api.model
    def _gate_plain_email(self, channel):
        return SQL(
            """
            CASE WHEN p.email_normalized <> '' AND p.email_normalized !~ %s
                 THEN 'unread'
                 WHEN coalesce(p.email, '') = '' THEN 'missing'
                 WHEN coalesce(p.email_normalized, '') = '' THEN 'invalid'
                 WHEN p.message_bounce >= %s THEN 'bounced' END
            """,
            PLAIN["email"],
            BOUNCE_LIMIT,
        )

    @api.model
    def _gate_plain_phone(self, channel):
        """Numbers nobody understood are read in Python, and for SMS foreign ones."""
        self.env["customer.phone"].flush_model(["partner_id", "is_primary", "type"])
        known = PLAIN["phone"]
        if channel == "sms":
            code = self._own_phone_code()
            known = rf"^\+{code}(?:{mobile_pattern(code)})$"
        return SQL(
            """
            CASE WHEN coalesce(nullif(p.phone, ''), p.phone_sanitized, '') = ''
                 THEN 'missing'
                 WHEN coalesce(p.phone_sanitized, '') !~ %s THEN 'unread'
                 WHEN coalesce(p.phone, '') = '' THEN 'missing'
                 WHEN EXISTS (SELECT FROM customer_phone c
                               WHERE c.partner_id = p.id AND c.is_primary
                                 AND c.type = 'fax') THEN 'fax' END
            """,
            known,
        )

    @api.model
    def _own_phone_code(self):
        """The calling code of the company's country, 0 without one."""
        self.env["res.partner"].flush_model(["country_id"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT country.phone_code
                  FROM res_company company
                  JOIN res_partner p ON p.id = company.partner_id
                  JOIN res_country country ON country.id = p.country_id
                 WHERE company.id = %s
                """,
                self.env.company.id,
            )
        )
        return (found and found[0][0]) or 0

    def _gate_read(self, channel, addresses):
        """`asked` with addresses that Python reads: given ones, postal, not plain."""
        # sudo: the key is the program's
        consents = self.env["customer.consent"].sudo()
        rows = self._gate_rows(channel, addresses)
        found = {key: row["address"] for key, row in rows.items() if row["address"]}
        digests = consents._hashes(channel, found)
        ids = self._origin.ids
        problems = [
            key in rows and self._gate_problem(rows[key], channel) for key in ids
        ]
        return self._gate_asked(
            SQL("wanted.problem, wanted.address, wanted.digest"),
            SQL(
                """
                unnest(%s::int[], %s::varchar[], %s::varchar[], %s::varchar[])
                AS wanted (id, problem, address, digest)
                LEFT JOIN res_partner p ON p.id = wanted.id
                """,
                ids,
                [problem or None for problem in problems],
                [found.get(key) for key in ids],
                [digests.get(key) for key in ids],
            ),
        )
