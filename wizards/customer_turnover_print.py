# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

# Paper for a person: more rows than this are a spreadsheet's job.
MOST_ROWS = 3000
GROUPS = [
    ("product_id", "Product"),
    ("brand", "Brand"),
    ("category_id", "Category"),
    ("branch", "Branch"),
    ("date:month", "Month"),
]


class CustomerTurnoverPrint(models.TransientModel):
    """Print the turnover history of a declared period."""

    _name = "customer.turnover.print"
    _description = "Print the turnover of a period"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        domain="[('is_customer', '=', True)]",
        context={"active_test": False},
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: date_utils.start_of(
            fields.Date.context_today(self), "year"
        ),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    group_by = fields.Selection(
        GROUPS, "One line per", required=True, default="product_id"
    )
    with_margin = fields.Boolean(
        "Print the margin too", groups="customer_care.function_margin_see"
    )

    def _domain(self):
        """Return the domain of the turnover to print; both days belong to it."""
        domain = [("date", ">=", self.date_from), ("date", "<=", self.date_to)]
        if self.partner_ids:
            customers = self.partner_ids._turnover_customers()
            domain.append(("partner_id", "in", customers.ids))
        return domain

    def _rows(self):
        """Return [(customer, key, quantity, untaxed, total, margin)].

        Without customers named, all are one: theirs is the empty recordset.
        """
        groupby = ["partner_id"] if self.partner_ids else []
        aggregates = ["quantity:sum", "untaxed:sum", "total:sum"]
        if self._prints_margin():
            aggregates.append("margin:sum")
        rows = self.env["customer.turnover"]._read_group(
            self._domain(), [*groupby, self.group_by], aggregates
        )
        nobody = self.env["res.partner"]
        return [
            (
                *(row if groupby else (nobody, *row)),
                *([] if self._prints_margin() else [0]),
            )
            for row in rows
        ]

    def _prints_margin(self):
        return self.env["res.users"]._has_function("margin_see") and self.with_margin

    @api.model
    def _check_period(self, date_from, date_to):
        if date_from > date_to:
            raise UserError(
                self.env._("The period ends before it begins. Correct the dates.")
            )

    def action_print(self):
        self.ensure_one()
        self.env["res.users"]._check_function("history_see")
        self._check_period(self.date_from, self.date_to)
        self.partner_ids._refuse_strangers()
        count = len(self._rows())
        if not count:
            raise UserError(self.env._("Nothing was bought in this period."))
        if count > MOST_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s lines are too many for paper. Choose a shorter period"
                    " or fewer customers, or export the list Reports > Turnover.",
                    count=count,
                )
            )
        report = self.env.ref("customer_care.action_report_customer_turnover")
        return report.report_action(self, config=False)
