# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from .account_move_line import SOLD_IN


class CustomerFamily(models.Model):
    """What a family bought: invoices less credit notes, without tax."""

    _inherit = "customer.family"

    currency_id = fields.Many2one("res.currency", compute="_compute_turnover")
    turnover = fields.Monetary(
        "Combined turnover",
        compute="_compute_turnover",
        aggregator=None,
        help="Posted invoices less credit notes of all members, without tax, in the"
        " companies selected.",
    )

    @api.depends("member_ids")
    @api.depends_context("company", "allowed_company_ids")
    def _compute_turnover(self):
        turnovers = self._turnovers()
        self.currency_id = self.env.company.currency_id
        for family in self:
            family.turnover = sum(turnovers.get(family._origin.id, {}).values())

    def _turnovers(self):
        """Return {family id: {partner id: amount}}, in one query for all families.

        A purchase on the head's account counts for the member who made it, as long as
        both are in the family; amounts are in the currency of the company. Seeing
        families is enough to see it: the invoices themselves stay closed.
        """
        turnovers = {}
        if self.ids:
            self._flush_turnover()
            for family_id, partner_id, currency_id, amount in (
                self.env.execute_query(self._turnover_query()) + self._tracked_rows()
            ):
                shares = turnovers.setdefault(family_id, {})
                amount = self._in_company_currency(amount, currency_id)
                shares[partner_id] = shares.get(partner_id, 0.0) + amount
        return turnovers

    @api.model
    def _flush_turnover(self):
        names = ["partner_id", "customer_member_id", "move_type", "state"]
        self.env["account.move"].flush_model(
            [*names, "company_id", "amount_untaxed_signed"]
        )
        self.env["res.partner"].flush_model(["family_id", "commercial_partner_id"])

    def _turnover_query(self):
        return SQL(
            """
            SELECT owner.family_id,
                   CASE WHEN buyer.family_id = owner.family_id
                        THEN buyer.id ELSE owner.id END,
                   company.currency_id,
                   sum(move.amount_untaxed_signed)
              FROM res_partner owner
              JOIN res_partner contact ON contact.commercial_partner_id = owner.id
              JOIN account_move move ON move.partner_id = contact.id
              JOIN res_company company ON company.id = move.company_id
         LEFT JOIN res_partner buyer ON buyer.id = move.customer_member_id
             WHERE owner.family_id = ANY(%(families)s)
               AND move.move_type = ANY(%(types)s)
               AND move.state = 'posted'
               AND move.company_id = ANY(%(companies)s)
          GROUP BY 1, 2, 3
            """,
            families=self.ids,
            types=[*SOLD_IN, "out_refund"],
            companies=self.env.companies.ids,
        )

    def _tracked_rows(self):
        """Return what was tracked to members, and from them, like `_turnover_query`."""
        # sudo: whom a sale counts for decides for everybody
        attributions = self.env["customer.attribution"].sudo()
        queries = attributions._attributed_lines("account.move.line")
        if not queries:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.family_id,
                       CASE WHEN line.partner_id = partner.id
                                 AND buyer.family_id = partner.family_id
                            THEN buyer.id ELSE partner.id END,
                       line.company_currency_id,
                       sum(CASE WHEN attributed.partner_id = partner.id
                                THEN -line.balance ELSE line.balance END)
                  FROM (%(attributed)s) attributed
                  JOIN account_move_line line ON line.id = attributed.line_id
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner partner
                    ON partner.id IN (attributed.partner_id, line.partner_id)
             LEFT JOIN res_partner buyer ON buyer.id = move.customer_member_id
                 WHERE partner.family_id = ANY(%(families)s)
                   AND line.display_type = 'product'
                   AND move.move_type = ANY(%(types)s)
                   AND move.state = 'posted'
                   AND move.company_id = ANY(%(companies)s)
              GROUP BY 1, 2, 3
                """,
                attributed=attributions._each_once(queries),
                families=self.ids,
                types=[*SOLD_IN, "out_refund"],
                companies=self.env.companies.ids,
            )
        )

    @api.model
    def _in_company_currency(self, amount, currency_id):
        company = self.env.company
        if currency_id == company.currency_id.id:
            return amount
        # sudo: rates are no secret of those who see amounts
        currency = self.env["res.currency"].sudo().browse(currency_id)
        return currency._convert(
            amount, company.currency_id, company, fields.Date.context_today(self)
        )
