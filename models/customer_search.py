# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

BASES = [
    ("customer", "Customers"),
    ("invoice", "Invoices"),
    ("asset", "Vehicles and animals"),
]
MODELS = {
    "customer": "res.partner",
    "invoice": "account.move",
    "asset": "customer.asset",
}
INVOICES = ("out_invoice", "out_refund", "out_receipt")
PERIOD = "customer_search_period"

# What a condition that cannot be asked raises: its field is gone, it has words for a
# number, or days beyond the calendar.
UNFIT = (ValueError, KeyError, TypeError, OverflowError)


class CustomerSearch(models.Model):
    """A question about customers, saved with its columns and its ways out.

    Whoever runs it gets what his own rights show him, whoever wrote it. What is asked
    is Odoo's domain of the base's model; who is a customer, which invoices count and
    which vehicles are still there is added here.
    """

    _name = "customer.search"
    _description = "Data search"
    _inherit = ["customer.required.mixin"]
    _order = "name, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    base = fields.Selection(BASES, "Search in", required=True, default="customer")
    rows = fields.Selection(
        [("invoice", "One row per invoice"), ("customer", "One row per customer")],
        required=True,
        default="invoice",
    )
    base_model = fields.Char(compute="_compute_base_model")
    row_model = fields.Char(compute="_compute_base_model")
    domain = fields.Char("Conditions", required=True, default="[]")
    column_ids = fields.One2many(
        "customer.search.column", "search_id", "Columns", copy=True
    )
    order = fields.Char(
        "Sort",
        compute="_compute_order",
        store=True,
        readonly=False,
        help="Fields in order, for example: city, name desc.",
    )
    first_rows = fields.Integer(
        "Only the first",
        aggregator=None,
        help="Rows, in the order of the sort; 0: all.",
    )
    period_from = fields.Date("Period from")
    period_to = fields.Date("Period to")
    is_family = fields.Boolean(
        "One per family",
        help="Of each family in the list the member who can be reached best.",
    )
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        ondelete="restrict",
        help="What you write for: who may be contacted depends on it.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        default=lambda self: self.env.user,
        ondelete="set null",
        copy=False,
    )
    is_shared = fields.Boolean("Shared", copy=False, help="Others see and run it too.")
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, ondelete="cascade"
    )
    only_reachable = fields.Boolean(
        "Only who can be contacted",
        help="Leaves out whoever may be contacted neither by e-mail nor SMS nor post.",
    )
    email_template_id = fields.Many2one(
        "mail.template", "Text of the e-mail", ondelete="restrict"
    )
    letter_template_id = fields.Many2one("mail.template", "Letter", ondelete="restrict")
    sms_text = fields.Text("SMS", translate=True)
    run_ids = fields.One2many("customer.search.run", "search_id", "Runs")

    @api.depends("base", "rows")
    def _compute_base_model(self):
        for search in self:
            search.base_model = MODELS[search.base or "customer"]
            search.row_model = search._row_model()._name

    @api.depends("column_ids.sort", "column_ids.sequence", "column_ids.path")
    def _compute_order(self):
        """The columns that are ticked for it, from left to right."""
        for search in self:
            columns = search.column_ids.filtered("sort").sorted("sequence")
            if columns:
                terms = [column._order_term() for column in columns]
                search.order = ", ".join([*filter(None, terms), "id"])

    # -- what is asked -----------------------------------------------------------------

    def _base_env(self):
        """Return the model of the base, which knows the period of this search."""
        period = tuple(
            day and fields.Date.to_string(day)
            for day in (self.period_from, self.period_to)
        )
        return self.env[MODELS[self.base or "customer"]].with_context(
            **{PERIOD: period}
        )

    def _row_model(self):
        """Return the model whose records are the rows of this search."""
        if self.base == "invoice" and self.rows == "customer":
            return self._base_env().env["res.partner"]
        return self._base_env()

    def _base_domain(self):
        """Return who or what can be found at all."""
        if self.base == "customer":
            return (
                self.env["res.partner"]._customer_domain()
                & Domain("is_forgotten", "=", False)
                & Domain("merged_into_id", "=", False)
            )
        if self.base == "asset":
            return self.env["customer.asset"]._offered_domain()
        return Domain("move_type", "in", INVOICES) & Domain("state", "=", "posted")

    def _asked_domain(self):
        """Return the conditions as a Domain, or say what is wrong with them."""
        try:
            return Domain(literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(
                self.env._(
                    "The conditions of %s cannot be read. Write them anew.", self.name
                )
            ) from error

    def _query(self, limit=None, order=None):
        """Return the query of the rows that are found now, by the user's rights."""
        model = self._row_model()
        order = order or self.order or "id"
        limit = min(filter(None, (limit, self.first_rows)), default=None)
        try:
            return model._search(self._row_domain(), limit=limit, order=order)
        except AccessError as error:
            raise UserError(
                self.env._(
                    "%(search)s asks for something that you may not read: %(reason)s",
                    search=self.name,
                    reason=error.args[0],
                )
            ) from error
        except UNFIT as error:
            raise UserError(
                self.env._(
                    "A condition or the sort of %(search)s is about a field that there"
                    " is no more. Remove it: %(reason)s",
                    search=self.name,
                    reason=error.args[0],
                )
            ) from error

    def _row_domain(self):
        """Return what the conditions find, as a domain of the rows' model."""
        model = self._base_env()
        domain = self._base_domain() & self._asked_domain()
        if self._row_model()._name == model._name:
            return domain
        invoices = model._search(domain)
        customers = invoices.subselect(
            SQL.identifier(invoices.table, "commercial_partner_id")
        )
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN %s", SQL.identifier(alias, "id"), customers
            )
        )

    @api.constrains("domain", "base")
    def _check_domain(self):
        for search in self:
            try:
                search._asked_domain().validate(search._base_env())
            except (*UNFIT, UserError) as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of %(search)s do not fit %(base)s: %(reason)s",
                        search=search.name,
                        base=dict(BASES)[search.base],
                        reason=error.args[0],
                    )
                ) from error

    @api.constrains("order", "base", "rows")
    def _check_order(self):
        for search in self.filtered("order"):
            search._query(limit=1)

    @api.constrains("first_rows")
    def _check_first_rows(self):
        for search in self:
            if search.first_rows < 0:
                raise ValidationError(
                    self.env._("A list has no negative number of rows.")
                )

    @api.constrains("period_from", "period_to")
    def _check_period(self):
        for search in self:
            first, last = search.period_from, search.period_to
            if first and last and first > last:
                raise ValidationError(
                    self.env._("The period ends before it begins. Correct the dates.")
                )

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", search.name))
            for search, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]
