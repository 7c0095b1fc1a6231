# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerTurnover(models.Model):
    """Columns and joins that the sources share; each source reads a table `line`."""

    _inherit = "customer.turnover"

    @api.model
    def _product_columns(self, product):
        brands = self.env[self._brand_model()]
        return {
            "product_id": product,
            "product_tmpl_id": SQL("product.product_tmpl_id"),
            "category_id": SQL("template.categ_id"),
            "brand": brands._field_to_sql("brand", "name"),
        }

    @api.model
    def _brand_model(self):
        templates = self.env["product.template"]
        return templates._fields[templates._brand_field_name()].comodel_name

    @api.model
    def _product_joins(self, product):
        """Return the joins of `product`, `template`, `template_unit` and `brand`."""
        return SQL(
            """LEFT JOIN product_product product ON product.id = %s
               LEFT JOIN product_template template
                      ON template.id = product.product_tmpl_id
               LEFT JOIN uom_uom template_unit ON template_unit.id = template.uom_id
               LEFT JOIN %s brand ON brand.id = %s""",
            product,
            SQL.identifier(self.env[self._brand_model()]._table),
            SQL.identifier(
                "template", self.env["product.template"]._brand_field_name()
            ),
        )

    @api.model
    def _turnover_branch(self, source):
        """Return a source with its customers, through merges."""
        customer = source["customer"]
        partners = self._partner_columns(customer, source["contact"])
        return {
            "columns": {
                "attribution_id": SQL("NULL"),
                "asset_id": SQL("NULL"),
                **source["columns"],
                **partners,
            },
            "tables": SQL(
                "%s %s %s",
                source["lines"],
                source["joins"],
                self._merged_joins(customer),
            ),
            "where": source["where"],
        }

    @api.model
    def _partner_columns(self, customer, contact):
        return {
            "partner_id": SQL(
                "coalesce(third.merged_into_id, second.merged_into_id,"
                " first.merged_into_id, %s)",
                customer,
            ),
            "booked_partner_id": customer,
            "contact_id": contact,
        }

    @api.model
    def _merged_joins(self, customer):
        """Return the joins that follow a customer through three merges.

        Only merged customers are joined, of whom there are few, by the index on
        `merged_into_id`; a question that names its customers needs none of these.
        """
        return SQL(
            """LEFT JOIN res_partner first
                      ON first.id = %s AND first.merged_into_id IS NOT NULL
               LEFT JOIN res_partner second
                      ON second.id = first.merged_into_id
                     AND second.merged_into_id IS NOT NULL
               LEFT JOIN res_partner third
                      ON third.id = second.merged_into_id
                     AND third.merged_into_id IS NOT NULL""",
            customer,
        )

    @api.model
    def _present_cost(self, company):
        return SQL(
            "coalesce((product.standard_price ->> (%s)::text)::numeric, 0)", company
        )

    @api.model
    def _has_one_currency(self):
        return len(self.env.companies.currency_id) <= 1

    @api.model
    def _amount(self, amount):
        if self._has_one_currency():
            return amount
        return SQL("(%s) * account_currency_table.rate", amount)

    @api.model
    def _currency_column(self, currency):
        if self._has_one_currency():
            return currency
        return SQL("%s", self.env.company.currency_id.id)

    @api.model
    def _rate_join(self, company):
        if self._has_one_currency():
            return SQL()
        return SQL(
            "JOIN %s ON account_currency_table.company_id = %s",
            self.env["res.currency"]._get_simple_currency_table(self.env.companies),
            company,
        )
