# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class SaleOrder(models.Model):
    """An order for a vehicle, animal or equipment; its invoices are for the same."""

    _name = "sale.order"
    _inherit = ["sale.order", "customer.asset.document"]
    _asset_line_field = "order_line"

    def _asset_lines(self):
        return self.order_line.filtered(lambda line: line._sells_something())

    def _reading_question_fields(self):
        return [*super()._reading_question_fields(), "state"]

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return self._copy_without_lost_assets(vals_list, default)

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        vals["customer_asset_id"] = self.customer_asset_id.id
        vals["customer_reading"] = self._reading_to_invoice()
        vals["is_reading_confirmed"] = self.is_reading_confirmed
        return vals

    def _reading_to_invoice(self):
        """Return the reading, unless an invoice of this order has said it already."""
        # sudo: an invoice has said it, whoever may see invoices
        others = self.sudo().invoice_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.move_type == "out_invoice"
                and move.customer_reading == self.customer_reading
            )
        )
        return 0.0 if others else self.customer_reading

    def _create_account_invoices(self, invoice_vals_list, final):
        """An invoice of several orders names one vehicle when all are for it."""
        if self.customer_asset_id:
            for vals in invoice_vals_list:
                if (
                    len({order.customer_asset_id for order in self._orders_of(vals)})
                    > 1
                ):
                    vals.update(customer_asset_id=False, customer_reading=0.0)
        return super()._create_account_invoices(invoice_vals_list, final)

    @api.model
    def _orders_of(self, vals):
        """Return the orders whose lines an invoice to be created is made from."""
        lines = self.env["sale.order.line"].browse(
            link[1]
            for _command, _id, line in vals["invoice_line_ids"]
            for link in line.get("sale_line_ids") or []
        )
        return lines.order_id
