# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

# Whoever was not there for that long has perhaps gone elsewhere.
YEARS = 1


class CustomerAsset(models.Model):
    """Whose owner has not been here for long: bought nothing, came to nothing."""

    _inherit = "customer.asset"

    is_owner_absent = fields.Boolean(
        "Owner not seen for a year",
        compute="_compute_is_owner_absent",
        search="_search_is_owner_absent",
    )

    @api.depends("partner_id")
    def _compute_is_owner_absent(self):
        # sudo: that somebody was here, and nothing of what they did
        absent = self.browse(
            self.sudo()
            .with_context(active_test=False)
            ._search(
                Domain("id", "in", self._origin.ids)
                & Domain("is_owner_absent", "=", True)
            )
        )
        for asset in self:
            asset.is_owner_absent = asset._origin in absent

    def _search_is_owner_absent(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(to_sql=self._owner_absent_sql)

    @api.model
    def _owner_absent_sql(self, model, alias, query):
        """Who was here is asked once, whose it is of each row that is looked at."""
        day = date_utils.subtract(fields.Date.context_today(self), years=YEARS)
        # sudo: that somebody was here, and nothing of what they did
        bought = self.env["customer.turnover"].sudo()._search([("date", ">=", day)])
        # sudo: as above
        came = (
            self.env["calendar.event"]
            .sudo()
            ._search(
                [
                    ("customer_state", "in", ("arrived", "done")),
                    ("start", ">=", day),
                ]
            )
        )
        return SQL(
            """(SELECT commercial_partner_id FROM res_partner WHERE id = %(owner)s)
                NOT IN (
                SELECT partner_id FROM %(bought)s AS bought
                 WHERE partner_id IS NOT NULL
                UNION
                SELECT seen.commercial_partner_id
                  FROM %(came)s AS came
                  JOIN res_partner seen ON seen.id = came.customer_partner_id)
            """,
            owner=model._field_to_sql(alias, "partner_id", query),
            bought=bought.subselect("partner_id"),
            came=came.subselect("customer_partner_id"),
        )
