# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# Of a merged customer, who answers for them today; merges are two deep.
OWNER = """
    JOIN res_partner booked ON booked.id = %s
    LEFT JOIN res_partner first ON first.id = booked.merged_into_id
    JOIN res_partner owner ON owner.id = coalesce(
         first.merged_into_id, booked.merged_into_id, booked.id)
"""
# As whom the owner of something sold may have bought.
PERSONS = """
    SELECT owner.id UNION ALL
    SELECT one.id FROM res_partner one
     WHERE one.merged_into_id = owner.id UNION ALL
    SELECT two.id FROM res_partner one
      JOIN res_partner two ON two.merged_into_id = one.id
     WHERE one.merged_into_id = owner.id
"""
INVOICE = "{0}.state = 'posted' AND {0}.move_type IN ('out_invoice', 'out_receipt')"


class CustomerFollowUp(models.Model):
    """What was bought, last or each time: on invoices, and wherever else one buys.

    Two questions to each kind of document, so that each is answered by its own indexes:
    what was sold in these days (`_sold`), and whether something was later
    (`_sold_later`). A further kind of document extends both.
    """

    _inherit = "customer.follow.up"

    def _events_invoice(self, first, last):
        return self._purchases(first, last, SQL("TRUE"))

    def _events_product(self, first, last):
        return self._purchases(
            first, last, SQL("line.product_id IN %s", self._bought().subselect())
        )

    def _bought(self):
        """Return the query of the products that this rule is about."""
        # sudo: products are named by the rule
        products = self.env["product.product"].sudo().with_context(active_test=False)
        return products._search(
            Domain("id", "in", self.product_ids.ids)
            | Domain("categ_id", "child_of", self.category_ids.ids)
        )

    def _purchases(self, first, last, lines):
        """Return the last purchases, or with rows of invoices each of them."""
        for model in ("account.move.line", "account.move"):
            self.env[model].flush_model()
        self.env["res.partner"].flush_model(["merged_into_id"])
        self.env["customer.asset"].flush_model(["partner_id"])
        kind = self._row_kind()
        if kind == "asset":
            return self._asset_purchases(first, last, lines)
        if kind == "move":
            return self._invoices(first, last, lines)
        return SQL(
            """SELECT owner.id AS row_id, owner.id AS partner_id,
                      NULL::int AS asset_id, NULL::int AS move_id,
                      max(sale.day) AS basis, NULL::text AS cycle
                 FROM (%(sold)s) AS sale %(owner)s
                WHERE NOT EXISTS (
                      SELECT FROM (%(persons)s) AS person
                       WHERE %(later)s)
             GROUP BY owner.id""",
            sold=SQL(" UNION ALL ").join(self._sold(first, last, lines)),
            owner=SQL(OWNER % "sale.customer_id"),
            persons=SQL(PERSONS),
            later=SQL(" OR ").join(self._sold_later(lines)),
        )

    def _asset_purchases(self, first, last, lines):
        """Return the last purchases for each vehicle or animal."""
        return SQL(
            """SELECT asset.id AS row_id, asset.partner_id, asset.id AS asset_id,
                      NULL::int AS move_id, max(sale.day) AS basis,
                      NULL::text AS cycle
                 FROM (%(sold)s) AS sale
                 JOIN customer_asset asset ON asset.id = sale.asset_id
                WHERE NOT (%(later)s)
             GROUP BY asset.id, asset.partner_id""",
            sold=SQL(" UNION ALL ").join(self._sold_for(first, last, lines)),
            later=SQL(" OR ").join(self._sold_for_later(lines)),
        )

    def _invoices(self, first, last, lines):
        """Return each invoice: nothing else is a row of such a search."""
        return SQL(
            """SELECT move.id AS row_id, owner.id AS partner_id,
                      NULL::int AS asset_id, move.id AS move_id,
                      move.invoice_date AS basis, NULL::text AS cycle
                 FROM account_move move %s
                WHERE %s AND %s""",
            SQL(OWNER % "move.commercial_partner_id"),
            self._invoiced(first, last),
            self._with_line(lines),
        )

    # -- invoices ------------------------------------------------------------------

    def _invoiced(self, first, last):
        """Return the condition on an invoice `move` of these days."""
        return SQL(
            "%s AND move.company_id = %s AND %s",
            SQL(INVOICE.format("move")),
            self.company_id.id,
            self._between(SQL("move.invoice_date"), first, last),
        )

    def _with_line(self, lines):
        """Return whether `move` has a line of what this rule is about."""
        if self.trigger != "product":
            return SQL("TRUE")
        return SQL(
            """EXISTS (SELECT FROM account_move_line line
                WHERE line.move_id = move.id AND line.display_type = 'product'
                  AND %s)""",
            lines,
        )

    def _sold(self, first, last, lines):
        """Return SELECTs of customer_id and day: what was sold from day to day."""
        return [
            SQL(
                """SELECT move.commercial_partner_id AS customer_id,
                          move.invoice_date AS day
                     FROM account_move move WHERE %s AND %s""",
                self._invoiced(first, last),
                self._with_line(lines),
            )
        ]

    def _sold_later(self, lines):
        """Return conditions: `person` bought after the day of `sale`."""
        return [
            SQL(
                """EXISTS (SELECT FROM account_move move
                    WHERE move.commercial_partner_id = person.id
                      AND move.invoice_date > sale.day
                      AND move.company_id = %s AND %s AND %s)""",
                self.company_id.id,
                SQL(INVOICE.format("move")),
                self._with_line(lines),
            )
        ]

    def _sold_for(self, first, last, lines):
        """Return SELECTs of asset_id and day: what was sold for a vehicle or animal."""
        return [
            SQL(
                """SELECT line.customer_asset_id AS asset_id, move.invoice_date AS day
                     FROM account_move move
                     JOIN account_move_line line ON line.move_id = move.id
                          AND line.display_type = 'product'
                          AND line.customer_asset_id IS NOT NULL
                    WHERE %s AND %s""",
                self._invoiced(first, last),
                lines,
            )
        ]

    def _sold_for_later(self, lines):
        """Return conditions: something was sold for `asset` after the day of `sale`."""
        return [
            SQL(
                """EXISTS (SELECT FROM account_move_line line
                     JOIN account_move move ON move.id = line.move_id
                    WHERE line.customer_asset_id = asset.id
                      AND line.display_type = 'product' AND %s
                      AND move.invoice_date > sale.day
                      AND move.company_id = %s AND %s)""",
                lines,
                self.company_id.id,
                SQL(INVOICE.format("move")),
            )
        ]
