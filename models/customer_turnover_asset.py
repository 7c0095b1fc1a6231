# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL


class CustomerTurnover(models.Model):
    """What was sold for which vehicle, animal or equipment: line by line.

    The line says it, whoever owned the vehicle then; at a till the sale does.
    """

    _inherit = "customer.turnover"
    _depends = {
        "account.move.line": ["customer_asset_id"],
        "customer.asset.sale": ["asset_id", "res_id", "res_model"],
    }

    asset_id = fields.Many2one("customer.asset", "Vehicle, animal or equipment")

    @api.model
    def _turnover_sources(self):
        return [self._with_asset(source) for source in super()._turnover_sources()]

    @api.model
    def _with_asset(self, source):
        if source["model"] == "account.move.line":
            column, joins = SQL("line.customer_asset_id"), source["joins"]
        elif source["model"] == "pos.order.line":
            column = SQL("sold_for.asset_id")
            joins = SQL(
                """%s
                   LEFT JOIN customer_asset_sale sold_for
                          ON sold_for.res_id = till.id
                         AND sold_for.res_model = 'pos.order'""",
                source["joins"],
            )
        else:
            return source
        columns = {**source["columns"], "asset_id": column}
        return {**source, "columns": columns, "joins": joins}
