# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_back import WEEK


class CustomerTurnover(models.Model):
    """The lines behind the figure of who came back."""

    _inherit = "customer.turnover"

    is_after_message = fields.Boolean(
        compute="_compute_is_after_message",
        search="_search_is_after_message",
        help="Bought this week, within thirty days of a message of ours.",
    )

    def _compute_is_after_message(self):
        found = self.search(
            Domain("id", "in", self.ids) & Domain("is_after_message", "=", True)
        )
        for line in self:
            line.is_after_message = line in found

    @api.model
    def _search_is_after_message(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        today = fields.Date.context_today(self)
        lines = self.env["res.partner"]._lines_after_message(
            today - timedelta(days=WEEK), today
        )
        found = lines.select(SQL.identifier(lines.table, "id"))
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (%s)", SQL.identifier(alias, "id"), found
            )
        )
