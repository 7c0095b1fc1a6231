# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections.abc import Set

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.window import form_window

# What each source gives for a line, with the type that all of them share: only then
# PostgreSQL plans every source by itself and leaves out the joins a question needs not.
COLUMNS = {
    "id": "int4",
    "date": "date",
    "kind": "varchar",
    "document": "varchar",
    "document_id": "int4",
    "partner_id": "int4",
    "booked_partner_id": "int4",
    "contact_id": "int4",
    "member_id": "int4",
    "attribution_id": "int4",
    "asset_id": "int4",
    "company_id": "int4",
    "currency_id": "int4",
    "branch": "varchar",
    "team_id": "int4",
    "user_id": "int4",
    "product_id": "int4",
    "product_tmpl_id": "int4",
    "category_id": "int4",
    "brand": "varchar",
    "description": "varchar",
    "quantity": "numeric",
    "untaxed": "numeric",
    "total": "numeric",
    "margin": "numeric",
}


class CustomerTurnover(models.Model):
    """What customers bought: one row for each line of a document they got.

    Posted invoices, credit notes and receipts, and orders of the till that were not
    invoiced: what is on an invoice is counted there, and the journal entries of a
    till's session are no documents of a customer. Read-only and computed by query; a
    source is added by extending `_turnover_sources`.

    Amounts are in the currency of the company, at the document's rate, after discounts,
    negative where money went back. When companies with different currencies are
    selected, all are shown in that of the current one, at today's rate.
    """

    _name = "customer.turnover"
    _description = "Turnover"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "document"
    _depends = {
        "account.move": [
            "commercial_partner_id",
            "customer_member_id",
            "invoice_currency_rate",
            "invoice_user_id",
            "move_type",
            "partner_id",
            "team_id",
        ],
        "account.move.line": [
            "balance",
            "company_currency_id",
            "company_id",
            "date",
            "display_type",
            "move_id",
            "move_name",
            "name",
            "parent_state",
            "partner_id",
            "price_total",
            "product_id",
            "product_uom_id",
            "quantity",
            "sale_line_ids",
        ],
        "product.product": ["product_tmpl_id", "standard_price"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": ["name"],
        "res.partner": ["commercial_partner_id", "merged_into_id"],
        "uom.uom": ["factor"],
    }

    date = fields.Date(help="The accounting date of an invoice, the day at the till.")
    kind = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("refund", "Refund"),
            ("receipt", "Receipt"),
            ("till", "Till"),
        ],
    )
    document = fields.Char()
    document_id = fields.Integer(
        "Documents", aggregator="count_distinct", help="Negative: an order of the till."
    )
    partner_id = fields.Many2one("res.partner", "Customer")
    booked_partner_id = fields.Many2one(
        "res.partner", "Booked on", help="Differs where two customers were merged."
    )
    contact_id = fields.Many2one("res.partner")
    member_id = fields.Many2one("res.partner", "Bought by")
    attribution_id = fields.Many2one(
        "customer.attribution",
        "Tracked",
        help="It counts for another customer than the books say.",
    )
    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one("res.currency")
    branch = fields.Char(help="The till, else the warehouse, else the company.")
    team_id = fields.Many2one("crm.team", "Sales team")
    user_id = fields.Many2one("res.users", "Salesperson")
    product_id = fields.Many2one("product.product")
    product_tmpl_id = fields.Many2one("product.template", "Product with its variants")
    category_id = fields.Many2one("product.category")
    brand = fields.Char()
    description = fields.Char()
    quantity = fields.Float(digits="Product Unit", help="In the product's unit.")
    untaxed = fields.Monetary("Turnover", help="Without tax.")
    total = fields.Monetary("With tax")
    margin = fields.Monetary(
        groups="customer_care.function_margin_see",
        help="Turnover less cost: the cost on the order line where margins of orders"
        " are kept, the cost the till noted, else the product's cost of today.",
    )

    @property
    def _table_query(self):
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s FROM %s WHERE %s",
                SQL(", ").join(
                    SQL(f"(%s)::{kind} AS {name}", source["columns"][name])
                    for name, kind in self._turnover_columns().items()
                ),
                source["tables"],
                source["where"],
            )
            for source in self._turnover_branches()
        )
        return SQL().join([query, *self._soft_flushes()])

    @api.model
    def _turnover_columns(self):
        """Return {name: type in the database} of what the rows have."""
        return COLUMNS

    @api.model
    def _turnover_sources(self):
        """Return the sources, of which none may hold what another one holds.

        :return: list of dicts of SQL:

            - `columns`: {name: expression} for all COLUMNS but those about the customer
            - `lines`: the table whose rows are counted, as `line`
            - `joins`: what follows it
            - `where`: the condition
            - `customer`, `contact`: whom a line is booked on, and their contact person
            - `model`: the name of the model of `line`

            A further source numbers its rows so that no other one has the same ids.
        """
        return []

    @api.model
    def _turnover_branches(self):
        """Return the sources with whom their lines count for, ready to be read."""
        return [self._turnover_branch(source) for source in self._turnover_sources()]

    @api.model
    def _soft_depends(self):
        """Return {model: fields} to flush for what need not be installed."""
        depends = {
            "product.template": [self.env["product.template"]._brand_field_name()]
        }
        if "purchase_price" in self.env["sale.order.line"]._fields:
            depends["sale.order.line"] = ["purchase_price"]
        return depends

    @api.model
    def _soft_flushes(self):
        return [
            SQL(to_flush=self.env[model]._fields[name])
            for model, names in self._soft_depends().items()
            for name in names
        ]

    @api.model
    def _search(self, domain, *args, **kwargs):
        return super()._search(self._by_booked(Domain(domain)), *args, **kwargs)

    @api.model
    def _by_booked(self, domain):
        """Ask for named customers by whom their lines are booked on: it has an index.

        Lines of a customer are those booked on them and on who was merged into them;
        of somebody merged into another one there are none.
        """

        def by_booked(condition):
            ids = self._named_ids(condition, "partner_id")
            if ids is None:
                return condition
            booked = self.env["res.partner"].browse(ids)._booked_partner_ids()
            return Domain("booked_partner_id", "in", booked)

        return domain.map_conditions(by_booked)

    @api.model
    def _named_ids(self, condition, name):
        """Return the ids that a condition names for a field, None when it does not."""
        if condition.field_expr != name or condition.operator not in ("=", "in"):
            return None
        ids = condition.value if condition.operator == "in" else [condition.value]
        is_named = isinstance(ids, list | tuple | Set) and all(
            isinstance(each, int) and each for each in ids
        )
        return list(ids) if is_named else None

    @api.model
    def _check_field_access(self, field, operation):
        """Refuse the margin in our one sentence."""
        if field.name == "margin" and not self._has_field_access(field, operation):
            raise AccessError(
                self.env["res.users"]._missing_function(
                    self.env.ref("customer_care.function_margin_see")
                )
            )
        return super()._check_field_access(field, operation)

    def action_open_document(self):
        """Open the invoice or the order of the till, or what we know of it."""
        self.ensure_one()
        self._check_document_function()
        model = "account.move" if self.document_id > 0 else "pos.order"
        document = self.env[model].browse(abs(self.document_id))
        is_open = document.has_access("read")
        return form_window(
            model if is_open else self._name,
            document.id if is_open else self.id,
            name=self.document,
            target="current" if is_open else "new",
        )

    def _check_document_function(self):
        self.env["res.users"]._check_function("history_see")
