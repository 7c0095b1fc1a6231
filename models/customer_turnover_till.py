# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# In the context: only these rows are read.
ROWS = "customer_turnover_ids"


class CustomerTurnover(models.Model):
    """What was bought at the till, when there is one."""

    _inherit = "customer.turnover"

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Name single rows as the till numbers them, which it has an index for."""
        domain = Domain(domain)
        is_condition = hasattr(domain, "field_expr")
        rows = self._named_ids(domain, "id") if is_condition else None
        named = self if rows is None else self.with_context(**{ROWS: rows})
        return super(CustomerTurnover, named)._search(domain, *args, **kwargs)

    @api.model
    def _turnover_sources(self):
        sources = super()._turnover_sources()
        if "pos.order" in self.env:
            sources.append(self._till_source())
        return sources

    @api.model
    def _soft_depends(self):
        depends = super()._soft_depends()
        if "pos.order" in self.env:
            depends["pos.order"] = [
                "account_move",
                "amount_total",
                "company_id",
                "config_id",
                "currency_rate",
                "date_order",
                "partner_id",
                "pos_reference",
                "state",
                "user_id",
            ]
            depends["pos.order.line"] = [
                "full_product_name",
                "is_total_cost_computed",
                "order_id",
                "price_subtotal",
                "price_subtotal_incl",
                "price_unit",
                "product_id",
                "qty",
                "total_cost",
            ]
            depends["pos.config"] = ["name"]
        return depends

    @api.model
    def _till_source(self):
        return {
            "model": "pos.order.line",
            "customer": SQL("contact.commercial_partner_id"),
            "contact": SQL("till.partner_id"),
            "columns": {
                **self._product_columns(SQL("line.product_id")),
                **self._till_amounts(),
                # below zero, where no other source has its rows
                "id": SQL("-line.id"),
                "date": SQL(
                    "till.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s",
                    str(self.env.tz),
                ),
                "kind": SQL(
                    "CASE WHEN till.amount_total < 0 THEN 'refund' ELSE 'till' END"
                ),
                "document": SQL("coalesce(till.pos_reference, till.name)"),
                "document_id": SQL("-till.id"),
                "member_id": SQL("NULL"),
                "company_id": SQL("till.company_id"),
                "currency_id": self._currency_column(SQL("company.currency_id")),
                "branch": SQL("coalesce(counter.name, company.name)"),
                "team_id": self._till_team_column(),
                "user_id": SQL("till.user_id"),
                "description": SQL("line.full_product_name"),
            },
            "lines": SQL("pos_order_line line"),
            "joins": SQL(
                """JOIN pos_order till ON till.id = line.order_id
                   LEFT JOIN res_partner contact ON contact.id = till.partner_id
                   LEFT JOIN res_company company ON company.id = till.company_id
                   LEFT JOIN pos_config counter ON counter.id = till.config_id
                   %s %s""",
                self._product_joins(SQL("line.product_id")),
                self._rate_join(SQL("till.company_id")),
            ),
            # an order with an invoice is counted there
            "where": SQL(
                "till.account_move IS NULL AND till.state IN ('paid', 'done') %s",
                self._till_rows(),
            ),
        }

    @api.model
    def _till_amounts(self):
        # an order that takes goods back may keep its lines' amounts without sign
        sign = SQL("sign(line.qty * line.price_unit)")
        rate = SQL("coalesce(nullif(till.currency_rate, 0), 1)")
        untaxed = SQL("abs(line.price_subtotal) * %s / %s", sign, rate)
        return {
            "quantity": SQL("line.qty"),
            "untaxed": self._amount(untaxed),
            "total": self._amount(
                SQL("abs(line.price_subtotal_incl) * %s / %s", sign, rate)
            ),
            "margin": self._amount(
                SQL(
                    "%s - CASE WHEN line.is_total_cost_computed"
                    " THEN line.total_cost / %s ELSE line.qty * %s END",
                    untaxed,
                    rate,
                    self._present_cost(SQL("till.company_id")),
                )
            ),
        }

    @api.model
    def _till_team_column(self):
        if "crm_team_id" in self.env["pos.order"]._fields:
            return SQL("till.crm_team_id")
        return SQL("NULL")

    @api.model
    def _till_rows(self):
        ids = self.env.context.get(ROWS)
        if ids is None:
            return SQL()
        return SQL("AND line.id = ANY(%s)", [-row for row in ids if row < 0])
