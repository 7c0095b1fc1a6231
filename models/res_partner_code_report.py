# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)
BATCH = 20000
NOTES = 1000
NAMES = 5


class ResPartner(models.Model):
    """Codes of customers who were there before us, and codes that two of them share."""

    _inherit = "res.partner"

    is_code_double = fields.Boolean(
        "Code Used Twice",
        compute="_compute_is_code_double",
        search="_search_is_code_double",
        compute_sudo=True,
        groups="customer_care.function_customer_see",
    )

    @api.depends("ref")
    def _compute_is_code_double(self):
        doubles = self.with_context(active_test=False).search(
            [("id", "in", self._origin.ids), ("is_code_double", "=", True)]
        )
        for partner in self:
            partner.is_code_double = partner._origin in doubles

    @api.model
    def _search_is_code_double(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["res.partner"].flush_model(["ref"])
        # sudo: aliases are read to compare, none is shown
        unclaimed = self._unclaimed_query(self.sudo()._customer_domain())
        return Domain(
            "id",
            "in",
            SQL(
                """(
                WITH loser AS (%s)
              SELECT id FROM loser
               UNION
              SELECT a.partner_id
                FROM loser
                JOIN customer_alias a
                  ON a.kind = 'code' AND upper(a.value) = upper(loser.ref)
                )""",
                unclaimed,
            ),
        )

    @api.model
    def _unclaimed_query(self, domain):
        """Customers whose code is not theirs alone, the oldest active ones first."""
        # sudo: codes are unique across companies; the report is the installer's
        query = self.sudo().with_context(active_test=False)._search(domain)
        query.add_where(
            SQL(
                """%(ref)s <> '' AND NOT EXISTS (
                   SELECT FROM customer_alias a
                    WHERE a.partner_id = %(id)s AND a.kind = 'code'
                      AND upper(a.value) = upper(%(ref)s))""",
                id=SQL.identifier(query.table, "id"),
                ref=SQL.identifier(query.table, "ref"),
            )
        )
        active, *names = (
            SQL.identifier(query.table, name)
            for name in ("active", "id", "ref", "company_id")
        )
        query.order = SQL("%s DESC, %s", active, names[0])
        return query.select(*names)

    @api.autovacuum
    def _complete_all_codes(self):
        """Claim and give the codes that are missing anywhere, in a few queries.

        On installation, and once a day for customers no ORM call made: rows copied in
        SQL, a company or an employee that is one no longer.
        """
        # sudo: run by the system for all companies
        partners = self.sudo()
        partners.env.flush_all()
        domain = partners._customer_domain()
        found = self.env.execute_query(partners._unclaimed_query(domain))
        for batch in split_every(BATCH, found):
            partners.env["customer.alias"]._claim_codes(list(batch))
        customers = partners.with_context(active_test=False)._search(domain)
        missing = self.env.execute_query(
            SQL(
                "SELECT id, company_id FROM res_partner"
                " WHERE coalesce(ref, '') = '' AND id IN %s ORDER BY id",
                customers.subselect(),
            )
        )
        for batch in split_every(BATCH, missing):
            partners._give_codes(list(batch))

    @api.model
    def _post_init_codes(self):
        """Give codes to the customers found on installation; report what is double."""
        self._complete_all_codes()
        doubles = self.with_context(active_test=False).search(
            [("is_code_double", "=", True)]
        )
        if not doubles:
            return
        _logger.warning(
            "%s customers share a code with another one:"
            " see Utilities > Codes used twice",
            len(doubles),
        )
        holders = defaultdict(list)
        for partner in doubles:
            holders[partner.ref.upper()].append(partner)
        noted = doubles[:NOTES]
        noted._message_log_batch(
            {
                partner.id: self.env._(
                    "The customer code %(code)s is also that of %(names)s."
                    " Nothing was changed.",
                    code=partner.ref,
                    names=", ".join(
                        other.display_name
                        for other in holders[partner.ref.upper()][: NAMES + 1]
                        if other != partner
                    ),
                )
                for partner in noted
            }
        )
