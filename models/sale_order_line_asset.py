# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.sql import column_exists, create_column


class SaleOrderLine(models.Model):
    """Each line of an order is for the vehicle of its header, or for another one."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.asset.document.line"]
    _asset_document_field = "order_id"

    def _auto_init(self):
        """Nothing is worked out for the lines there are."""
        if not column_exists(self.env.cr, self._table, "customer_asset_id"):
            create_column(self.env.cr, self._table, "customer_asset_id", "int4")
        return super()._auto_init()

    @api.depends("order_id")
    def _compute_customer_asset_id(self):
        return super()._compute_customer_asset_id()

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if vals.get("display_type") == "product":
            vals["customer_asset_id"] = self.customer_asset_id.id
        return vals
