# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_account import PLAIN


class CustomerAccount(models.AbstractModel):
    """Switching accounts on in a company that has customers already.

    Those with terms that give time, or with open items, get one status, all others
    another; who has a status in this company already keeps it. Any number of customers
    in a few statements.
    """

    _inherit = "customer.account"

    @api.model
    def _switch_counts(self):
        """Return {"trusted": with terms or open items, "others", "known"}."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH customer AS (%s)
                SELECT COUNT(*) FILTER (WHERE is_trusted AND NOT is_known),
                       COUNT(*) FILTER (WHERE NOT is_trusted AND NOT is_known),
                       COUNT(*) FILTER (WHERE is_known)
                  FROM customer
                """,
                self._existing_customers(),
            )
        )
        return dict(zip(("trusted", "others", "known"), rows[0], strict=True))

    @api.model
    def _switch_on(self, trusted, others):
        """Give existing customers their status, and check from now on.

        :param trusted: status of those with terms or open items
        :param others: status of all others
        """
        self._set_first_status(trusted, others)
        # sudo: a company is the administrator's; this one switch of it
        self.env.company.sudo().use_customer_account = True

    @api.model
    def _switch_off(self):
        """Check nothing any more; the statuses stay for another time."""
        # sudo: as above
        self.env.company.sudo().use_customer_account = False

    @api.model
    def _set_first_status(self, trusted, others):
        """Write the statuses, and an event for each that is not *pays at once*."""
        company_id = str(self.env.company.id)
        partners = self.env["res.partner"]
        labels = dict(
            partners._fields["account_status"]._description_selection(self.env)
        )
        changed = self.env.execute_query_dict(
            SQL(
                """
                WITH customer AS (%(customers)s)
                UPDATE res_partner p
                   SET account_status = COALESCE(p.account_status, '{}'::jsonb)
                       || jsonb_build_object(%(company)s, CASE
                              WHEN customer.is_trusted THEN %(trusted)s::text
                              ELSE %(others)s::text
                          END)
                  FROM customer
                 WHERE customer.id = p.id AND NOT customer.is_known
             RETURNING p.id AS partner_id, p.ref AS partner_code,
                       p.account_status ->> %(company)s AS status
                """,
                customers=self._existing_customers(),
                company=company_id,
                trusted=trusted,
                others=others,
            )
        )
        partners.invalidate_model(["account_status"], flush=False)
        reason = self.env._("Accounts were switched on.")
        self.env["customer.event"]._insert(
            [
                {
                    "partner_id": row["partner_id"],
                    "partner_code": row["partner_code"],
                    "kind": "account",
                    "old_value": labels[PLAIN],
                    "new_value": labels[row["status"]],
                    "reason": reason,
                    "company_id": self.env.company.id,
                }
                for row in changed
                if row["status"] != PLAIN
            ]
        )

    @api.model
    def _existing_customers(self):
        """Return a query: `id`, `is_trusted`, `is_known` (has a status here)."""
        # sudo: the settings are for all customers of the company
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners.flush_model()
        company = self.env.company
        customers = partners._search(
            partners._customer_domain()
            & company._in_reach()
            & Domain("merged_into_id", "=", False)
        )
        alias = SQL.identifier(customers.table)
        return SQL(
            """
            SELECT %(alias)s.id,
                   COALESCE(%(alias)s.account_status ? %(company)s, FALSE) AS is_known,
                   (COALESCE(%(term)s = ANY(%(terms)s), FALSE) OR EXISTS (
                       SELECT
                         FROM account_move_line item
                        WHERE %(open)s
                              AND item.amount_residual <> 0
                              AND item.partner_id IN (
                                  SELECT member.id
                                    FROM res_partner member
                                   WHERE member.commercial_partner_id = %(alias)s.id)
                   )) AS is_trusted
              FROM %(from)s
             WHERE %(where)s
            """,
            alias=alias,
            company=str(company.id),
            term=partners._field_to_sql(customers.table, "property_payment_term_id"),
            terms=self._terms_that_give_time(),
            open=self._is_open_item("item"),
            **{
                "from": customers.from_clause,
                "where": customers.where_clause or SQL("TRUE"),
            },
        )

    @api.model
    def _terms_that_give_time(self):
        # sudo: as above
        terms = self.env["account.payment.term"].sudo().with_context(active_test=False)
        return terms.search(Domain.TRUE).filtered(lambda term: term._gives_time()).ids
