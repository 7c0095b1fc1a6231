# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import fields, models
from odoo.tools import SQL

from .customer_account import STATUSES


class AccountStatus(fields.Selection):
    """A status by company that is found by an index.

    What Odoo asks of a company-dependent field, no index can answer: among a million
    customers, the few on hold would be looked for in every row.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """Say it once more in words that the index knows, where it names statuses."""
        condition = super().condition_to_sql(
            field_expr, operator, value, model, alias, query
        )
        others = (False, None, self.get_company_dependent_fallback(model))
        if operator != "in" or not value or any(status in others for status in value):
            return condition
        company = str(model.env.company.id)
        named = SQL(" OR ").join(
            SQL(
                "%s @> %s::jsonb",
                SQL.identifier(alias, self.name),
                json.dumps({company: status}),
            )
            for status in sorted(value)
        )
        return SQL("((%s) AND %s)", named, condition)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # copy: a copy is another customer
    account_status = AccountStatus(
        STATUSES,
        "Account status",
        company_dependent=True,
        copy=False,
        groups="customer_care.function_account_see",
        help="Whether the customer may buy on account: pays at once, on account, watch"
        " (sells with a warning), on hold or closed (sells nothing).",
    )

    _account_status_idx = models.Index("USING gin (account_status jsonb_path_ops)")
